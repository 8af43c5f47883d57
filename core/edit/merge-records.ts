// The change of a record that was made without knowing what another window had done: what it changed is changed, and
// nothing else of the record becomes again what it was.

import type { EditOp, ReviewState, StructureRecord } from './document.ts';
import { mergeIndices } from './slice-edit.ts';

export type RecordEditOp = Exclude<EditOp, { type: 'slices' }>;

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function changedFields<R extends object>(now: R, before: R, after: R): R {
  const changed = Object.entries(after).filter(([key, value]) => !isSame(value, before[key as keyof R]));
  return { ...now, ...Object.fromEntries(changed) };
}

function changedIndices(now: readonly number[], before: readonly number[], after: readonly number[]): number[] {
  const [was, is] = [new Set(before), new Set(after)];
  const added = after.filter((k) => !was.has(k));
  return mergeIndices(now, added).filter((k) => !was.has(k) || is.has(k));
}

/** What is drawn stands reviewed no more, whoever reviewed it; and nobody reviews what he has not seen. */
function changedReview(
  now: StructureRecord,
  before: StructureRecord,
  after: StructureRecord,
  planes: ReadonlySet<number>,
): ReviewState {
  if (after.contentRev !== before.contentRev) {
    return { isReviewed: false, at: null, reason: null, slices: now.review.slices.filter((k) => !planes.has(k)) };
  }
  if (now.contentRev !== before.contentRev || isSame(before.review, after.review)) return now.review;
  const slices = changedIndices(now.review.slices, before.review.slices, after.review.slices);
  return { ...after.review, slices };
}

function changedStructure(
  now: StructureRecord,
  before: StructureRecord,
  after: StructureRecord,
  planes: ReadonlySet<number>,
  rev: number,
): StructureRecord {
  const isDrawn = after.contentRev !== before.contentRev;
  const isOfBoth = isDrawn && now.contentRev !== before.contentRev;
  return {
    ...changedFields(now, before, after),
    review: changedReview(now, before, after, planes),
    editedSlices: changedIndices(now.editedSlices, before.editedSlices, after.editedSlices),
    // Voxels of two hands are neither's.
    contentRev: isOfBoth
      ? Math.max(rev, now.contentRev + 1, after.contentRev + 1)
      : isDrawn
        ? after.contentRev
        : now.contentRev,
  };
}

/**
 * The change as one of the record as it is `now`; null where another one has removed it meanwhile.
 * @param planes planes k of it that the same edit draws
 * @param rev a number that no contents of the document had before
 */
export function mergedRecordOp(
  op: RecordEditOp,
  now: RecordEditOp['after'],
  planes: ReadonlySet<number>,
  rev: number,
): RecordEditOp | null {
  const { before, after } = op;
  if (before === null || after === null) return op;
  if (now === null) return null;
  // As it was when the change was made: then it is the same change, with its number and its review.
  if (isSame(now, before)) return op;
  const merged =
    op.type === 'structure'
      ? changedStructure(now as StructureRecord, before as StructureRecord, after as StructureRecord, planes, rev)
      : changedFields(now, before, after);
  return { ...op, before: now, after: merged } as RecordEditOp;
}

/** Planes k that an edit draws of each structure. */
export function planesDrawn(
  ops: readonly (
    | { readonly type: 'slices'; readonly structureId: string; readonly changes: readonly { readonly k: number }[] }
    | { readonly type: RecordEditOp['type'] }
  )[],
): ReadonlyMap<string, ReadonlySet<number>> {
  const planes = new Map<string, Set<number>>();
  for (const op of ops) {
    if (op.type !== 'slices') continue;
    const own = planes.get(op.structureId) ?? new Set<number>();
    for (const { k } of op.changes) own.add(k);
    planes.set(op.structureId, own);
  }
  return planes;
}
