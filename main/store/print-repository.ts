// The printable model of a document: whole versions of its steps, kept as they are edited. `head` is the place of the
// present one (0: none); those above it were taken back and can come again until a new one is kept.

import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import { type LibraryContext, removeUnusedBlobs } from './context.ts';
import { headRow } from './document-repository.ts';
import type { Database } from './driver.ts';

/** Older versions than these are forgotten. */
const MOST_VERSIONS = 500;

export interface PrintVersion {
  readonly label: string;
  readonly at: string;
  /** What the service keeps, as it gave it. */
  readonly json: string;
}

export interface KeptPrint {
  /** Grows by one with every change; 0: nothing was ever kept. */
  readonly rev: number;
  /** Oldest first. */
  readonly versions: readonly PrintVersion[];
  /** Number of versions up to the present one; those behind it were taken back. */
  readonly head: number;
  readonly current: PrintVersion | null;
  readonly exportedJson: string | null;
  readonly setupJson: string | null;
  readonly meshes: readonly { readonly name: string; readonly bytes: number }[];
}

interface ModelRow {
  readonly rev: number;
  readonly head: number;
  readonly exported_json: string | null;
  readonly setup_json: string | null;
}

interface VersionRow extends PrintVersion {
  readonly position: number;
}

const modelRow = (database: Database, documentId: string): ModelRow =>
  database
    .prepare<ModelRow>('SELECT rev, head, exported_json, setup_json FROM print_models WHERE document_id = ?')
    .get(documentId) ?? { rev: 0, head: 0, exported_json: null, setup_json: null };

const versionRows = (database: Database, documentId: string): VersionRow[] =>
  database
    .prepare<VersionRow>('SELECT position, label, at, json FROM print_versions WHERE document_id = ? ORDER BY position')
    .all(documentId);

/** Throws `not-found` DOCUMENT_NOT_FOUND. */
export function readPrint(database: Database, documentId: string): KeptPrint {
  headRow(database, documentId);
  const { rev, head, exported_json: exportedJson, setup_json: setupJson } = modelRow(database, documentId);
  const rows = versionRows(database, documentId);
  return {
    rev,
    versions: rows.map(({ label, at, json }) => ({ label, at, json })),
    head: rows.filter(({ position }) => position <= head).length,
    current: rows.find(({ position }) => position === head) ?? null,
    exportedJson,
    setupJson,
    meshes: database
      .prepare<{ name: string; bytes: number }>(
        'SELECT name, blob_bytes AS bytes FROM print_meshes WHERE document_id = ? ORDER BY name',
      )
      .all(documentId),
  };
}

/** The row to change. Throws `not-found` DOCUMENT_NOT_FOUND, `conflict` PRINT_STALE. */
function rowToChange(database: Database, documentId: string, baseRev: number): ModelRow {
  headRow(database, documentId);
  const row = modelRow(database, documentId);
  if (row.rev === baseRev) return row;
  throw new AppError(
    'conflict',
    'PRINT_STALE',
    'Another window has changed the steps of this model meanwhile. Look at them and repeat the last change.',
    { data: { rev: row.rev }, retryable: true },
  );
}

const moveHead = (database: Database, documentId: string, head: number): void =>
  void database
    .prepare(
      `INSERT INTO print_models (document_id, rev, head) VALUES (?, 1, ?)
       ON CONFLICT (document_id) DO UPDATE SET rev = rev + 1, head = excluded.head`,
    )
    .run(documentId, head);

export interface VersionToKeep {
  readonly documentId: string;
  readonly baseRev: number;
  readonly label: string;
  readonly json: string;
}

/** Keeps one more version; those that were taken back are gone. Throws `conflict` PRINT_STALE. */
export function keepPrint({ database, clock, appVersion }: LibraryContext, version: VersionToKeep): void {
  const { documentId, baseRev, label, json } = version;
  database.transaction(() => {
    const { head } = rowToChange(database, documentId, baseRev);
    const position = head + 1;
    moveHead(database, documentId, position);
    database
      .prepare('DELETE FROM print_versions WHERE document_id = ? AND (position > ? OR position <= ?)')
      .run(documentId, head, position - MOST_VERSIONS);
    database
      .prepare(
        'INSERT INTO print_versions (document_id, position, label, at, app_version, json) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(documentId, position, label, isoTime(clock), appVersion, json);
  });
}

/** To the version before or after. Throws `conflict` PRINT_STALE, NOTHING_TO_UNDO, NOTHING_TO_REDO. */
export function movePrint(
  { database }: LibraryContext,
  documentId: string,
  baseRev: number,
  direction: 'undo' | 'redo',
): void {
  database.transaction(() => {
    const { head } = rowToChange(database, documentId, baseRev);
    const positions = versionRows(database, documentId).map(({ position }) => position);
    const to = direction === 'undo' ? head - 1 : head + 1;
    // Before the first version there was none; before the oldest that is kept there is nothing to show.
    const isThere = positions.includes(to) || (to === 0 && positions[0] === 1);
    if (!isThere) {
      throw direction === 'undo'
        ? new AppError('conflict', 'NOTHING_TO_UNDO', 'There is no older version of the steps.')
        : new AppError('conflict', 'NOTHING_TO_REDO', 'There is no step to do again.');
    }
    moveHead(database, documentId, to);
  });
}

/** What was last written of the model. No change of the steps: the revision stays. */
export function noteExport({ database }: LibraryContext, documentId: string, json: string): void {
  database.transaction(() => {
    headRow(database, documentId);
    database
      .prepare(
        `INSERT INTO print_models (document_id, rev, head, exported_json) VALUES (?, 0, 0, ?)
         ON CONFLICT (document_id) DO UPDATE SET exported_json = excluded.exported_json`,
      )
      .run(documentId, json);
  });
}

/** For what the model is meant to be printed. No change of the steps: the revision stays. */
export function keepPrintSetup({ database }: LibraryContext, documentId: string, json: string): void {
  database.transaction(() => {
    headRow(database, documentId);
    database
      .prepare(
        `INSERT INTO print_models (document_id, rev, head, setup_json) VALUES (?, 0, 0, ?)
         ON CONFLICT (document_id) DO UPDATE SET setup_json = excluded.setup_json`,
      )
      .run(documentId, json);
  });
}

/** Keeps a mesh of another program, as it came, under a name of its own, which is returned. The same bytes are kept once.
 * Throws `resource` DISK_FULL, `denied`. */
export function keepMesh(
  context: LibraryContext,
  documentId: string,
  given: { readonly name: string; readonly bytes: Uint8Array },
): string {
  const { database, blobs, clock } = context;
  headRow(database, documentId);
  const blob = blobs.put([given.bytes]);
  try {
    return database.transaction(() => {
      const known = database
        .prepare<{ name: string }>('SELECT name FROM print_meshes WHERE document_id = ? AND blob_sha256 = ?')
        .get(documentId, blob.sha256);
      if (known !== undefined) return known.name;
      const name = freeName(database, documentId, given.name);
      database
        .prepare('INSERT INTO print_meshes (document_id, name, blob_sha256, blob_bytes, at) VALUES (?, ?, ?, ?, ?)')
        .run(documentId, name, blob.sha256, blob.bytes, isoTime(clock));
      return name;
    });
  } catch (error) {
    removeUnusedBlobs(context, [blob.sha256]);
    throw error;
  }
}

/** `guide.stl`, `guide 2.stl`, … */
function freeName(database: Database, documentId: string, given: string): string {
  const isTaken = database.prepare('SELECT 1 FROM print_meshes WHERE document_id = ? AND name = ?');
  const dot = given.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [given.slice(0, dot), given.slice(dot)] : [given, ''];
  for (let n = 1; ; n++) {
    const name = n === 1 ? given : `${stem} ${n}${ending}`;
    if (isTaken.get(documentId, name) === undefined) return name;
  }
}

/** The bytes of a mesh, hashed. Throws `not-found` PRINT_MESH, `corrupt-data`. */
export function readMesh(
  { database, blobs }: LibraryContext,
  documentId: string,
  name: string,
): Uint8Array<ArrayBuffer> {
  const row = database
    .prepare<{ sha256: string }>('SELECT blob_sha256 AS sha256 FROM print_meshes WHERE document_id = ? AND name = ?')
    .get(documentId, name);
  if (row === undefined) {
    throw new AppError(
      'not-found',
      'PRINT_MESH',
      'A mesh that the steps name is not kept with this case. Add it again.',
    );
  }
  return blobs.read(row.sha256, { verify: true });
}
