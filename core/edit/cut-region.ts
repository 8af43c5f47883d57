// Planes of bits on a cut of any view: columns are index a, rows are index b of the `CutView`. What happens on the screen
// is worked out there and then put onto the acquired planes; on the acquired planes the two are the same.

import { type CutView, fixedIndexAt, type Vec3, type ViewPointUv } from '../geometry/index.ts';
import type { Region } from './region.ts';
import { blankSlice, forEachRun, type Rect, type SliceBits, sliceRect, trimSlice, writeRun } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';

/** mm along a and along b of a screen point. */
export function cutMm(view: CutView, { u, v }: ViewPointUv): { readonly aMm: number; readonly bMm: number } {
  const along = view.isUFlipped ? -u : u;
  const across = view.isVFlipped ? -v : v;
  return view.isTransposed ? { aMm: across, bMm: along } : { aMm: along, bMm: across };
}

/** The screen point of mm along a and along b. */
export function uvOfCutMm(view: CutView, aMm: number, bMm: number): ViewPointUv {
  const along = view.isTransposed ? bMm : aMm;
  const across = view.isTransposed ? aMm : bMm;
  return { u: view.isUFlipped ? -along : along, v: view.isVFlipped ? -across : across };
}

/** Index b whose centre is nearest to a height in mm; may lie outside of 0 … bCount - 1 by the steps at the ends. */
export function nearestB(view: CutView, bMm: number): number {
  const table = view.bCentreMm;
  const last = table.length - 1;
  if (last === 0) {
    const { u0, u1, v0, v1 } = view.extent;
    const thickness = view.isTransposed ? u1 - u0 : v1 - v0;
    return Math.round((bMm - (table[0] as number)) / thickness);
  }
  if (bMm <= (table[0] as number)) {
    return Math.round((bMm - (table[0] as number)) / ((table[1] as number) - (table[0] as number)));
  }
  if (bMm >= (table[last] as number)) {
    return last + Math.round((bMm - (table[last] as number)) / ((table[last] as number) - (table[last - 1] as number)));
  }
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) <= bMm) low = middle;
    else high = middle;
  }
  return bMm - (table[low] as number) < (table[high] as number) - bMm ? low : high;
}

/** The voxel (a, b) under a screen point; null outside the image. */
export function voxelUnder(view: CutView, point: ViewPointUv): { readonly a: number; readonly b: number } | null {
  const { aMm, bMm } = cutMm(view, point);
  const b = nearestB(view, bMm);
  if (b < 0 || b >= view.bCount) return null;
  const a = Math.round((aMm - (view.aShiftMm[b] as number)) / view.aStepMm);
  return a < 0 || a >= view.aCount ? null : { a, b };
}

/** x, y, h in mm of the stack of a screen point of a cut. */
export function stackPointOfCut(frame: StackFrame, view: CutView, cut: number, point: ViewPointUv): Vec3 {
  const { aMm, bMm } = cutMm(view, point);
  if (view.fixedAxis === 2) {
    return [
      aMm + (frame.xShiftMm[cut] as number),
      bMm + (frame.yShiftMm[cut] as number),
      frame.heightMm[cut] as number,
    ];
  }
  const fixed = cut + view.lowestShift;
  return view.fixedAxis === 1 ? [aMm, fixed * frame.jStepMm, bMm] : [fixed * frame.iStepMm, aMm, bMm];
}

/** Bits (a, b) of a cut as voxels of the image. Rows where the cut leaves the stack are lost. */
export function regionFromCut(view: CutView, cut: number, bits: SliceBits | null): Region {
  const region = new Map<number, SliceBits>();
  const trimmed = bits === null ? null : trimSlice(bits);
  if (trimmed === null) return region;
  if (view.fixedAxis === 2) return region.set(cut, trimmed);
  for (let row = 0; row < trimmed.rows; row++) {
    const k = trimmed.j0 + row;
    const fixed = fixedIndexAt(view, cut, k);
    if (fixed < 0) continue;
    const line: SliceBits = {
      ...trimmed,
      j0: k,
      rows: 1,
      words: trimmed.words.slice(row * trimmed.wordsPerRow, (row + 1) * trimmed.wordsPerRow),
    };
    const plane = view.fixedAxis === 1 ? trimSlice({ ...line, j0: fixed }) : columnFromLine(line, fixed);
    if (plane !== null) region.set(k, plane);
  }
  return region;
}

/** A row of voxels j as a column at index i. */
function columnFromLine(line: SliceBits, i: number): SliceBits | null {
  const trimmed = trimSlice(line);
  if (trimmed === null) return null;
  const { i0, i1 } = sliceRect(trimmed);
  const column = blankSlice({ i0: i, i1: i + 1, j0: i0, j1: i1 });
  forEachRun(trimmed, (_, from, to) => {
    for (let j = from; j < to; j++) writeRun(column, j, i, i + 1, true);
  });
  return trimSlice(column);
}

/** Where a cut meets a region, as bits (a, b); null where it does not. */
export function readCut(region: Region, view: CutView, cut: number): SliceBits | null {
  if (view.fixedAxis === 2) return region.get(cut) ?? null;
  const planes = [...region.keys()];
  if (planes.length === 0) return null;
  const rect: Rect = { i0: 0, i1: view.aCount, j0: Math.min(...planes), j1: Math.max(...planes) + 1 };
  const bits = blankSlice(rect);
  for (const [k, slice] of region) {
    const fixed = fixedIndexAt(view, cut, k);
    if (fixed < 0) continue;
    if (view.fixedAxis === 1) copyRow(slice, fixed, bits, k);
    else copyColumn(slice, fixed, bits, k);
  }
  return trimSlice(bits);
}

function copyRow(slice: SliceBits, j: number, out: SliceBits, k: number): void {
  const row = j - slice.j0;
  if (row < 0 || row >= slice.rows) return;
  const to = (k - out.j0) * out.wordsPerRow + ((slice.i0 - out.i0) >> 5);
  out.words.set(slice.words.subarray(row * slice.wordsPerRow, (row + 1) * slice.wordsPerRow), to);
}

function copyColumn(slice: SliceBits, i: number, out: SliceBits, k: number): void {
  const word = (i - slice.i0) >> 5;
  if (word < 0 || word >= slice.wordsPerRow) return;
  for (let row = 0; row < slice.rows; row++) {
    if ((((slice.words[row * slice.wordsPerRow + word] as number) >>> (i & 31)) & 1) === 1) {
      writeRun(out, k, slice.j0 + row, slice.j0 + row + 1, true);
    }
  }
}
