// The values of the image under a region: letting only some of them be painted, and what they are.

import type { Size3 } from '../geometry/index.ts';
import type { VoxelArray } from '../volume/index.ts';
import { type Region, voxelIndex } from './region.ts';
import { forEachRun, type SliceBits, trimSlice, writeRun } from './slice-bits.ts';

/** Voxels of the region whose value v is low <= v <= high. `voxels`: of the whole image, i fastest. */
export function gateRegion(region: Region, voxels: VoxelArray, size: Size3, low: number, high: number): Region {
  const gated = new Map<number, SliceBits>();
  for (const [k, slice] of region) {
    const kept: SliceBits = { ...slice, words: slice.words.slice() };
    forEachRun(slice, (j, from, to) => {
      const row = voxelIndex(size, 0, j, k);
      for (let i = from; i < to; i++) {
        const value = voxels[row + i] as number;
        if (!(value >= low && value <= high)) writeRun(kept, j, i, i + 1, false);
      }
    });
    const trimmed = trimSlice(kept);
    if (trimmed !== null) gated.set(k, trimmed);
  }
  return gated;
}

/** The values of the region's voxels, in the order of planes, rows and columns. */
export function regionValues(region: Region, voxels: VoxelArray, size: Size3): Float32Array {
  let values = new Float32Array(1024);
  let count = 0;
  for (const [k, slice] of [...region].sort(([a], [b]) => a - b)) {
    forEachRun(slice, (j, from, to) => {
      if (count + to - from > values.length) {
        const larger = new Float32Array(2 * (count + to - from));
        larger.set(values.subarray(0, count));
        values = larger;
      }
      const row = voxelIndex(size, 0, j, k);
      for (let i = from; i < to; i++) values[count++] = voxels[row + i] as number;
    });
  }
  return values.slice(0, count);
}
