// All voxels whose value lies in a range, in a box or inside another structure.

import type { Box3, VoxelArray } from '../volume/index.ts';
import { intersectSlices, type SliceBits, trimSlice } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';

/** Values of the image (HU of a CT); both ends belong to it. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Where voxels may come from; null: everywhere. */
export interface SegmentLimits {
  /** Voxel indices, half open. */
  readonly box: Box3 | null;
  readonly within: StructureSlices | null;
}

export const NO_LIMITS: SegmentLimits = { box: null, within: null };

/** The box cut to the image; the whole image for null. */
export function clippedBox({ size }: StackFrame, box: Box3 | null): Box3 {
  if (box === null) return { i0: 0, i1: size[0], j0: 0, j1: size[1], k0: 0, k1: size[2] };
  return {
    i0: Math.max(0, box.i0),
    i1: Math.min(size[0], box.i1),
    j0: Math.max(0, box.j0),
    j1: Math.min(size[1], box.j1),
    k0: Math.max(0, box.k0),
    k1: Math.min(size[2], box.k1),
  };
}

/** The plane's voxels in the range; rows are read word by word, as a whole head is some hundred million voxels. */
function thresholdPlane(
  voxels: VoxelArray,
  frame: StackFrame,
  k: number,
  { i0, i1, j0, j1 }: Box3,
  { low, high }: ValueRange,
): SliceBits | null {
  const first = i0 & ~31;
  const wordsPerRow = ((i1 - 1 - first) >> 5) + 1;
  const words = new Uint32Array(wordsPerRow * (j1 - j0));
  let at = 0;
  let isEmpty = true;
  for (let j = j0; j < j1; j++) {
    const row = (k * frame.size[1] + j) * frame.size[0];
    for (let word = first; word < i1; word += 32) {
      const end = word + 32 < i1 ? word + 32 : i1;
      let bits = 0;
      for (let i = word < i0 ? i0 : word; i < end; i++) {
        const value = voxels[row + i] as number;
        if (value >= low && value <= high) bits |= 1 << (i & 31);
      }
      words[at++] = bits;
      if (bits !== 0) isEmpty = false;
    }
  }
  return isEmpty ? null : trimSlice({ i0: first, j0, wordsPerRow, rows: j1 - j0, words });
}

/**
 * The voxels of the image in the range.
 * @param voxels of the whole image, i fastest
 * @param onPlane hears of planes that are done, for progress
 */
export function thresholdVoxels(
  voxels: VoxelArray,
  frame: StackFrame,
  range: ValueRange,
  { box, within }: SegmentLimits = NO_LIMITS,
  onPlane: (done: number, all: number) => void = () => undefined,
): Map<number, SliceBits> {
  const clipped = clippedBox(frame, box);
  const found = new Map<number, SliceBits>();
  if (clipped.i0 >= clipped.i1 || clipped.j0 >= clipped.j1) return found;
  for (let k = clipped.k0; k < clipped.k1; k++) {
    const limit = within?.get(k) ?? null;
    if (within === null || limit !== null) {
      const plane = thresholdPlane(voxels, frame, k, clipped, range);
      const inside = within === null ? plane : intersectSlices(plane, limit);
      if (inside !== null) found.set(k, inside);
    }
    onPlane(k + 1 - clipped.k0, clipped.k1 - clipped.k0);
  }
  return found;
}
