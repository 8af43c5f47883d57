// Documents: reading them whole, making one for a series and taking in structure sets. Edits are in document-edits.ts.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import type { GroupRecord, MeasurementRecord, SliceWire, StructureRecord } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import { newShortId } from '../platform/ids.ts';
import { refreshCaseList } from './case-list.ts';
import { touchCase } from './case-writer.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import type {
  AuditRow,
  DocumentContent,
  DocumentHead,
  DocumentHistory,
  HistoryStep,
  TakenSet,
} from './document-records.ts';
import type { Database } from './driver.ts';
import { decodePlane, forEachPackedPlane } from './plane-codec.ts';

export interface HeadRow {
  readonly id: string;
  readonly series_id: string;
  readonly case_id: string;
  readonly volume_id: string;
  readonly rev: number;
  readonly tail: number;
  readonly head: number;
  readonly top: number;
  readonly history_bytes: number;
  readonly view_json: string | null;
  readonly grid_json: string;
}

const HEAD = `
SELECT d.id, d.series_id, st.case_id, d.volume_id, d.rev, d.tail, d.head, d.top, d.history_bytes, d.view_json, v.grid_json
FROM documents d JOIN volumes v ON v.id = d.volume_id JOIN series s ON s.id = d.series_id
JOIN studies st ON st.id = s.study_id WHERE`;

/** Throws `not-found` DOCUMENT_NOT_FOUND. */
export function headRow(database: Database, documentId: string): HeadRow {
  const row = database.prepare<HeadRow>(`${HEAD} d.id = ?`).get(documentId);
  if (row === undefined) {
    throw new AppError('not-found', 'DOCUMENT_NOT_FOUND', 'The case of this work is not in the library any more.');
  }
  return row;
}

export function toHead(row: HeadRow): DocumentHead {
  const { size } = JSON.parse(row.grid_json) as { size: [number, number, number] };
  return {
    documentId: row.id,
    seriesId: row.series_id,
    caseId: row.case_id,
    volumeId: row.volume_id,
    rev: row.rev,
    plane: { columns: size[0], rows: size[1] },
    planes: size[2],
  };
}

/** Throws `not-found` DOCUMENT_NOT_FOUND. */
export const getDocumentHead = (database: Database, documentId: string): DocumentHead =>
  toHead(headRow(database, documentId));

export function findDocument(database: Database, seriesId: string): DocumentHead | null {
  const row = database.prepare<HeadRow>(`${HEAD} d.series_id = ?`).get(seriesId);
  return row === undefined ? null : toHead(row);
}

/** The document of a series, made empty when there is none. Throws `not-found` SERIES_NOT_FOUND. */
export function ensureDocument(context: LibraryContext, seriesId: string): DocumentHead {
  const { database, random, clock, appVersion } = context;
  return database.transaction(() => {
    const known = findDocument(database, seriesId);
    if (known !== null) return known;
    const volume = currentVolume(database, seriesId);
    const isTaken = (id: string) => database.prepare('SELECT 1 FROM documents WHERE id = ?').get(id) !== undefined;
    const documentId = newShortId('d', isTaken, random);
    const now = isoTime(clock);
    database
      .prepare(
        `INSERT INTO documents (id, series_id, volume_id, rev, tail, head, top, history_bytes, app_version, created_at,
           changed_at) VALUES (?, ?, ?, 0, 0, 0, 0, 0, ?, ?, ?)`,
      )
      .run(documentId, seriesId, volume, appVersion, now, now);
    return getDocumentHead(database, documentId);
  });
}

/** Id of the volume that a series now has. Throws `not-found` SERIES_NOT_FOUND. */
export function currentVolume(database: Database, seriesId: string): string {
  const row = database
    .prepare<{ id: string }>('SELECT id FROM volumes WHERE series_id = ? AND is_current = 1')
    .get(seriesId);
  if (row === undefined) {
    throw new AppError('not-found', 'SERIES_NOT_FOUND', 'The series is not in the library any more.');
  }
  return row.id;
}

const recordsOf = <R>(database: Database, documentId: string, kind: string): R[] =>
  database
    .prepare<{ json: string }>('SELECT json FROM document_records WHERE document_id = ? AND kind = ?')
    .all(documentId, kind)
    .map(({ json }) => JSON.parse(json) as R);

export const documentStructures = (database: Database, documentId: string): StructureRecord[] =>
  recordsOf<StructureRecord>(database, documentId, 'structure').sort((a, b) => a.order - b.order);

export const documentGroups = (database: Database, documentId: string): GroupRecord[] =>
  recordsOf<GroupRecord>(database, documentId, 'group').sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));

/** The planes of one structure, k growing. Throws `corrupt-data`. */
export const structurePlanes = (
  database: Database,
  documentId: string,
  structureId: string,
): { readonly k: number; readonly slice: SliceWire }[] =>
  database
    .prepare<{ k: number; content: Uint8Array }>(
      'SELECT k, content FROM document_planes WHERE document_id = ? AND structure_id = ? ORDER BY k',
    )
    .all(documentId, structureId)
    .map(({ k, content }) => ({ k, slice: decodePlane(content) }));

/** Everything that a window needs to show a document. Throws `not-found`, `corrupt-data`. */
export function readDocument(database: Database, documentId: string): DocumentContent {
  const row = headRow(database, documentId);
  const structures = documentStructures(database, documentId);
  const attention = database
    .prepare<{ structure_id: string; seen_json: string; spent_ms: number }>(
      'SELECT structure_id, seen_json, spent_ms FROM document_attention WHERE document_id = ?',
    )
    .all(documentId);
  return {
    ...toHead(row),
    groups: documentGroups(database, documentId),
    structures,
    measurements: recordsOf<MeasurementRecord>(database, documentId, 'measurement'),
    slices: structures
      .map(({ id }) => ({ structureId: id, planes: structurePlanes(database, documentId, id) }))
      .filter(({ planes }) => planes.length > 0),
    seen: attention.map((a) => ({ structureId: a.structure_id, slices: JSON.parse(a.seen_json) as number[] })),
    spentMs: attention.map((a) => ({ structureId: a.structure_id, ms: a.spent_ms })),
    view: row.view_json,
    warnings: database
      .prepare<{ json: string }>('SELECT warnings_json AS json FROM document_sets WHERE document_id = ?')
      .all(documentId)
      .flatMap(({ json }) => JSON.parse(json) as SeriesWarning[]),
    ...readHistory(database, documentId),
  };
}

interface EditRow {
  readonly edit_id: string;
  readonly label: string;
  readonly at: string;
  readonly structure_id: string | null;
  readonly k: number | null;
}

const toStep = (row: EditRow): HistoryStep => ({
  editId: row.edit_id,
  label: row.label,
  at: row.at,
  structureId: row.structure_id,
  k: row.k,
});

/** Throws `not-found` DOCUMENT_NOT_FOUND. */
export function readHistory(database: Database, documentId: string): DocumentHistory {
  const { tail, head } = headRow(database, documentId);
  const rows = database
    .prepare<EditRow>(
      `SELECT edit_id, label, at, structure_id, k FROM document_edits
       WHERE document_id = ? AND position IS NOT NULL ORDER BY position`,
    )
    .all(documentId);
  return { history: rows.map(toStep), head: head - tail };
}

/** Every change that was ever made, oldest first. */
export const readAudit = (database: Database, documentId: string): AuditRow[] =>
  database
    .prepare<EditRow & { rev: number; kind: AuditRow['kind']; app_version: string }>(
      'SELECT rev, kind, edit_id, label, at, structure_id, k, app_version FROM document_edits WHERE document_id = ? ORDER BY rev',
    )
    .all(documentId)
    .map((row) => ({ ...toStep(row), rev: row.rev, kind: row.kind, appVersion: row.app_version }));

/** Says that a set needs not be taken over (again): its structures came by an edit. Inside a transaction. */
export function markTaken(
  database: Database,
  documentId: string,
  structureSetId: string,
  warnings: readonly SeriesWarning[],
): void {
  database
    .prepare(
      `INSERT INTO document_sets (document_id, structure_set_id, warnings_json) VALUES (?, ?, ?)
       ON CONFLICT (document_id, structure_set_id) DO NOTHING`,
    )
    .run(documentId, structureSetId, JSON.stringify(warnings));
}

/** Puts a set into the document as a group, once; no step that can be taken back. */
export function takeSet(context: LibraryContext, documentId: string, set: TakenSet): void {
  const { database, clock, appVersion } = context;
  database.transaction(() => {
    const head = headRow(database, documentId);
    const known = database
      .prepare('SELECT 1 FROM document_sets WHERE document_id = ? AND structure_set_id = ?')
      .get(documentId, set.structureSetId);
    if (known !== undefined) return;
    const record = database.prepare(
      'INSERT INTO document_records (document_id, kind, id, group_id, json) VALUES (?, ?, ?, ?, ?)',
    );
    const plane = database.prepare(
      'INSERT INTO document_planes (document_id, structure_id, k, content) VALUES (?, ?, ?, ?)',
    );
    record.run(documentId, 'group', set.group.id, null, JSON.stringify(set.group));
    for (const { record: structure, planes } of set.structures) {
      record.run(documentId, 'structure', structure.id, structure.groupId, JSON.stringify(structure));
      forEachPackedPlane(planes, (k, content) => plane.run(documentId, structure.id, k, content));
    }
    markTaken(database, documentId, set.structureSetId, set.warnings);
    const now = isoTime(clock);
    database
      .prepare(
        `INSERT INTO document_edits (document_id, rev, kind, edit_id, label, at, payload_bytes, app_version)
         VALUES (?, ?, 'taken-over', ?, ?, ?, 0, ?)`,
      )
      .run(documentId, head.rev + 1, set.group.id, `Took over ${set.group.label}`, now, appVersion);
    database.prepare('UPDATE documents SET rev = rev + 1, changed_at = ? WHERE id = ?').run(now, documentId);
    refreshCaseList(database, head.case_id);
  });
}

/** Keeps what the window wants to find again; no change of the work itself. Throws `not-found`. */
export function saveView({ database }: LibraryContext, documentId: string, view: string): void {
  database.transaction(() => {
    headRow(database, documentId);
    database.prepare('UPDATE documents SET view_json = ? WHERE id = ?').run(view, documentId);
  });
}

/** Keeps the search and the table of cases true to a change of a document. Inside its transaction. */
export function touchDocumentCase(database: Database, caseId: string, hasNewNames: boolean): void {
  if (hasNewNames) {
    touchCase(database, caseId);
    return;
  }
  database.prepare('UPDATE cases SET revision = ? WHERE id = ?').run(nextRevision(database), caseId);
  refreshCaseList(database, caseId);
}

/** What was done to the documents of a case, newest first; what a model brought structure by structure is one. */
export const lastChanges = (
  database: Database,
  caseId: string,
  count: number,
): { readonly at: string; readonly text: string }[] =>
  database
    .prepare<{ at: string; kind: AuditRow['kind']; label: string }>(
      `SELECT max(e.at) AS at, e.kind, e.label FROM studies st JOIN series s ON s.study_id = st.id
       JOIN documents d ON d.series_id = s.id JOIN document_edits e ON e.document_id = d.id
       WHERE st.case_id = ? GROUP BY e.document_id, e.edit_id, e.kind ORDER BY at DESC, max(e.rev) DESC LIMIT ?`,
    )
    .all(caseId, count)
    .map(({ at, kind, label }) => ({
      at,
      text: kind === 'undo' ? `Undid: ${label}` : kind === 'redo' ? `Redid: ${label}` : label,
    }));

/** Structure sets on the images of a document that it does not hold yet, in the order in which they came. */
export const setsToTake = (
  database: Database,
  documentId: string,
): { readonly structureSetId: string; readonly volumeId: string }[] =>
  database
    .prepare<{ structureSetId: string; volumeId: string }>(
      `SELECT ss.id AS structureSetId, ss.volume_id AS volumeId
       FROM documents d JOIN volumes v ON v.series_id = d.series_id JOIN structure_sets ss ON ss.volume_id = v.id
       WHERE d.id = ? AND NOT EXISTS
         (SELECT 1 FROM document_sets WHERE document_id = d.id AND structure_set_id = ss.id)
       ORDER BY ss.revision`,
    )
    .all(documentId);
