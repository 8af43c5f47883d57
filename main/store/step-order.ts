// Steps of several windows stand in one row. One that lies beneath others is brought to the top before it is taken back,
// and one that was taken back before others before it is done again: where none of those stands on it.

import { clashOf, type EditOpWire, type EditWire, mergedRecordOp, planesDrawn } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { HeadRow } from './document-repository.ts';
import type { Database } from './driver.ts';
import type { HeldContent } from './merged-edit.ts';
import { decodeEdit } from './plane-codec.ts';

export type MoveKind = 'undo' | 'redo';

const inTheWay = (kind: MoveKind, other: EditWire, isPlane: boolean) =>
  new AppError(
    'conflict',
    'STEP_IN_THE_WAY',
    kind === 'undo'
      ? `"${other.label}" came after it ${isPlane ? 'on the same slice' : 'and builds on it'}, in another window. ` +
          'Take that back there first, or correct it by hand.'
      : `"${other.label}" came before it ${isPlane ? 'on the same slice' : 'and it builds on that'}, and was taken back ` +
          'in another window. Do that again there first.',
  );

const notThere = (kind: MoveKind) =>
  kind === 'undo'
    ? new AppError('conflict', 'NOTHING_TO_UNDO', 'This step was taken back already, or is too old for it.')
    : new AppError('conflict', 'NOTHING_TO_REDO', 'This step was done again already, or something else came since.');

interface StepRow {
  readonly position: number;
  readonly edit_id: string;
}

const payloadAt = (database: Database, documentId: string, position: number): EditWire =>
  decodeEdit(
    (
      database
        .prepare<{ payload: Uint8Array }>('SELECT payload FROM document_edits WHERE document_id = ? AND position = ?')
        .get(documentId, position) as { payload: Uint8Array }
    ).payload,
  );

/**
 * Puts the step where undo, or redo, takes the next one from; without an id the order stays. Inside a transaction. Throws
 * `conflict` and changes nothing: STEP_IN_THE_WAY where a step between stands on it; NOTHING_TO_UNDO, NOTHING_TO_REDO where
 * it is not there any more, so that no other one goes in its place.
 */
export function bringToHead(database: Database, row: HeadRow, kind: MoveKind, editId: string | null): void {
  if (editId === null) return;
  const isUndo = kind === 'undo';
  const steps = database
    .prepare<StepRow>(
      `SELECT position, edit_id FROM document_edits WHERE document_id = ? AND position >= ? AND position < ?
       ORDER BY position ${isUndo ? 'DESC' : 'ASC'}`,
    )
    .all(row.id, isUndo ? row.tail : row.head, isUndo ? row.head : row.top);
  const at = steps.findIndex(({ edit_id }) => edit_id === editId);
  if (at < 0) throw notThere(kind);
  if (at === 0) return;
  const own = payloadAt(database, row.id, (steps[at] as StepRow).position);
  for (const { position } of steps.slice(0, at)) {
    const other = payloadAt(database, row.id, position);
    const clash = clashOf(own.ops, other.ops);
    if (clash !== null) throw inTheWay(kind, other, clash.k !== null);
  }
  const put = database.prepare('UPDATE document_edits SET position = ? WHERE document_id = ? AND position = ?');
  const place = (steps[at] as StepRow).position;
  put.run(row.top, row.id, place);
  for (const { position } of steps.slice(0, at).reverse()) put.run(position + (isUndo ? -1 : 1), row.id, position);
  put.run((steps[0] as StepRow).position, row.id, row.top);
}

/** The operations on the records as they are when each is taken: steps that changed places left other slices and numbers
 * in them. */
export function* onPresentRecords(
  ops: readonly EditOpWire[],
  held: HeldContent,
  rev: number,
): Generator<EditOpWire, void> {
  const planes = planesDrawn(ops);
  for (const op of ops) {
    if (op.type === 'slices') yield op;
    else {
      const merged = mergedRecordOp(op, held.record(op.type, op.id), planes.get(op.id) ?? new Set(), rev);
      if (merged !== null) yield merged;
    }
  }
}
