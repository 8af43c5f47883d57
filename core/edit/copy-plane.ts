// One plane of a structure on another one.

import { carriedBits } from './plane-shapes.ts';
import type { PlaneChange } from './region.ts';
import { isSameSlice, uniteSlices } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';

/** One plane of a structure on another one, at the same place in the patient; `mode`: instead of what is there, or with
 * it. No change where plane `from` is empty. */
export function copyPlane(
  slices: StructureSlices,
  frame: StackFrame,
  from: number,
  to: number,
  mode: 'replace' | 'add' = 'replace',
): PlaneChange[] {
  const source = slices.get(from);
  if (source === undefined || to < 0 || to >= frame.size[2]) return [];
  const before = slices.get(to) ?? null;
  const carried = carriedBits(frame, source, from, to);
  const after = mode === 'add' ? uniteSlices(before, carried) : carried;
  return isSameSlice(before, after) ? [] : [{ k: to, before, after }];
}

/** The structure without plane k. */
export function deletePlane(slices: StructureSlices, k: number): PlaneChange[] {
  const before = slices.get(k);
  return before === undefined ? [] : [{ k, before, after: null }];
}
