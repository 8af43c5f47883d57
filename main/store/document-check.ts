// Is a document whole: every plane inside the images and of a structure, every step of the history readable?

import { AppError } from '../../core/error/index.ts';
import { checkSlice } from './check-slice.ts';
import { headRow, toHead } from './document-repository.ts';
import type { Database } from './driver.ts';
import { decodeEdit, decodePlane } from './plane-codec.ts';

/** What is wrong first, in a few words; null: nothing. */
export function findDocumentProblem(database: Database, documentId: string): string | null {
  const row = headRow(database, documentId);
  const { plane, planes } = toHead(row);
  try {
    for (const { json } of database
      .prepare<{ json: string }>('SELECT json FROM document_records WHERE document_id = ?')
      .all(documentId)) {
      JSON.parse(json);
    }
    const keys = database
      .prepare<{ rowid: number; k: number }>('SELECT rowid, k FROM document_planes WHERE document_id = ?')
      .all(documentId);
    const read = database.prepare<{ content: Uint8Array }>('SELECT content FROM document_planes WHERE rowid = ?');
    for (const { rowid, k } of keys) {
      if (k >= planes) return 'a contour lies on a slice that the images do not have';
      checkSlice(decodePlane(read.get(rowid)?.content ?? new Uint8Array(0)), plane);
    }
    const steps = database
      .prepare<{ rev: number }>('SELECT rev FROM document_edits WHERE document_id = ? AND position IS NOT NULL')
      .all(documentId);
    const step = database.prepare<{ payload: Uint8Array }>(
      'SELECT payload FROM document_edits WHERE document_id = ? AND rev = ?',
    );
    for (const { rev } of steps) decodeEdit(step.get(documentId, rev)?.payload ?? new Uint8Array(0));
    if (steps.length !== row.top - row.tail) return 'its history has gaps';
  } catch (error) {
    if (error instanceof SyntaxError) return 'a record is damaged';
    if (!(error instanceof AppError) || error.code === 'LIBRARY_DAMAGED') throw error;
    return 'a contour or a step of its history is damaged';
  }
  const loose = database
    .prepare(
      `SELECT 1 FROM document_planes p WHERE document_id = ? AND NOT EXISTS (SELECT 1 FROM document_records
         WHERE document_id = p.document_id AND kind = 'structure' AND id = p.structure_id) LIMIT 1`,
    )
    .get(documentId);
  return loose === undefined ? null : 'it holds contours of no structure';
}
