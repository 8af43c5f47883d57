// The voxels of one cut of a stack, taken from the one typed array that holds the image. The picture of a plane is cut
// on the CPU and drawn from a texture of that plane alone: one path for every size of volume and every graphics card, an
// upload of half a megabyte a scroll, and no second copy of the voxels.

import type { CutView, Size3 } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import type { ViewImage } from './view-types.ts';

export type PlaneValues = Int16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** No voxel: outside a drifting stack, or not read yet. */
export const NO_VALUE_INT16 = -32768;
export const NO_VALUE_FLOAT = -3.0e38;

/** True where something of this cut has been read. */
export const hasArrived = (
  { readPlanes, earlyPlane = null }: Pick<ViewImage, 'readPlanes' | 'earlyPlane'>,
  view: CutView,
  cut: number,
): boolean => (view.fixedAxis === 2 ? cut < readPlanes || cut === earlyPlane : readPlanes > 0);

/** One value for each (a, b) of a `CutView`, a fastest. */
export interface CutPlane {
  /** Of the whole plane at least; the first `width * height` hold it. */
  values: PlaneValues;
  width: number;
  height: number;
}

export const noValueOf = (values: PlaneValues): number =>
  values instanceof Int16Array ? NO_VALUE_INT16 : NO_VALUE_FLOAT;

/** True for voxels that Int16 holds exactly. */
export const fitsInt16 = (voxels: VoxelArray): boolean =>
  voxels instanceof Int16Array || voxels instanceof Uint8Array || voxels instanceof Int8Array;

/** A plane whose buffer serves every cut of the image: at least as large as its largest plane. */
export function createCutPlane(voxels: VoxelArray, size: Size3): CutPlane {
  const count = Math.max(size[0] * size[1], size[0] * size[2], size[1] * size[2]);
  return { values: fitsInt16(voxels) ? new Int16Array(count) : new Float32Array(count), width: 0, height: 0 };
}

/** Continuous index along the fixed axis of a cut on plane b, or -1 outside the stack; up to half a voxel beyond the
 * first and last counts as these. */
function positionOnPlane(view: CutView, cut: number, b: number): number {
  const position = cut + view.lowestShift - (view.fixedShift[b] as number);
  if (position < -0.5 || position > view.fixedCount - 0.5) return -1;
  return Math.min(Math.max(position, 0), view.fixedCount - 1);
}

function copyRow(values: PlaneValues, to: number, voxels: VoxelArray, from: number, count: number, step: number): void {
  if (step === 1 && count > 16) {
    values.set(voxels.subarray(from, from + count) as Int16Array, to);
    return;
  }
  for (let n = 0, at = from; n < count; n++, at += step) values[to + n] = voxels[at] as number;
}

function blendRow(
  values: PlaneValues,
  to: number,
  voxels: VoxelArray,
  from: number,
  count: number,
  step: number,
  next: number,
  share: number,
): void {
  for (let n = 0, at = from; n < count; n++, at += step) {
    const low = voxels[at] as number;
    // Stores into Int16Array cut off; floor(x + 0.5) rounds.
    const value = low + share * ((voxels[at + next] as number) - low);
    values[to + n] = values instanceof Int16Array ? Math.floor(value + 0.5) : value;
  }
}

/** Writes row b of a cut that does not lie on an acquired plane at `to`; empty where the cut leaves a drifting stack. */
export function cutRow(
  values: PlaneValues,
  to: number,
  voxels: VoxelArray,
  size: Size3,
  view: CutView,
  cut: number,
  b: number,
): void {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const { aCount } = view;
  const position = positionOnPlane(view, cut, b);
  if (position < 0) {
    values.fill(noValueOf(values), to, to + aCount);
    return;
  }
  const aStep = strides[view.aAxis];
  const fixedStep = strides[view.fixedAxis];
  const low = Math.floor(position);
  const share = position - low;
  const from = b * strides[view.bAxis] + low * fixedStep;
  if (share < 1e-6) copyRow(values, to, voxels, from, aCount, aStep);
  else blendRow(values, to, voxels, from, aCount, aStep, fixedStep, share);
}

/** Where row b of the first of several cuts goes, and how many values lie between one cut and the next. */
export interface CutsTarget {
  readonly values: PlaneValues;
  readonly to: number;
  readonly count: number;
}

/** Row b of `cuts` neighbouring cuts of a view that keeps i. On a straight stack they lie side by side: each line of the
 * cache is read once for all of them. */
export function cutRows(
  { values, to, count }: CutsTarget,
  voxels: VoxelArray,
  size: Size3,
  view: CutView,
  first: number,
  cuts: number,
  b: number,
): void {
  const position = positionOnPlane(view, first, b);
  const isStraight = view.fixedAxis === 0 && Number.isInteger(position) && position >= 0 && view.fixedShift[b] === 0;
  if (!isStraight || view.cutCount !== view.fixedCount) {
    for (let n = 0; n < cuts; n++) cutRow(values, to + n * count, voxels, size, view, first + n, b);
    return;
  }
  for (let a = 0, at = b * size[0] * size[1] + position; a < view.aCount; a++, at += size[0]) {
    for (let n = 0, out = to + a; n < cuts; n++, out += count) values[out] = voxels[at + n] as number;
  }
}

/**
 * Fills `plane` with cut `cut` of the image. Where the planes of a tilted stack drift, each row is interpolated linearly
 * between the two nearest indices of the fixed axis. Planes k from `readPlanes` on have not been read yet and stay empty.
 */
export function cutImage(
  plane: CutPlane,
  voxels: VoxelArray,
  size: Size3,
  view: CutView,
  cut: number,
  readPlanes: number,
): void {
  const { aCount, bCount, fixedAxis } = view;
  const { values } = plane;
  const count = aCount * bCount;
  plane.width = aCount;
  plane.height = bCount;
  if (fixedAxis === 2) {
    if (cut < 0 || cut >= readPlanes) values.fill(noValueOf(values), 0, count);
    else copyRow(values, 0, voxels, cut * count, count, 1);
    return;
  }
  const rows = Math.min(Math.max(readPlanes, 0), bCount);
  for (let b = 0; b < rows; b++) cutRow(values, b * aCount, voxels, size, view, cut, b);
  values.fill(noValueOf(values), rows * aCount, count);
}
