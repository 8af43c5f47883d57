// Objects that are kept for later: the file as it came, and what it says of itself.

import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import { newShortId } from '../platform/ids.ts';
import type { BlobRef } from './blob-store.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import type { Database } from './driver.ts';
import type { ObjectInput, ObjectSummary } from './records.ts';

export interface ObjectOfCase extends ObjectSummary {
  readonly caseId: string;
}

/** The objects of cases (a JSON array of their ids), in the order in which they came. */
export const listObjects = (database: Database, caseIdsJson: string): ObjectOfCase[] =>
  database
    .prepare<ObjectOfCase>(
      `SELECT o.id AS objectId, o.case_id AS caseId, o.kind, o.sop_instance_uid AS sopInstanceUid,
         o.series_instance_uid AS seriesInstanceUid, o.frame_of_reference_uid AS frameOfReferenceUid, o.description
       FROM json_each(?) AS wanted JOIN objects o ON o.case_id = wanted.value ORDER BY o.revision`,
    )
    .all(caseIdsJson);

export interface KnownObject {
  readonly objectId: string;
  readonly sha256: string;
}

/** The object of this UID that the case has. */
export const findObject = (database: Database, caseId: string, sopInstanceUid: string): KnownObject | undefined =>
  database
    .prepare<KnownObject>(
      'SELECT id AS objectId, blob_sha256 AS sha256 FROM objects WHERE case_id = ? AND sop_instance_uid = ?',
    )
    .get(caseId, sopInstanceUid);

/** sha256 (hex) of the file of an object. Throws `not-found` OBJECT_NOT_FOUND. */
export function objectBlob(database: Database, objectId: string): string {
  const row = database
    .prepare<{ sha256: string }>('SELECT blob_sha256 AS sha256 FROM objects WHERE id = ?')
    .get(objectId);
  if (row === undefined) throw new AppError('not-found', 'OBJECT_NOT_FOUND', 'The library has no object of this id.');
  return row.sha256;
}

/** A new id that neither the library nor `reserved` has. */
export const newObjectId = ({ database, random }: LibraryContext, reserved: ReadonlySet<string>): string =>
  newShortId(
    'o',
    (id) => reserved.has(id) || database.prepare('SELECT 1 FROM objects WHERE id = ?').get(id) !== undefined,
    random,
  );

/** Inside a transaction, after its case; `touchCase` must follow. */
export function insertObject(
  { database, clock, appVersion }: LibraryContext,
  caseId: string,
  objectId: string,
  input: ObjectInput,
  blob: BlobRef,
): void {
  database
    .prepare(
      `INSERT INTO objects (id, case_id, kind, sop_class_uid, sop_instance_uid, series_instance_uid,
         study_instance_uid, frame_of_reference_uid, description, references_json, blob_sha256, blob_bytes, app_version,
         created_at, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      objectId,
      caseId,
      input.kind,
      input.sopClassUid,
      input.sopInstanceUid,
      input.seriesInstanceUid,
      input.studyInstanceUid,
      input.frameOfReferenceUid,
      input.description,
      JSON.stringify(input.references),
      blob.sha256,
      blob.bytes,
      appVersion,
      isoTime(clock),
      nextRevision(database),
    );
}
