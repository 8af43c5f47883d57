// What a person saw of the structures of a document, and for how long.

import type { LibraryContext } from './context.ts';
import { headRow, toHead } from './document-repository.ts';

/** Adds planes to those that were seen. Throws `not-found`. */
export function markSeen(
  { database }: LibraryContext,
  documentId: string,
  seen: readonly { readonly structureId: string; readonly slices: readonly number[] }[],
): void {
  database.transaction(() => {
    const { planes } = toHead(headRow(database, documentId));
    for (const { structureId, slices } of seen) {
      const row = database
        .prepare<{ seen_json: string }>(
          'SELECT seen_json FROM document_attention WHERE document_id = ? AND structure_id = ?',
        )
        .get(documentId, structureId);
      const all = new Set(row === undefined ? [] : (JSON.parse(row.seen_json) as number[]));
      for (const k of slices) if (k < planes) all.add(k);
      database
        .prepare(
          `INSERT INTO document_attention (document_id, structure_id, seen_json, spent_ms) VALUES (?, ?, ?, 0)
           ON CONFLICT (document_id, structure_id) DO UPDATE SET seen_json = excluded.seen_json`,
        )
        .run(documentId, structureId, JSON.stringify([...all].sort((a, b) => a - b)));
    }
  });
}

/** Adds to the time that a person spent on structures, ms. Throws `not-found`. */
export function addTime(
  { database }: LibraryContext,
  documentId: string,
  spent: readonly { readonly structureId: string; readonly ms: number }[],
): void {
  database.transaction(() => {
    headRow(database, documentId);
    for (const { structureId, ms } of spent) {
      database
        .prepare(
          `INSERT INTO document_attention (document_id, structure_id, seen_json, spent_ms) VALUES (?, ?, '[]', ?)
           ON CONFLICT (document_id, structure_id) DO UPDATE SET spent_ms = spent_ms + excluded.spent_ms`,
        )
        .run(documentId, structureId, ms);
    }
  });
}
