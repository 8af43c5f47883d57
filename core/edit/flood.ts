// Filling from a place as far as the values, or the structure, go on: within a box around the place, never further.

import { type CutView, fixedIndexAt, type Vec3 } from '../geometry/index.ts';
import type { Box3, VoxelArray } from '../volume/index.ts';
import { regionFromCut } from './cut-region.ts';
import { type Region, voxelIndex } from './region.ts';
import { blankSlice, hasVoxel, type Rect, type SliceBits, trimSlice, writeRun } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';

export interface FloodResult {
  readonly region: Region;
  /** It went as far as it was let: there may be more beyond. */
  readonly isCutOff: boolean;
}

/** Values that the fill goes through: both ends belong to it. Or: what is in the structure, or not, like the seed. */
export type FloodRule =
  | { readonly kind: 'values'; readonly voxels: VoxelArray; readonly low: number; readonly high: number }
  | { readonly kind: 'structure'; readonly slices: StructureSlices };

/**
 * Cells of `isOpen` (1) that hang together with `seed` by faces become 2; a stack of row pieces.
 * @param size of the box, i fastest
 */
export function floodCells(isOpen: Uint8Array, size: readonly [number, number, number], seed: number): void {
  const [ni, nj, nk] = size;
  const plane = ni * nj;
  const stack = [seed];
  while (stack.length > 0) {
    const at = stack.pop() as number;
    if (isOpen[at] !== 1) continue;
    const row = Math.floor(at / ni) * ni;
    let from = at;
    while (from > row && isOpen[from - 1] === 1) from--;
    let to = at + 1;
    while (to < row + ni && isOpen[to] === 1) to++;
    isOpen.fill(2, from, to);
    const k = Math.floor(row / plane);
    const j = (row - k * plane) / ni;
    for (const step of [j > 0 ? -ni : 0, j + 1 < nj ? ni : 0, k > 0 ? -plane : 0, k + 1 < nk ? plane : 0]) {
      if (step === 0) continue;
      for (let n = from + step; n < to + step; n++) {
        if (isOpen[n] === 1 && (n === from + step || isOpen[n - 1] !== 1)) stack.push(n);
      }
    }
  }
}

function touchesEnd(cells: Uint8Array, ni: number, nj: number, nk: number): boolean {
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] !== 2) continue;
    const i = at % ni;
    const j = Math.floor(at / ni) % nj;
    const k = Math.floor(at / (ni * nj));
    if (i === 0 || i === ni - 1 || j === 0 || j === nj - 1 || (nk > 1 && (k === 0 || k === nk - 1))) return true;
  }
  return false;
}

function bitsOfCells(cells: Uint8Array, rect: Rect, offset: number): SliceBits | null {
  const width = rect.i1 - rect.i0;
  const bits = blankSlice(rect);
  for (let j = rect.j0; j < rect.j1; j++) {
    const row = offset + (j - rect.j0) * width;
    for (let i = 0; i < width; i++) {
      if (cells[row + i] !== 2) continue;
      const start = i;
      while (i < width && cells[row + i] === 2) i++;
      writeRun(bits, j, rect.i0 + start, rect.i0 + i, true);
    }
  }
  return trimSlice(bits);
}

/** Whether a voxel may be filled; a test of its own for each rule, made once. */
function ruleTest(rule: FloodRule, frame: StackFrame, seed: Vec3): (i: number, j: number, k: number) => boolean {
  if (rule.kind === 'values') {
    const { voxels, low, high } = rule;
    return (i, j, k) => {
      const value = voxels[voxelIndex(frame.size, i, j, k)] as number;
      return value >= low && value <= high;
    };
  }
  const has = (i: number, j: number, k: number) => {
    const slice = rule.slices.get(k);
    return slice !== undefined && hasVoxel(slice, i, j);
  };
  const isInside = has(seed[0], seed[1], seed[2]);
  return (i, j, k) => has(i, j, k) === isInside;
}

/**
 * Fills one cut of a view from voxel (a, b), through voxels that share an edge.
 * @param reachMm the fill ends this far from the seed, along a and along b
 */
export function floodCut(
  frame: StackFrame,
  view: CutView,
  cut: number,
  seed: { readonly a: number; readonly b: number },
  rule: FloodRule,
  reachMm: number,
): FloodResult {
  const reach = Math.max(1, Math.floor(reachMm / view.aStepMm));
  const centre = view.bCentreMm[seed.b] as number;
  let [b0, b1] = [seed.b, seed.b + 1];
  while (b0 > 0 && centre - (view.bCentreMm[b0 - 1] as number) <= reachMm) b0--;
  while (b1 < view.bCount && (view.bCentreMm[b1] as number) - centre <= reachMm) b1++;
  const rect: Rect = { i0: Math.max(0, seed.a - reach), i1: Math.min(view.aCount, seed.a + reach + 1), j0: b0, j1: b1 };
  const width = rect.i1 - rect.i0;
  const ijk: [number, number, number] = [0, 0, 0];
  const place = (a: number, b: number): [number, number, number] => {
    ijk[view.aAxis] = a;
    ijk[view.bAxis] = b;
    ijk[view.fixedAxis] = fixedIndexAt(view, cut, b);
    return ijk;
  };
  const test = ruleTest(rule, frame, [...place(seed.a, seed.b)]);
  const cells = new Uint8Array(width * (b1 - b0));
  for (let b = b0, at = 0; b < b1; b++) {
    for (let a = rect.i0; a < rect.i1; a++, at++) {
      const [i, j, k] = place(a, b);
      if (ijk[view.fixedAxis] >= 0 && test(i, j, k)) cells[at] = 1;
    }
  }
  floodCells(cells, [width, b1 - b0, 1], (seed.b - b0) * width + seed.a - rect.i0);
  return {
    region: regionFromCut(view, cut, bitsOfCells(cells, rect, 0)),
    isCutOff: touchesEnd(cells, width, b1 - b0, 1),
  };
}

/** Fills through all planes from a voxel, by faces, within a box that reaches `reachMm` to every side. */
export function floodVolume(frame: StackFrame, seed: Vec3, rule: FloodRule, reachMm: number): FloodResult {
  const [si, sj, sk] = seed;
  const [ri, rj] = [Math.floor(reachMm / frame.iStepMm), Math.floor(reachMm / frame.jStepMm)];
  const h = frame.heightMm[sk] as number;
  let [k0, k1] = [sk, sk + 1];
  while (k0 > 0 && h - (frame.heightMm[k0 - 1] as number) <= reachMm) k0--;
  while (k1 < frame.size[2] && (frame.heightMm[k1] as number) - h <= reachMm) k1++;
  const box: Box3 = {
    i0: Math.max(0, si - ri),
    i1: Math.min(frame.size[0], si + ri + 1),
    j0: Math.max(0, sj - rj),
    j1: Math.min(frame.size[1], sj + rj + 1),
    k0,
    k1,
  };
  const size = [box.i1 - box.i0, box.j1 - box.j0, k1 - k0] as const;
  const test = ruleTest(rule, frame, seed);
  const cells = new Uint8Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let k = k0; k < k1; k++) {
    for (let j = box.j0; j < box.j1; j++) for (let i = box.i0; i < box.i1; i++) cells[at++] = test(i, j, k) ? 1 : 0;
  }
  floodCells(cells, size, ((sk - k0) * size[1] + sj - box.j0) * size[0] + si - box.i0);
  const region = new Map<number, SliceBits>();
  for (let k = k0; k < k1; k++) {
    const bits = bitsOfCells(cells, box, (k - k0) * size[0] * size[1]);
    if (bits !== null) region.set(k, bits);
  }
  return { region, isCutOff: touchesEnd(cells, ...size) };
}
