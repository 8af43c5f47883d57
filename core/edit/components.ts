// Parts of a structure that hang together, found on its runs: voxels that touch by a face, an edge or a corner belong to
// one part, as the outlines join them. What is small is told by its volume in ml.

import { floodCells } from './flood.ts';
import { regionBox } from './region.ts';
import { forEachRun, type SliceBits, tightRect, trimSlice, writeRun } from './slice-bits.ts';
import { type StackFrame, voxelMm3 } from './stack-frame.ts';
import { bitsOfRuns } from './stamp.ts';
import type { StructureSlices } from './structure-slices.ts';

/** Runs in growing k, j, i; four numbers a run: k, j, i0, i1. */
function allRuns(slices: StructureSlices): number[] {
  const runs: number[] = [];
  for (const k of [...slices.keys()].sort((a, b) => a - b)) {
    forEachRun(slices.get(k) as SliceBits, (j, from, to) => runs.push(k, j, from, to));
  }
  return runs;
}

class Sets {
  readonly parents: Int32Array;

  constructor(count: number) {
    this.parents = Int32Array.from({ length: count }, (_, n) => n);
  }

  find(n: number): number {
    let at = n;
    while (this.parents[at] !== at) {
      this.parents[at] = this.parents[this.parents[at] as number] as number;
      at = this.parents[at] as number;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [p, q] = [this.find(a), this.find(b)];
    // The lower number stays the root: parts are numbered by their first run.
    this.parents[Math.max(p, q)] = Math.min(p, q);
  }
}

/** Joins runs of two rows that touch, also by a corner; `a`, `b`: ranges of run numbers. */
function joinRows(
  runs: readonly number[],
  sets: Sets,
  a: readonly [number, number],
  b: readonly [number, number],
): void {
  let [p, q] = [a[0], b[0]];
  while (p < a[1] && q < b[1]) {
    const [from, to] = [runs[4 * p + 2] as number, runs[4 * p + 3] as number];
    const [start, stop] = [runs[4 * q + 2] as number, runs[4 * q + 3] as number];
    if (from <= stop && start <= to) sets.join(p, q);
    if (to < stop) p++;
    else q++;
  }
}

/** The parts of a structure, in the order of their first voxel. */
export function splitIntoParts(slices: StructureSlices): Map<number, SliceBits>[] {
  const runs = allRuns(slices);
  const count = runs.length / 4;
  const sets = new Sets(count);
  const rows = new Map<string, readonly [number, number]>();
  for (let n = 0; n < count; ) {
    const [k, j] = [runs[4 * n] as number, runs[4 * n + 1] as number];
    let stop = n + 1;
    while (stop < count && runs[4 * stop] === k && runs[4 * stop + 1] === j) stop++;
    const own = [n, stop] as const;
    rows.set(`${k} ${j}`, own);
    for (const [dk, dj] of [
      [0, -1],
      [-1, -1],
      [-1, 0],
      [-1, 1],
    ] as const) {
      const other = rows.get(`${k + dk} ${j + dj}`);
      if (other !== undefined) joinRows(runs, sets, other, own);
    }
    n = stop;
  }
  const parts = new Map<number, Map<number, number[]>>();
  for (let n = 0; n < count; n++) {
    const root = sets.find(n);
    let part = parts.get(root);
    if (part === undefined) {
      part = new Map();
      parts.set(root, part);
    }
    const k = runs[4 * n] as number;
    const line = [runs[4 * n + 1] as number, runs[4 * n + 2] as number, runs[4 * n + 3] as number];
    const plane = part.get(k);
    if (plane === undefined) part.set(k, line);
    else plane.push(...line);
  }
  return [...parts.values()].map((part) => new Map([...part].map(([k, lines]) => [k, bitsOfRuns(lines) as SliceBits])));
}

/** mm3 of the voxels; each plane counts by its own thickness. */
export function structureVolumeMm3(slices: StructureSlices, frame: StackFrame): number {
  let volume = 0;
  for (const [k, slice] of slices) {
    let count = 0;
    forEachRun(slice, (_, from, to) => {
      count += to - from;
    });
    volume += count * voxelMm3(frame, k);
  }
  return volume;
}

function joinParts(parts: readonly StructureSlices[]): Map<number, SliceBits> {
  const lines = new Map<number, number[]>();
  for (const part of parts) {
    for (const [k, slice] of part) {
      const own = lines.get(k) ?? [];
      forEachRun(slice, (j, from, to) => own.push(j, from, to));
      lines.set(k, own);
    }
  }
  return new Map([...lines].map(([k, own]) => [k, bitsOfRuns(own) as SliceBits]));
}

/** The largest part alone; of equal ones the first. */
export function keepLargestPart(slices: StructureSlices, frame: StackFrame): StructureSlices {
  const parts = splitIntoParts(slices);
  let largest: StructureSlices = new Map();
  let mostMm3 = -Infinity;
  for (const part of parts) {
    const volumeMm3 = structureVolumeMm3(part, frame);
    if (volumeMm3 > mostMm3) [largest, mostMm3] = [part, volumeMm3];
  }
  return largest;
}

/** Without the parts under `limitMl`. */
export const removeIslands = (slices: StructureSlices, frame: StackFrame, limitMl: number): StructureSlices =>
  joinParts(splitIntoParts(slices).filter((part) => structureVolumeMm3(part, frame) >= limitMl * 1000));

/** A plane without its holes: background that no path of shared edges leads out of. */
export function fillPlaneHoles(slice: SliceBits): SliceBits {
  const rect = tightRect(slice);
  if (rect === null) return slice;
  const width = rect.i1 - rect.i0 + 2;
  const cells = new Uint8Array(width * (rect.j1 - rect.j0 + 2)).fill(1);
  forEachRun(slice, (j, from, to) => {
    const row = (j - rect.j0 + 1) * width + 1 - rect.i0;
    cells.fill(0, row + from, row + to);
  });
  floodCells(cells, [width, cells.length / width, 1], 0);
  const filled: SliceBits = { ...slice, words: slice.words.slice() };
  for (let j = rect.j0; j < rect.j1; j++) {
    const row = (j - rect.j0 + 1) * width + 1 - rect.i0;
    for (let i = rect.i0; i < rect.i1; i++) if (cells[row + i] === 1) writeRun(filled, j, i, i + 1, true);
  }
  return filled;
}

/** The structure without holes: in each plane for itself, or only cavities that are closed in all three dimensions. */
export function fillHoles(slices: StructureSlices, extent: 'planes' | 'volume'): StructureSlices {
  if (extent === 'planes') {
    return new Map([...slices].map(([k, slice]) => [k, trimSlice(fillPlaneHoles(slice)) ?? slice]));
  }
  const box = regionBox(slices);
  const size = [box.i1 - box.i0 + 2, box.j1 - box.j0 + 2, box.k1 - box.k0 + 2] as const;
  const cells = new Uint8Array(size[0] * size[1] * size[2]).fill(1);
  const rowOf = (j: number, k: number) => ((k - box.k0 + 1) * size[1] + j - box.j0 + 1) * size[0] + 1 - box.i0;
  for (const [k, slice] of slices) {
    forEachRun(slice, (j, from, to) => {
      cells.fill(0, rowOf(j, k) + from, rowOf(j, k) + to);
    });
  }
  floodCells(cells, size, 0);
  const filled = new Map<number, SliceBits>();
  for (let k = box.k0; k < box.k1; k++) {
    const runs: number[] = [];
    for (let j = box.j0; j < box.j1; j++) {
      const row = rowOf(j, k);
      for (let i = box.i0; i < box.i1; i++) {
        if (cells[row + i] === 2) continue;
        const start = i;
        while (i < box.i1 && cells[row + i] !== 2) i++;
        runs.push(j, start, i);
      }
    }
    const bits = bitsOfRuns(runs);
    if (bits !== null) filled.set(k, bits);
  }
  return filled;
}
