// Sets that a document took over before contours beside the slices were brought into the voxels: what that left without
// voxels gets them now. Nothing that anybody has drawn is touched.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import type { StructureRecord } from '../../core/edit/index.ts';
import { isoTime } from '../platform/clock.ts';
import type { LibraryContext } from './context.ts';
import { headRow, touchDocumentCase } from './document-repository.ts';
import type { Database } from './driver.ts';
import { forEachPackedPlane, type PackedPlanes } from './plane-codec.ts';

export interface RelaidSet {
  readonly structureSetId: string;
  /** Of the set, for the history. */
  readonly label: string;
  readonly structures: readonly { readonly structureId: string; readonly planes: PackedPlanes }[];
  /** What laying it says now; null: what was kept stays. */
  readonly warnings: readonly SeriesWarning[] | null;
}

/** Imported sets of a document that were laid by the rules of earlier builds alone. */
export const setsToLayAnew = (database: Database, documentId: string): string[] =>
  database
    .prepare<{ id: string }>(
      `SELECT ds.structure_set_id AS id FROM document_sets ds JOIN structure_sets ss ON ss.id = ds.structure_set_id
       WHERE ds.document_id = ? AND ds.is_laid = 0 AND ss.source = 'imported'`,
    )
    .all(documentId)
    .map(({ id }) => id);

/** An empty structure that nobody has ever drawn on. */
const isUntouched = ({ contentRev, editedSlices }: StructureRecord): boolean =>
  contentRev === 0 && editedSlices.length === 0;

/**
 * Gives empty, untouched structures their voxels, and notes that the set needs not be laid again. Returns how many got
 * some. It is an entry of the history that cannot be taken back, as the taking over was; a review that said the structure
 * is empty ends.
 */
export function keepRelaid(context: LibraryContext, documentId: string, set: RelaidSet): number {
  const { database, clock, appVersion } = context;
  return database.transaction(() => {
    const head = headRow(database, documentId);
    const get = database.prepare<{ json: string }>(
      "SELECT json FROM document_records WHERE document_id = ? AND kind = 'structure' AND id = ?",
    );
    const drawn = database.prepare('SELECT 1 FROM document_planes WHERE document_id = ? AND structure_id = ?');
    const put = database.prepare(
      'INSERT INTO document_planes (document_id, structure_id, k, content) VALUES (?, ?, ?, ?)',
    );
    let filled = 0;
    for (const { structureId, planes } of set.structures) {
      const row = get.get(documentId, structureId);
      if (row === undefined || drawn.get(documentId, structureId) !== undefined) continue;
      const record = JSON.parse(row.json) as StructureRecord;
      if (!isUntouched(record)) continue;
      let count = 0;
      forEachPackedPlane(planes, (k, content) => {
        put.run(documentId, structureId, k, content);
        count++;
      });
      if (count === 0) continue;
      filled++;
      const review = { isReviewed: false, at: null, reason: null, slices: [] };
      database
        .prepare("UPDATE document_records SET json = ? WHERE document_id = ? AND kind = 'structure' AND id = ?")
        .run(JSON.stringify({ ...record, review, contentRev: 1 }), documentId, structureId);
    }
    database
      .prepare(
        `UPDATE document_sets SET is_laid = 1, warnings_json = coalesce(?, warnings_json)
         WHERE document_id = ? AND structure_set_id = ?`,
      )
      .run(set.warnings === null ? null : JSON.stringify(set.warnings), documentId, set.structureSetId);
    if (filled === 0) return 0;
    const now = isoTime(clock);
    const what = `${filled} ${filled === 1 ? 'structure' : 'structures'} of ${set.label || 'a structure set'}`;
    database
      .prepare(
        `INSERT INTO document_edits (document_id, rev, kind, edit_id, label, at, payload_bytes, app_version)
         VALUES (?, ?, 'taken-over', ?, ?, ?, 0, ?)`,
      )
      .run(
        documentId,
        head.rev + 1,
        set.structureSetId,
        `Made voxels of ${what}, drawn beside the slices`,
        now,
        appVersion,
      );
    database.prepare('UPDATE documents SET rev = rev + 1, changed_at = ? WHERE id = ?').run(now, documentId);
    // Whoever called the case done did not see these voxels.
    database.prepare('UPDATE case_work SET is_done = 0 WHERE case_id = ? AND is_done = 1').run(head.case_id);
    touchDocumentCase(database, head.case_id, false);
    return filled;
  });
}
