// A whole structure as its planes, and the way to and from a `Mask`.

import type { Size3 } from '../geometry/index.ts';
import { type Mask, shrinkMask } from '../volume/index.ts';
import {
  blankSlice,
  countSliceVoxels,
  forEachRun,
  type Rect,
  type SliceBits,
  tightRect,
  trimSlice,
  writeRun,
} from './slice-bits.ts';

/** Plane index k -> its set voxels; planes without any are absent. */
export type StructureSlices = ReadonlyMap<number, SliceBits>;

export function slicesFromMask({ box, voxels }: Mask): Map<number, SliceBits> {
  const slices = new Map<number, SliceBits>();
  const bi = box.i1 - box.i0;
  const bj = box.j1 - box.j0;
  for (let k = box.k0; k < box.k1; k++) {
    const slice = blankSlice(box);
    for (let j = 0; j < bj; j++) {
      const row = ((k - box.k0) * bj + j) * bi;
      for (let i = 0; i < bi; ) {
        if (voxels[row + i] === 0) {
          i++;
          continue;
        }
        const start = i;
        while (i < bi && voxels[row + i] !== 0) i++;
        writeRun(slice, box.j0 + j, box.i0 + start, box.i0 + i, true);
      }
    }
    const trimmed = trimSlice(slice);
    if (trimmed !== null) slices.set(k, trimmed);
  }
  return slices;
}

export function maskFromSlices(slices: StructureSlices, size: Size3): Mask {
  let [i0, i1, j0, j1] = [size[0], 0, size[1], 0];
  let [k0, k1] = [size[2], 0];
  for (const [k, slice] of slices) {
    const rect = tightRect(slice);
    if (rect === null) continue;
    [i0, i1] = [Math.min(i0, rect.i0), Math.max(i1, rect.i1)];
    [j0, j1] = [Math.min(j0, rect.j0), Math.max(j1, rect.j1)];
    [k0, k1] = [Math.min(k0, k), Math.max(k1, k + 1)];
  }
  if (i1 === 0) return { size, box: { i0: 0, i1: 0, j0: 0, j1: 0, k0: 0, k1: 0 }, voxels: new Uint8Array(0) };
  const [bi, bj] = [i1 - i0, j1 - j0];
  const voxels = new Uint8Array(bi * bj * (k1 - k0));
  for (const [k, slice] of slices) {
    forEachRun(slice, (j, from, to) => {
      const row = ((k - k0) * bj + (j - j0)) * bi - i0;
      voxels.fill(1, row + from, row + to);
    });
  }
  return shrinkMask({ size, box: { i0, i1, j0, j1, k0, k1 }, voxels });
}

export function countStructureVoxels(slices: StructureSlices): number {
  let n = 0;
  for (const slice of slices.values()) n += countSliceVoxels(slice);
  return n;
}

/** Runs of a plane as numbers that travel and are stored: gap, length, gap, length … over the plane row by row
 * (i fastest), from voxel (0, 0). */
export function encodeRuns(slice: SliceBits, planeColumns: number): number[] {
  const runs: number[] = [];
  let at = 0;
  let end = -1;
  forEachRun(slice, (j, from, to) => {
    const start = j * planeColumns + from;
    const length = to - from;
    if (start === end) runs[runs.length - 1] = (runs.at(-1) as number) + length;
    else runs.push(start - at, length);
    at = start + length;
    end = at;
  });
  return runs;
}

/** Throws RangeError for runs that leave the plane or make no sense. */
export function decodeRuns(runs: readonly number[], planeColumns: number, planeRows: number): SliceBits | null {
  const box = boxOfRuns(runs, planeColumns, planeColumns * planeRows);
  if (box === null) return null;
  const slice = blankSlice(box);
  let at = 0;
  for (let n = 0; n < runs.length; n += 2) {
    let from = at + (runs[n] as number);
    at = from + (runs[n + 1] as number);
    while (from < at) {
      const row = Math.floor(from / planeColumns);
      const first = row * planeColumns;
      const to = Math.min(at, first + planeColumns);
      writeRun(slice, row, from - first, to - first, true);
      from = to;
    }
  }
  return slice;
}

/** The rectangle that holds all runs; null for none. Throws RangeError. */
function boxOfRuns(runs: readonly number[], columns: number, voxels: number): Rect | null {
  if (runs.length % 2 !== 0) throw new RangeError('a run has no length');
  let [i0, i1, first, at] = [columns, 0, -1, 0];
  for (let n = 0; n < runs.length; n += 2) {
    const gap = runs[n] as number;
    const length = runs[n + 1] as number;
    if (!Number.isInteger(gap) || !Number.isInteger(length) || gap < 0 || length < 1 || at + gap + length > voxels) {
      throw new RangeError('runs leave the plane');
    }
    const from = at + gap;
    at = from + length;
    if (first < 0) first = from;
    const column = from % columns;
    if (column + length > columns) [i0, i1] = [0, columns];
    else {
      if (column < i0) i0 = column;
      if (column + length > i1) i1 = column + length;
    }
  }
  if (first < 0) return null;
  return { i0, i1, j0: Math.floor(first / columns), j1: Math.floor((at - 1) / columns) + 1 };
}
