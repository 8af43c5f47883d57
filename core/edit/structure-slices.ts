// A whole structure as its planes, and the way to and from a `Mask`.

import type { Size3 } from '../geometry/index.ts';
import { type Mask, shrinkMask } from '../volume/index.ts';
import {
  blankSlice,
  countSliceVoxels,
  forEachRun,
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
  const total = planeColumns * planeRows;
  const spans: [number, number, number][] = [];
  let at = 0;
  for (let n = 0; n + 1 < runs.length; n += 2) {
    const gap = runs[n] as number;
    const length = runs[n + 1] as number;
    if (!Number.isInteger(gap) || !Number.isInteger(length) || gap < 0 || length < 1 || at + gap + length > total) {
      throw new RangeError('runs leave the plane');
    }
    let start = at + gap;
    at = start + length;
    while (start < at) {
      const j = Math.floor(start / planeColumns);
      const stop = Math.min(at, (j + 1) * planeColumns);
      spans.push([j, start - j * planeColumns, stop - j * planeColumns]);
      start = stop;
    }
  }
  if (runs.length % 2 !== 0) throw new RangeError('a run has no length');
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return null;
  const slice = blankSlice({
    i0: Math.min(...spans.map((s) => s[1])),
    i1: Math.max(...spans.map((s) => s[2])),
    j0: first[0],
    j1: last[0] + 1,
  });
  for (const [j, from, to] of spans) writeRun(slice, j, from, to, true);
  return slice;
}
