// Margins in six directions of the patient, exact in mm on any stack of planes: every run of the structure is spread by
// the cross-section of an ellipsoid whose half axes differ from octant to octant. Runs are spread by whole rows, so the
// work goes with the surface and the size of the margin, not with the volume, and tilted or uneven planes need no
// resampling.

import type { Box3 } from '../volume/index.ts';
import { regionBox } from './region.ts';
import { blankSlice, forEachRun, type SliceBits, tightRect, trimSlice, writeRun } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';

/** Not negative, mm, towards the patient's left, right, anterior, posterior, superior, inferior. */
export interface MarginMm {
  readonly left: number;
  readonly right: number;
  readonly anterior: number;
  readonly posterior: number;
  readonly superior: number;
  readonly inferior: number;
}

export const equalMargin = (mm: number): MarginMm => ({
  left: mm,
  right: mm,
  anterior: mm,
  posterior: mm,
  superior: mm,
  inferior: mm,
});

/** A distance that is over by less counts as reached, as a share: positions come from decimals. */
const ON_EDGE = 1e-6;
/** In place of 0 mm, where nothing may move. */
const NO_MM = 1e-7;

/** Half axes towards + and - of LPS x, y, z. */
type Axes = readonly [readonly [number, number], readonly [number, number], readonly [number, number]];

const axesOf = (m: MarginMm, isReflected: boolean): Axes => {
  const pairs = [
    [m.left, m.right],
    [m.posterior, m.anterior],
    [m.superior, m.inferior],
  ] as const;
  return pairs.map(([plus, minus]) => {
    const [p, n] = [Math.max(plus, NO_MM), Math.max(minus, NO_MM)];
    return isReflected ? [n, p] : [p, n];
  }) as unknown as Axes;
};

/**
 * Range of x in which the offset (x, y, h) of the stack lies inside the ellipsoid, put into `range`; false for none.
 * The sum of (component / half axis)^2 is convex in x and quadratic between the places where a component changes its
 * sign, so its roots are looked for piece by piece.
 */
function offsetRange(frame: StackFrame, axes: Axes, y: number, h: number, range: Float64Array): boolean {
  const [ax, ay, ah] = frame.axesLps;
  const base = [0, 1, 2].map((n) => y * (ay[n] as number) + h * (ah[n] as number));
  const breaks = [Number.NEGATIVE_INFINITY];
  for (const n of [0, 1, 2] as const) if (Math.abs(ax[n]) > 1e-9) breaks.push(-(base[n] as number) / ax[n]);
  breaks.sort((p, q) => p - q);
  breaks.push(Number.POSITIVE_INFINITY);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let piece = 0; piece + 1 < breaks.length; piece++) {
    const [from, to] = [breaks[piece] as number, breaks[piece + 1] as number];
    if (!(from < to)) continue;
    const inside = from === -Infinity ? to - 1 : to === Infinity ? from + 1 : (from + to) / 2;
    let [a, b, c] = [0, 0, -(1 + ON_EDGE)];
    for (const n of [0, 1, 2] as const) {
      const isAlong = Math.abs(ax[n]) > 1e-9;
      const start = base[n] as number;
      const value = isAlong ? start + inside * ax[n] : start;
      const weight = 1 / axes[n][value >= 0 ? 0 : 1] ** 2;
      if (isAlong) {
        a += weight * ax[n] * ax[n];
        b += weight * start * ax[n];
      }
      c += weight * start * start;
    }
    const root = b * b - a * c;
    if (root < 0) continue;
    const p = Math.max(from, (-b - Math.sqrt(root)) / a);
    const q = Math.min(to, (-b + Math.sqrt(root)) / a);
    if (p > q) continue;
    low = Math.min(low, p);
    high = Math.max(high, q);
  }
  range[0] = low;
  range[1] = high;
  return low <= high;
}

/** Runs j, i0, i1 by plane; planes and indices may lie outside of the image. */
type PlaneRuns = ReadonlyMap<number, readonly number[]>;

/** Planes of the stack as it would go on beyond its ends. */
function planePlace(frame: StackFrame, k: number): { readonly x: number; readonly y: number; readonly h: number } {
  const last = frame.size[2] - 1;
  const end = Math.min(Math.max(k, 0), last);
  return {
    x: frame.xShiftMm[end] as number,
    y: frame.yShiftMm[end] as number,
    h: (frame.heightMm[end] as number) + (k - end) * frame.kStepMm,
  };
}

interface RowSpread {
  /** Row from the source row to this one. */
  readonly dj: number;
  /** What is added to i0 and to i1 - 1. */
  readonly low: number;
  readonly high: number;
}

/** How a run of plane `from` spreads over the rows of plane `to`. */
function rowSpreads(frame: StackFrame, axes: Axes, from: number, to: number): RowSpread[] {
  const [p, q] = [planePlace(frame, from), planePlace(frame, to)];
  const reach = Math.max(...axes.flat());
  const [h, shiftY, shiftX] = [q.h - p.h, q.y - p.y, q.x - p.x];
  const spreads: RowSpread[] = [];
  if (Math.abs(h) > reach * (1 + ON_EDGE)) return spreads;
  const range = new Float64Array(2);
  const first = Math.ceil((-reach - shiftY) / frame.jStepMm) - 1;
  const last = Math.floor((reach - shiftY) / frame.jStepMm) + 1;
  for (let dj = first; dj <= last; dj++) {
    if (!offsetRange(frame, axes, dj * frame.jStepMm + shiftY, h, range)) continue;
    const low = Math.ceil(((range[0] as number) - shiftX) / frame.iStepMm - 1e-9);
    const high = Math.floor(((range[1] as number) - shiftX) / frame.iStepMm + 1e-9);
    if (low <= high) spreads.push({ dj, low, high });
  }
  return spreads;
}

/** Every voxel of `box` that the ellipsoid around some voxel of the runs holds. */
function spreadRuns(frame: StackFrame, runsOfPlane: PlaneRuns, axes: Axes, box: Box3): Map<number, SliceBits> {
  const spread = new Map<number, SliceBits>();
  for (let k = box.k0; k < box.k1; k++) {
    const bits = blankSlice(box);
    for (const [source, runs] of runsOfPlane) {
      for (const { dj, low, high } of rowSpreads(frame, axes, source, k)) {
        for (let n = 0; n < runs.length; n += 3) {
          const j = (runs[n] as number) + dj;
          if (j < box.j0 || j >= box.j1) continue;
          const from = Math.max(box.i0, (runs[n + 1] as number) + low);
          const to = Math.min(box.i1, (runs[n + 2] as number) + high);
          if (from < to) writeRun(bits, j, from, to, true);
        }
      }
    }
    const trimmed = trimSlice(bits);
    if (trimmed !== null) spread.set(k, trimmed);
  }
  return spread;
}

/** The box grown by what a margin may reach, not cut to the image. */
function grownBox(frame: StackFrame, box: Box3, reachMm: number): Box3 {
  let [k0, k1] = [box.k0, box.k1];
  const bottom = planePlace(frame, box.k0).h;
  const top = planePlace(frame, box.k1 - 1).h;
  while (bottom - planePlace(frame, k0 - 1).h <= reachMm * (1 + ON_EDGE)) k0--;
  while (planePlace(frame, k1).h - top <= reachMm * (1 + ON_EDGE)) k1++;
  const drift = (shift: 'x' | 'y') => {
    const places = Array.from({ length: k1 - k0 }, (_, n) => planePlace(frame, k0 + n)[shift]);
    return Math.max(...places) - Math.min(...places);
  };
  const i = Math.ceil((reachMm + drift('x')) / frame.iStepMm) + 1;
  const j = Math.ceil((reachMm + drift('y')) / frame.jStepMm) + 1;
  return { i0: box.i0 - i, i1: box.i1 + i, j0: box.j0 - j, j1: box.j1 + j, k0, k1 };
}

const largest = (m: MarginMm): number => Math.max(...Object.values(m));

/** The structure and every voxel whose centre is no further from one of its voxels than the margin allows. */
export function expandStructure(slices: StructureSlices, frame: StackFrame, margin: MarginMm): StructureSlices {
  const own = regionBox(slices);
  if (own.k1 === 0 || largest(margin) <= 0) return slices;
  const grown = grownBox(frame, own, largest(margin));
  const [ni, nj, nk] = frame.size;
  const box: Box3 = {
    i0: Math.max(0, grown.i0),
    i1: Math.min(ni, grown.i1),
    j0: Math.max(0, grown.j0),
    j1: Math.min(nj, grown.j1),
    k0: Math.max(0, grown.k0),
    k1: Math.min(nk, grown.k1),
  };
  return spreadRuns(frame, runsOf(slices), axesOf(margin, false), box);
}

function runsOf(slices: StructureSlices): Map<number, number[]> {
  const runsOfPlane = new Map<number, number[]>();
  for (const [k, slice] of slices) {
    const runs: number[] = [];
    forEachRun(slice, (j, from, to) => runs.push(j, from, to));
    runsOfPlane.set(k, runs);
  }
  return runsOfPlane;
}

/** Runs of what is not in the structure, in a box around it. */
function gapsOf(slices: StructureSlices, box: Box3): Map<number, number[]> {
  const gapsOfPlane = new Map<number, number[]>();
  for (let k = box.k0; k < box.k1; k++) {
    const gaps: number[] = [];
    const slice = slices.get(k);
    let row = box.j0;
    let at = box.i0;
    const closeRow = () => {
      if (at < box.i1) gaps.push(row, at, box.i1);
      at = box.i0;
      row++;
    };
    if (slice !== undefined) {
      forEachRun(slice, (j, from, to) => {
        while (row < j) closeRow();
        if (at < from) gaps.push(row, at, from);
        at = to;
      });
    }
    while (row < box.j1) closeRow();
    gapsOfPlane.set(k, gaps);
  }
  return gapsOfPlane;
}

/**
 * The voxels of the structure from which the whole margin stays inside: `left` is what is taken off its left side. What
 * lies beyond the image counts as outside.
 */
export function shrinkStructure(slices: StructureSlices, frame: StackFrame, margin: MarginMm): StructureSlices {
  const own = regionBox(slices);
  if (own.k1 === 0 || largest(margin) <= 0) return slices;
  const gaps = gapsOf(slices, grownBox(frame, own, largest(margin)));
  const eaten = spreadRuns(frame, gaps, axesOf(margin, true), own);
  const left = new Map<number, SliceBits>();
  for (const [k, slice] of slices) {
    const rect = tightRect(slice);
    const gone = eaten.get(k);
    if (rect === null) continue;
    const kept: SliceBits = { ...slice, words: slice.words.slice() };
    if (gone !== undefined) forEachRun(gone, (j, from, to) => clearRun(kept, j, from, to));
    const trimmed = trimSlice(kept);
    if (trimmed !== null) left.set(k, trimmed);
  }
  return left;
}

function clearRun(slice: SliceBits, j: number, from: number, to: number): void {
  if (j < slice.j0 || j >= slice.j0 + slice.rows) return;
  writeRun(slice, j, Math.max(from, slice.i0), Math.min(to, slice.i0 + 32 * slice.wordsPerRow), false);
}
