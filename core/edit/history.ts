// The steps of a document: what is done, what was taken back, and how much of it is kept.

import type { Edit, SliceContent } from './document.ts';

export interface EditHistory {
  /** Oldest first. Before `head`: done; from it on: taken back, can be done again. */
  readonly edits: readonly Edit[];
  readonly head: number;
  /** What the edits hold in memory, about. */
  readonly bytes: number;
}

export const EMPTY_HISTORY: EditHistory = { edits: [], head: 0, bytes: 0 };

export interface HistoryLimits {
  /** Steps that are kept whatever they weigh. */
  readonly leastSteps: number;
  readonly mostSteps: number;
  readonly mostBytes: number;
}

export const HISTORY_LIMITS: HistoryLimits = { leastSteps: 1, mostSteps: 1000, mostBytes: 256 * 2 ** 20 };

/** Of records and lists, beside the planes. */
const BYTES_OF_AN_OP = 512;

const bytesOf = (content: SliceContent | null): number =>
  content === null
    ? 0
    : (content.importedLoops ?? []).reduce(
        (sum, loop) => sum + loop.byteLength + 64,
        content.bits.words.byteLength + 64,
      );

/** Memory of an edit, about. A plane that is the `after` of one edit and the `before` of the next is counted with both. */
export function editBytes(edit: Edit): number {
  let bytes = 0;
  for (const op of edit.ops) {
    bytes += BYTES_OF_AN_OP;
    if (op.type !== 'slices') continue;
    for (const { before, after } of op.changes) bytes += bytesOf(before) + bytesOf(after);
  }
  return bytes;
}

/** The history with a new step; steps that were taken back are gone, and so are the oldest beyond the limits. */
export function pushEdit(history: EditHistory, edit: Edit, limits: HistoryLimits = HISTORY_LIMITS): EditHistory {
  let edits = [...history.edits.slice(0, history.head), edit];
  let bytes = edits.reduce((sum, one) => sum + editBytes(one), 0);
  let drop = 0;
  while (
    edits.length - drop > limits.leastSteps &&
    (edits.length - drop > limits.mostSteps || bytes > limits.mostBytes)
  ) {
    bytes -= editBytes(edits[drop] as Edit);
    drop++;
  }
  edits = edits.slice(drop);
  return { edits, head: edits.length, bytes };
}

/** The edit that `stepBack` takes back. */
export const editToUndo = (history: EditHistory): Edit | null => history.edits[history.head - 1] ?? null;

/** The edit that `stepForward` does again. */
export const editToRedo = (history: EditHistory): Edit | null => history.edits[history.head] ?? null;

export const stepBack = (history: EditHistory): EditHistory => ({ ...history, head: Math.max(0, history.head - 1) });

export const stepForward = (history: EditHistory): EditHistory => ({
  ...history,
  head: Math.min(history.edits.length, history.head + 1),
});
