// A document on the volume that its series has now that planes were added between those that were there.

import { isoTime } from '../platform/clock.ts';
import { type LibraryContext, removeUnusedBlobs } from './context.ts';
import { currentVolume, documentStructures, headRow } from './document-repository.ts';
import type { Database } from './driver.ts';

/** The plane of now that plane k has become. */
type PlaneMove = (k: number) => number;

function movePlanes(database: Database, documentId: string, at: PlaneMove): void {
  const planes = database
    .prepare<{ structure_id: string; k: number; content: Uint8Array }>(
      'SELECT structure_id, k, content FROM document_planes WHERE document_id = ?',
    )
    .all(documentId);
  database.prepare('DELETE FROM document_planes WHERE document_id = ?').run(documentId);
  const put = database.prepare(
    'INSERT INTO document_planes (document_id, structure_id, k, content) VALUES (?, ?, ?, ?)',
  );
  for (const { structure_id, k, content } of planes) put.run(documentId, structure_id, at(k), content);
}

function moveStructures(database: Database, documentId: string, at: PlaneMove): void {
  for (const structure of documentStructures(database, documentId)) {
    const { review, editedSlices } = structure;
    const moved = {
      ...structure,
      review: { ...review, slices: review.slices.map(at) },
      editedSlices: editedSlices.map(at),
    };
    database
      .prepare("UPDATE document_records SET json = ? WHERE document_id = ? AND kind = 'structure' AND id = ?")
      .run(JSON.stringify(moved), documentId, structure.id);
  }
}

function moveSeen(database: Database, documentId: string, at: PlaneMove): void {
  const seen = database
    .prepare<{ structure_id: string; seen_json: string }>(
      'SELECT structure_id, seen_json FROM document_attention WHERE document_id = ?',
    )
    .all(documentId);
  for (const { structure_id, seen_json } of seen) {
    database
      .prepare('UPDATE document_attention SET seen_json = ? WHERE document_id = ? AND structure_id = ?')
      .run(JSON.stringify((JSON.parse(seen_json) as number[]).map(at)), documentId, structure_id);
  }
}

/** Removes a volume of earlier if nothing lies on it any more. Returns the files that it had. */
function freeVolume(database: Database, volumeId: string): string[] {
  return database
    .prepare<{ sha256: string }>(
      `DELETE FROM volumes WHERE id = ? AND is_current = 0
         AND NOT EXISTS (SELECT 1 FROM structure_sets WHERE volume_id = volumes.id) RETURNING blob_sha256 AS sha256`,
    )
    .all(volumeId)
    .map(({ sha256 }) => sha256);
}

/**
 * Moves a document to the volume that its series has now that planes were added: plane k becomes `planeOf[k]`. The
 * history ends there, as its steps speak of the old planes. Frees the old volume when nothing lies on it any more.
 */
export function rebaseDocument(context: LibraryContext, documentId: string, planeOf: readonly number[]): void {
  const { database, clock, appVersion } = context;
  const at = (k: number) => planeOf[k] ?? 0;
  // A kill before the last line would leave a file that no row names; the mark makes the next opening look for it.
  context.blobs.markPending();
  const freed = database.transaction(() => {
    const row = headRow(database, documentId);
    const volumeId = currentVolume(database, row.series_id);
    movePlanes(database, documentId, at);
    moveStructures(database, documentId, at);
    moveSeen(database, documentId, at);
    database
      .prepare(
        'UPDATE document_edits SET position = NULL, payload = NULL WHERE document_id = ? AND position IS NOT NULL',
      )
      .run(documentId);
    const now = isoTime(clock);
    database
      .prepare(
        `INSERT INTO document_edits (document_id, rev, kind, edit_id, label, at, payload_bytes, app_version)
         VALUES (?, ?, 'taken-over', ?, 'Slices were added to the series', ?, 0, ?)`,
      )
      .run(documentId, row.rev + 1, volumeId, now, appVersion);
    database
      .prepare(
        `UPDATE documents SET volume_id = ?, rev = rev + 1, tail = 0, head = 0, top = 0, history_bytes = 0, changed_at = ?
         WHERE id = ?`,
      )
      .run(volumeId, now, documentId);
    return freeVolume(database, row.volume_id);
  });
  removeUnusedBlobs(context, freed);
}
