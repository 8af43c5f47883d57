// The journal of a document: every edit is applied to the stored records and planes and kept with what was there
// before, in one transaction that is on the disk when the call returns. Steps that can be taken back have a place in the
// history (tail <= place < top; those from head on were taken back); rows without one are there for the audit only.

import type { EditOpWire, EditWire } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import type { LibraryContext } from './context.ts';
import type { AppendRequest } from './document-records.ts';
import { type HeadRow, headRow, toHead, touchDocumentCase } from './document-repository.ts';
import type { Database } from './driver.ts';
import { EditApplier } from './edit-applier.ts';
import { heldContent, mergedOps } from './merged-edit.ts';
import { decodeEdit, encodeEdit } from './plane-codec.ts';
import { bringToHead, type MoveKind, onPresentRecords } from './step-order.ts';

/** Older steps than these stay in the audit and can no longer be taken back. */
export const MOST_STEPS = 1000;
export const MOST_HISTORY_BYTES = 256 << 20;

export interface HistoryCaps {
  readonly steps: number;
  readonly bytes: number;
}

const CAPS: HistoryCaps = { steps: MOST_STEPS, bytes: MOST_HISTORY_BYTES };

function checkBase(row: HeadRow, baseRev: number | null): void {
  if (baseRev === null || baseRev === row.rev) return;
  throw new AppError(
    'conflict',
    'DOCUMENT_STALE',
    'Another window has changed these contours meanwhile. Open the case again and repeat the last change.',
    { data: { rev: row.rev }, retryable: true },
  );
}

interface LogRow {
  readonly kind: 'edit' | 'undo' | 'redo';
  readonly edit: Pick<EditWire, 'id' | 'label' | 'structureId' | 'k'>;
  readonly at: string;
  readonly position: number | null;
  readonly payload: Uint8Array | null;
}

function log({ database, appVersion }: LibraryContext, row: HeadRow, entry: LogRow): void {
  const { kind, edit, at, position, payload } = entry;
  database
    .prepare(
      `INSERT INTO document_edits (document_id, rev, kind, edit_id, label, at, structure_id, k, position, payload_bytes,
         app_version, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      row.id,
      row.rev + 1,
      kind,
      edit.id,
      edit.label,
      at,
      edit.structureId,
      edit.k,
      position,
      payload?.length ?? 0,
      appVersion,
      payload,
    );
}

/** Takes steps out of the history; their rows stay. Returns the bytes that their payloads had. */
function forget(database: Database, documentId: string, from: number, to: number): number {
  return database
    .prepare<{ bytes: number }>(
      `UPDATE document_edits SET position = NULL, payload = NULL
       WHERE document_id = ? AND position >= ? AND position < ? RETURNING payload_bytes AS bytes`,
    )
    .all(documentId, from, to)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

const stepAt = (database: Database, documentId: string, position: number) =>
  database
    .prepare<{ edit_id: string; payload: Uint8Array; bytes: number }>(
      `SELECT edit_id, payload, payload_bytes AS bytes FROM document_edits WHERE document_id = ? AND position = ?`,
    )
    .get(documentId, position);

interface Move {
  readonly tail: number;
  readonly head: number;
  readonly top: number;
  readonly historyBytes: number;
}

function finish(context: LibraryContext, row: HeadRow, move: Move, applier: EditApplier): number {
  const { database, clock } = context;
  database
    .prepare(
      'UPDATE documents SET rev = rev + 1, tail = ?, head = ?, top = ?, history_bytes = ?, changed_at = ? WHERE id = ?',
    )
    .run(move.tail, move.head, move.top, move.historyBytes, isoTime(clock), row.id);
  // Whoever called the case done did not see this change.
  database.prepare('UPDATE case_work SET is_done = 0 WHERE case_id = ? AND is_done = 1').run(row.case_id);
  touchDocumentCase(database, row.case_id, applier.hasNewNames);
  return row.rev + 1;
}

/**
 * Applies an edit and keeps it. Returns the new revision; the present one where another window has removed all that a
 * merging edit was about. Throws `conflict` DOCUMENT_STALE, `invalid-input` for an edit
 * that does not fit the images or the document; then nothing is changed.
 */
export function appendEdit(context: LibraryContext, request: AppendRequest, caps: HistoryCaps = CAPS): number {
  const { database, clock } = context;
  return database.transaction(() => {
    const row = headRow(database, request.documentId);
    checkBase(row, request.baseRev);
    const given = request.merges
      ? mergedOps(request.edit.ops, heldContent(database, row.id), toHead(row).plane, row.rev + 1)
      : request.edit.ops;
    if (given.length === 0) return row.rev;
    const applier = new EditApplier(database, row);
    const edit = { ...request.edit, ops: applier.apply(given) };
    const last = request.joinsStep && row.head === row.top ? stepAt(database, row.id, row.top - 1) : undefined;
    let historyBytes = row.history_bytes - forget(database, row.id, row.head, row.top);
    let position = row.head;
    let payload = encodeEdit(edit);
    if (last !== undefined && last.edit_id === edit.id) {
      const earlier = decodeEdit(last.payload);
      payload = encodeEdit({ ...earlier, ops: [...earlier.ops, ...edit.ops] });
      position = row.top - 1;
      historyBytes -= forget(database, row.id, position, row.top);
    }
    log(context, row, { kind: 'edit', edit, at: isoTime(clock), position, payload });
    historyBytes += payload.length;
    const top = position + 1;
    let { tail } = row;
    while (top - tail > 1 && (top - tail > caps.steps || historyBytes > caps.bytes)) {
      historyBytes -= forget(database, row.id, tail, tail + 1);
      tail++;
    }
    return finish(context, row, { tail, head: top, top, historyBytes }, applier);
  });
}

const invertOp = (op: EditOpWire): EditOpWire =>
  op.type === 'slices'
    ? { ...op, changes: op.changes.map(({ k, before, after }) => ({ k, before: after, after: before })) }
    : ({ ...op, before: op.after, after: op.before } as EditOpWire);

function step(context: LibraryContext, documentId: string, baseRev: number, kind: MoveKind, editId: string | null) {
  const { database, clock } = context;
  return database.transaction(() => {
    const row = headRow(database, documentId);
    checkBase(row, baseRev);
    bringToHead(database, row, kind, editId);
    const position = kind === 'undo' ? row.head - 1 : row.head;
    const found = position < row.tail || position >= row.top ? undefined : stepAt(database, documentId, position);
    if (found === undefined) {
      throw kind === 'undo'
        ? new AppError('conflict', 'NOTHING_TO_UNDO', 'There is no older step. Older ones are in the audit trail.')
        : new AppError('conflict', 'NOTHING_TO_REDO', 'There is no step to do again.');
    }
    const stored = decodeEdit(found.payload);
    const ops = kind === 'undo' ? stored.ops.map(invertOp).reverse() : stored.ops;
    const applier = new EditApplier(database, row);
    const present = onPresentRecords(ops, heldContent(database, row.id), row.rev + 1);
    const edit: EditWire = { ...stored, ops: applier.apply(present) };
    log(context, row, { kind, edit, at: isoTime(clock), position: null, payload: null });
    const head = kind === 'undo' ? row.head - 1 : row.head + 1;
    const { tail, top, history_bytes: historyBytes } = row;
    return { rev: finish(context, row, { tail, head, top, historyBytes }, applier), edit };
  });
}

/** Takes a step back, the newest where none is named. Returns the edit that did it. Throws `conflict` DOCUMENT_STALE,
 * NOTHING_TO_UNDO, STEP_IN_THE_WAY. */
export const undoEdit = (
  context: LibraryContext,
  documentId: string,
  baseRev: number,
  editId: string | null = null,
): { readonly rev: number; readonly edit: EditWire } => step(context, documentId, baseRev, 'undo', editId);

/** Does a step again that was taken back, the one that was taken back last where none is named. Throws `conflict`
 * DOCUMENT_STALE, NOTHING_TO_REDO, STEP_IN_THE_WAY. */
export const redoEdit = (
  context: LibraryContext,
  documentId: string,
  baseRev: number,
  editId: string | null = null,
): { readonly rev: number; readonly edit: EditWire } => step(context, documentId, baseRev, 'redo', editId);
