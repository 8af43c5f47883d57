// What a brush covers on its way from one pointer sample to the next: a capsule, so that no stroke has gaps however fast
// the hand is. A voxel is covered when its centre is, and the voxels under the pointer always are.

import type { CutView, Vec3, ViewPointUv } from '../geometry/index.ts';
import { cutMm, regionFromCut, voxelUnder } from './cut-region.ts';
import type { Region } from './region.ts';
import { blankSlice, type SliceBits, trimSlice, writeRun } from './slice-bits.ts';
import { nearestPlane, type StackFrame } from './stack-frame.ts';

/** A centre this near to the rim counts as covered, mm: positions come from decimals. */
const ON_RIM_MM = 1e-6;

/** Samples of a line in steps of half a voxel, at most. */
const MOST_SAMPLES = 8192;

/**
 * Where a line along x, at y and z, lies within `radius` of the segment p - q: the range is put into `range`, and
 * false is returned where the line misses. A capsule is convex, so there is one range: the hull of those of its two
 * spheres and of its cylinder.
 */
function capsuleRange(p: Vec3, q: Vec3, radius: number, y: number, z: number, range: Float64Array): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const r2 = radius * radius;
  for (const end of [p, q]) {
    const left = r2 - (y - end[1]) ** 2 - (z - end[2]) ** 2;
    if (left < 0) continue;
    const half = Math.sqrt(left);
    low = Math.min(low, end[0] - half);
    high = Math.max(high, end[0] + half);
  }
  const [dx, dy, dz] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
  const length2 = dx * dx + dy * dy + dz * dz;
  if (length2 > 0) {
    const [wy, wz] = [y - p[1], z - p[2]];
    const along = wy * dy + wz * dz;
    const a = 1 - (dx * dx) / length2;
    const half = (dx * along) / length2;
    const c = wy * wy + wz * wz - (along * along) / length2 - r2;
    let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (a > 1e-12) {
      const root = half * half - a * c;
      if (root < 0) [from, to] = [1, 0];
      else [from, to] = [(half - Math.sqrt(root)) / a, (half + Math.sqrt(root)) / a];
    } else if (c > 0) [from, to] = [1, 0];
    // Between the two ends: 0 <= X dx + along <= length2.
    if (dx !== 0) {
      const [s, t] = [-along / dx, (length2 - along) / dx];
      from = Math.max(from, Math.min(s, t));
      to = Math.min(to, Math.max(s, t));
    } else if (along < 0 || along > length2) [from, to] = [1, 0];
    if (from <= to) {
      low = Math.min(low, p[0] + from);
      high = Math.max(high, p[0] + to);
    }
  }
  range[0] = low;
  range[1] = high;
  return low <= high;
}

function smallestStep(centres: Float64Array, other: number): number {
  let step = other;
  for (let n = 1; n < centres.length; n++) step = Math.min(step, (centres[n] as number) - (centres[n - 1] as number));
  return step;
}

const sampleCount = (lengthMm: number, stepMm: number): number =>
  Math.min(MOST_SAMPLES, Math.max(1, Math.ceil((2 * lengthMm) / stepMm)));

/** Bits (a, b) within half of `diameterMm` of the way from `from` to `to`; null outside the image. */
export function circleBits(view: CutView, from: ViewPointUv, to: ViewPointUv, diameterMm: number): SliceBits | null {
  const radius = diameterMm / 2 + ON_RIM_MM;
  const [start, end] = [cutMm(view, from), cutMm(view, to)];
  const p: Vec3 = [start.aMm, start.bMm, 0];
  const q: Vec3 = [end.aMm, end.bMm, 0];
  const runs: number[] = [];
  const range = new Float64Array(2);
  if (diameterMm > 0) {
    const [b0, b1] = [Math.min(p[1], q[1]) - radius, Math.max(p[1], q[1]) + radius];
    for (let b = 0; b < view.bCount; b++) {
      const mm = view.bCentreMm[b] as number;
      if (mm < b0 || mm > b1 || !capsuleRange(p, q, radius, mm, 0, range)) continue;
      const shift = view.aShiftMm[b] as number;
      const first = Math.max(0, Math.ceil(((range[0] as number) - shift) / view.aStepMm));
      const stop = Math.min(view.aCount, Math.floor(((range[1] as number) - shift) / view.aStepMm) + 1);
      if (first < stop) runs.push(b, first, stop);
    }
  }
  const step = smallestStep(view.bCentreMm, view.aStepMm);
  const samples = sampleCount(Math.hypot(to.u - from.u, to.v - from.v), step);
  for (let n = 0; n <= samples; n++) {
    const t = n / samples;
    const under = voxelUnder(view, { u: from.u + t * (to.u - from.u), v: from.v + t * (to.v - from.v) });
    if (under !== null) runs.push(under.b, under.a, under.a + 1);
  }
  return bitsOfRuns(runs);
}

/** Bits of runs j, i0, i1, j, i0, i1, …; null for none. */
export function bitsOfRuns(runs: readonly number[]): SliceBits | null {
  if (runs.length === 0) return null;
  let [i0, i1] = [Number.POSITIVE_INFINITY, 0];
  let [j0, j1] = [Number.POSITIVE_INFINITY, 0];
  for (let n = 0; n < runs.length; n += 3) {
    const j = runs[n] as number;
    j0 = Math.min(j0, j);
    j1 = Math.max(j1, j + 1);
    i0 = Math.min(i0, runs[n + 1] as number);
    i1 = Math.max(i1, runs[n + 2] as number);
  }
  const bits = blankSlice({ i0, i1, j0, j1 });
  for (let n = 0; n < runs.length; n += 3) {
    writeRun(bits, runs[n] as number, runs[n + 1] as number, runs[n + 2] as number, true);
  }
  return trimSlice(bits);
}

/**
 * Voxels of one cut under a round brush that goes from `from` to `to` (screen mm).
 * @param diameterMm 0: only the voxels under the pointer.
 */
export const circleStamp = (
  view: CutView,
  cut: number,
  from: ViewPointUv,
  to: ViewPointUv,
  diameterMm: number,
): Region => regionFromCut(view, cut, circleBits(view, from, to, diameterMm));

/** Voxels under a ball that goes from `from` to `to` (x, y, h in mm of the stack), true in mm across all planes. */
export function sphereStamp(frame: StackFrame, from: Vec3, to: Vec3, diameterMm: number): Region {
  const radius = diameterMm / 2 + ON_RIM_MM;
  const [ni, nj, nk] = frame.size;
  const runsOfPlane = new Map<number, number[]>();
  const range = new Float64Array(2);
  const low = [0, 1, 2].map((axis) => Math.min(from[axis] as number, to[axis] as number) - radius);
  const high = [0, 1, 2].map((axis) => Math.max(from[axis] as number, to[axis] as number) + radius);
  for (let k = 0; k < nk && diameterMm > 0; k++) {
    const h = frame.heightMm[k] as number;
    if (h < (low[2] as number) || h > (high[2] as number)) continue;
    const [xShift, yShift] = [frame.xShiftMm[k] as number, frame.yShiftMm[k] as number];
    const runs: number[] = [];
    const j0 = Math.max(0, Math.ceil(((low[1] as number) - yShift) / frame.jStepMm));
    const j1 = Math.min(nj, Math.floor(((high[1] as number) - yShift) / frame.jStepMm) + 1);
    for (let j = j0; j < j1; j++) {
      if (!capsuleRange(from, to, radius, j * frame.jStepMm + yShift, h, range)) continue;
      const first = Math.max(0, Math.ceil(((range[0] as number) - xShift) / frame.iStepMm));
      const stop = Math.min(ni, Math.floor(((range[1] as number) - xShift) / frame.iStepMm) + 1);
      if (first < stop) runs.push(j, first, stop);
    }
    runsOfPlane.set(k, runs);
  }
  addVoxelsOnLine(frame, from, to, runsOfPlane);
  const region = new Map<number, SliceBits>();
  for (const [k, runs] of runsOfPlane) {
    const bits = bitsOfRuns(runs);
    if (bits !== null) region.set(k, bits);
  }
  return region;
}

function addVoxelsOnLine(frame: StackFrame, from: Vec3, to: Vec3, runsOfPlane: Map<number, number[]>): void {
  const [ni, nj, nk] = frame.size;
  const step = smallestStep(frame.heightMm, Math.min(frame.iStepMm, frame.jStepMm));
  const samples = sampleCount(Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]), step);
  for (let n = 0; n <= samples; n++) {
    const t = n / samples;
    const k = nearestPlane(frame, from[2] + t * (to[2] - from[2]));
    if (k < 0 || k >= nk) continue;
    const i = Math.round((from[0] + t * (to[0] - from[0]) - (frame.xShiftMm[k] as number)) / frame.iStepMm);
    const j = Math.round((from[1] + t * (to[1] - from[1]) - (frame.yShiftMm[k] as number)) / frame.jStepMm);
    if (i < 0 || i >= ni || j < 0 || j >= nj) continue;
    const runs = runsOfPlane.get(k);
    if (runs === undefined) runsOfPlane.set(k, [j, i, i + 1]);
    else runs.push(j, i, i + 1);
  }
}
