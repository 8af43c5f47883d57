// What a document is when it is opened, and which planes lie between one state of it and another.

import type { DocumentState } from '../../core/contract/index.ts';
import {
  type Edit,
  type EditDocument,
  type GroupRecord,
  type MeasurementRecord,
  type PlaneSize,
  type SliceContent,
  type StructureRecord,
  sliceFromWire,
} from '../../core/edit/index.ts';

export interface HistoryStep {
  readonly editId: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly structureId: string | null;
  readonly k: number | null;
  /** Another window that is open made it. */
  readonly isOthers?: boolean | undefined;
}

/** Place of the step that undo takes back, or redo does again: the newest, or the next, that no other window made; null:
 * there is none. */
export function ownStepAt(
  { steps, head }: { readonly steps: readonly HistoryStep[]; readonly head: number },
  direction: 'undo' | 'redo',
): number | null {
  const change = direction === 'undo' ? -1 : 1;
  let at = direction === 'undo' ? head - 1 : head;
  while (steps[at]?.isOthers) at += change;
  return steps[at] === undefined ? null : at;
}

export const ownStep = (
  document: { readonly steps: readonly HistoryStep[]; readonly head: number },
  direction: 'undo' | 'redo',
): HistoryStep | null => document.steps[ownStepAt(document, direction) ?? -1] ?? null;

/** What changed, so that views redraw that and no more. */
export interface DocumentChange {
  /** Planes k by structure. */
  readonly planes: ReadonlyMap<string, readonly number[]>;
}

const byId = <R extends { readonly id: string }>(records: readonly R[]): ReadonlyMap<string, R> =>
  new Map(records.map((record) => [record.id, record]));

export function documentFromState(state: DocumentState, plane: PlaneSize): EditDocument {
  const slices = new Map<string, ReadonlyMap<number, SliceContent>>();
  for (const { structureId, planes } of state.slices) {
    const contents = new Map<number, SliceContent>();
    for (const { k, slice } of planes) {
      const content = sliceFromWire(slice, plane);
      if (content !== null) contents.set(k, content);
    }
    slices.set(structureId, contents);
  }
  return {
    groups: byId<GroupRecord>(state.groups),
    structures: byId<StructureRecord>(state.structures),
    measurements: byId<MeasurementRecord>(state.measurements),
    slices,
  };
}

export function changeOf(ops: Edit['ops']): DocumentChange {
  const planes = new Map<string, number[]>();
  for (const op of ops) {
    if (op.type !== 'slices') continue;
    const known = planes.get(op.structureId) ?? [];
    for (const { k } of op.changes) known.push(k);
    planes.set(op.structureId, known);
  }
  return { planes };
}

/** Every plane that either has. */
export function changeBetween(before: EditDocument, after: EditDocument): DocumentChange {
  const planes = new Map<string, readonly number[]>();
  for (const id of new Set([...before.slices.keys(), ...after.slices.keys()])) {
    planes.set(id, [...new Set([...(before.slices.get(id)?.keys() ?? []), ...(after.slices.get(id)?.keys() ?? [])])]);
  }
  return { planes };
}

export const stepOf = ({ id, label, at, structureId, k }: Edit): HistoryStep => ({
  editId: id,
  label,
  at,
  structureId,
  k,
});

/**
 * The operations with contents numbered as none before: one more than what is there is, after an undo, the number of what
 * was taken back, and whatever was computed of that would pass for new.
 * @param number above every one that this window gave
 */
export const withNewNumbers = (ops: Edit['ops'], number: number): Edit['ops'] =>
  ops.map((op) =>
    op.type === 'structure' && op.before && op.after && op.after.contentRev !== op.before.contentRev
      ? { ...op, after: { ...op.after, contentRev: Math.max(op.after.contentRev, number) } }
      : op,
  );
