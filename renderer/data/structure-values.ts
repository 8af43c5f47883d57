// The values of the image inside a structure, gathered a few planes at a time so that the window goes on meanwhile.

import { forEachRun, type SliceBits, voxelIndex } from '../../core/edit/index.ts';
import type { Size3 } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';

export interface StructureValues {
  readonly count: number;
  readonly mean: number;
  /** Of the population. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** Longest stretch without letting the window draw, ms. */
const SLICE_MS = 8;

interface Sums {
  count: number;
  sum: number;
  squares: number;
  min: number;
  max: number;
}

function addPlane(sums: Sums, k: number, bits: SliceBits, voxels: VoxelArray, size: Size3): void {
  let { count, sum, squares, min, max } = sums;
  forEachRun(bits, (j, from, to) => {
    const row = voxelIndex(size, 0, j, k);
    for (let at = row + from; at < row + to; at++) {
      const value = voxels[at] as number;
      sum += value;
      squares += value * value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    count += to - from;
  });
  Object.assign(sums, { count, sum, squares, min, max });
}

/** null for a structure without voxels, or one where the image holds no numbers. Rejects with AbortError. */
export async function structureValues(
  slices: ReadonlyMap<number, { readonly bits: SliceBits }>,
  voxels: VoxelArray,
  size: Size3,
  signal: AbortSignal,
): Promise<StructureValues | null> {
  const sums: Sums = { count: 0, sum: 0, squares: 0, min: Infinity, max: -Infinity };
  let since = performance.now();
  for (const [k, { bits }] of slices) {
    addPlane(sums, k, bits, voxels, size);
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    since = performance.now();
  }
  const { count, sum, squares, min, max } = sums;
  const mean = sum / count;
  if (count === 0 || Number.isNaN(mean)) return null;
  return { count, mean, sd: Math.sqrt(Math.max(0, squares / count - mean ** 2)), min, max };
}
