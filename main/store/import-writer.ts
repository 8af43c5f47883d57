// The one transaction of an import.

import type { DicomPatient } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import type { BlobRef } from './blob-store.ts';
import { insertCase, touchCase } from './case-writer.ts';
import { IS_DELETED, type LibraryContext } from './context.ts';
import type { Database } from './driver.ts';
import { insertObject } from './object-repository.ts';
import type { Candidate } from './prepared-stack.ts';
import type { ObjectInput, SeriesInput, StructureSetInput } from './records.ts';
import { linkStructureSets } from './set-links.ts';
import { insertImportedStructureSet } from './structure-repository.ts';
import { inputHash, insertVolume, type NewVolume } from './volume-repository.ts';

export interface CaseDraft {
  readonly caseId: string;
  readonly identityHash: string;
  readonly patient: DicomPatient | null;
  readonly isNew: boolean;
}

export interface SeriesDraft {
  readonly caseId: string;
  readonly series: SeriesInput;
  /** The stack that this one replaces; null: a new series. */
  readonly known: Candidate | null;
  readonly volume: Omit<NewVolume, 'inputSha256'>;
}

export interface StructureSetDraft {
  readonly caseId: string;
  readonly structureSetId: string;
  readonly input: StructureSetInput;
  readonly blob: BlobRef;
}

export interface ObjectDraft {
  readonly caseId: string;
  readonly objectId: string;
  readonly input: ObjectInput;
  readonly blob: BlobRef;
}

export interface ImportDrafts {
  readonly cases: readonly CaseDraft[];
  readonly series: readonly SeriesDraft[];
  readonly structureSets: readonly StructureSetDraft[];
  readonly objects: readonly ObjectDraft[];
}

/** Writes all rows or none. Returns the blobs of volumes that were replaced. */
export function writeImport(context: LibraryContext, drafts: ImportDrafts): readonly string[] {
  const { database } = context;
  const changed = new Set([...drafts.series, ...drafts.structureSets, ...drafts.objects].map(({ caseId }) => caseId));
  if (changed.size === 0) return [];
  return database.transaction(() => {
    const replaced: string[] = [];
    for (const { caseId, identityHash, patient, isNew } of drafts.cases) {
      if (!changed.has(caseId)) continue;
      if (isNew) insertCase(context, caseId, identityHash, patient);
      else checkStillThere(database, `SELECT 1 FROM cases WHERE id = ? AND id NOT ${IS_DELETED}`, caseId);
    }
    for (const draft of drafts.series) replaced.push(...writeSeries(context, draft));
    for (const { caseId, structureSetId, input, blob } of drafts.structureSets) {
      insertImportedStructureSet(context, caseId, structureSetId, input, blob);
    }
    for (const { caseId, objectId, input, blob } of drafts.objects) {
      insertObject(context, caseId, objectId, input, blob);
    }
    for (const caseId of changed) {
      linkStructureSets(database, caseId);
      touchCase(database, caseId);
    }
    return replaced;
  });
}

function checkStillThere(database: Database, sql: string, id: string): void {
  if (database.prepare(sql).get(id) !== undefined) return;
  throw new AppError(
    'conflict',
    'IMPORT_OVERTAKEN',
    'A case was changed or deleted while images were added to it. Run the import again.',
    { retryable: true },
  );
}

function writeSeries(context: LibraryContext, { caseId, series, known, volume }: SeriesDraft): string[] {
  const { database, clock } = context;
  const { seriesId } = volume;
  if (known === null) {
    database
      .prepare(
        `INSERT INTO series (id, study_id, series_instance_uid, modality, description, source, header_json, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        seriesId,
        studyId(database, caseId, series),
        series.seriesInstanceUid,
        series.modality,
        series.description,
        series.source,
        JSON.stringify(series.header),
        isoTime(clock),
      );
  } else {
    checkStillThere(database, 'SELECT 1 FROM volumes WHERE id = ? AND is_current = 1', known.volumeId);
    database.prepare('UPDATE volumes SET is_current = 0 WHERE id = ?').run(known.volumeId);
  }
  insertInstances(database, seriesId, series);
  const hashes = database
    .prepare<{ sha256: string }>('SELECT file_sha256 AS sha256 FROM instances WHERE series_id = ?')
    .all(seriesId)
    .map(({ sha256 }) => sha256);
  insertVolume(context, { ...volume, inputSha256: inputHash(hashes) });
  return known === null ? [] : retireVolume(database, known.volumeId, volume.volumeId);
}

function studyId(database: Database, caseId: string, series: SeriesInput): number {
  const find = database.prepare<{ id: number }>('SELECT id FROM studies WHERE case_id = ? AND study_instance_uid = ?');
  const known = find.get(caseId, series.studyInstanceUid);
  if (known !== undefined) return known.id;
  const row = database
    .prepare<{ id: number }>(
      'INSERT INTO studies (case_id, study_instance_uid, description) VALUES (?, ?, ?) RETURNING id',
    )
    .get(caseId, series.studyInstanceUid, series.header['StudyDescription'] ?? '');
  return (row as { id: number }).id;
}

function insertInstances(database: Database, seriesId: string, series: SeriesInput): void {
  const insert = database.prepare(
    `INSERT INTO instances (series_id, sop_instance_uid, sop_class_uid, file_sha256, instance_number)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT (series_id, sop_instance_uid) DO NOTHING`,
  );
  for (const { sopInstanceUid, sopClassUid, fileSha256, instanceNumber } of series.slices) {
    insert.run(seriesId, sopInstanceUid, sopClassUid, fileSha256, instanceNumber);
  }
}

/** A replaced volume stays as long as a structure set or a document lies on its grid. An imported set without masks
 * lies on no grid yet and moves to the new volume. Returns the blobs that may have become free. */
function retireVolume(database: Database, oldVolumeId: string, newVolumeId: string): string[] {
  database
    .prepare(
      `UPDATE structure_sets SET volume_id = ? WHERE volume_id = ? AND source = 'imported'
         AND NOT EXISTS (SELECT 1 FROM structures WHERE structure_set_id = structure_sets.id AND mask IS NOT NULL)`,
    )
    .run(newVolumeId, oldVolumeId);
  return database
    .prepare<{ sha256: string }>(
      `DELETE FROM volumes WHERE id = ?
         AND NOT EXISTS (SELECT 1 FROM structure_sets WHERE volume_id = volumes.id)
         AND NOT EXISTS (SELECT 1 FROM documents WHERE volume_id = volumes.id) RETURNING blob_sha256 AS sha256`,
    )
    .all(oldVolumeId)
    .map(({ sha256 }) => sha256);
}
