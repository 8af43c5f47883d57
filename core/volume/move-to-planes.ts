// Values of one stack of planes on another of the same direction and pixel spacing: from acquired planes to a straight
// grid and back. Within a target plane every shift and weight is the same, which makes whole rows cheap.

import { AppError } from '../error/index.ts';
import {
  add,
  dot,
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  planeHeightsMm,
  planeNumberAt,
  planeOrigin,
  planePointLps,
  SAME_GRID_TOLERANCE_VOXELS,
  type Size3,
  scale,
  subtract,
  type Vec3,
  voxelCount,
} from '../geometry/index.ts';
import type { ImageVolume, VoxelArray } from './image-volume.ts';
import { type Box3, boxSize, emptyMask, type Mask, shrinkMask } from './mask.ts';

/** Shifts and shares of less than this, in voxels, are rounding of positions: the value is taken as it is. */
const ROUNDING_VOXELS = 1e-6;

function requireSamePlanes(from: ImageGeometry, to: ImageGeometry): void {
  const [ni, nj] = [Math.max(from.size[0], to.size[0]), Math.max(from.size[1], to.size[1])];
  const turned = Math.max(...from.direction.map((c, at) => Math.abs(c - (to.direction[at] as number))));
  const scaled = Math.max(
    ni * Math.abs(from.spacingMm[0] / to.spacingMm[0] - 1),
    nj * Math.abs(from.spacingMm[1] / to.spacingMm[1] - 1),
  );
  if (Math.max(turned * Math.max(ni, nj), scaled) > SAME_GRID_TOLERANCE_VOXELS) {
    throw new AppError(
      'internal',
      'VOLUME_PLANES_DIFFER',
      'A volume can be moved only to planes of the same direction and pixel spacing.',
    );
  }
}

/** One source plane as a target plane sees it: target (i, j) is at source (i + x, j + y). */
interface Tap {
  readonly plane: number;
  readonly weight: number;
  readonly x: number;
  readonly y: number;
}

const wholeIfNear = (v: number): number => (Math.abs(v - Math.round(v)) < ROUNDING_VOXELS ? Math.round(v) : v);

/** The one or two source planes next to the plane through `origin`; none further than half a step outside the stack. */
function tapsAt(from: ImageGeometry, heightsMm: Float64Array, origin: Vec3): readonly Tap[] {
  const last = from.size[2] - 1;
  const number = wholeIfNear(planeNumberAt(heightsMm, from.spacingMm[2], dot(origin, kDirection(from))));
  if (number < -0.5 || number > last + 0.5) return [];
  const inside = Math.max(0, Math.min(last, number));
  const below = Math.floor(inside);
  const share = inside - below;
  const tap = (plane: number, weight: number): Tap => {
    const shift = subtract(origin, planeOrigin(from, plane));
    const x = wholeIfNear(dot(shift, iDirection(from)) / from.spacingMm[0]);
    return { plane, weight, x, y: wholeIfNear(dot(shift, jDirection(from)) / from.spacingMm[1]) };
  };
  return share === 0 ? [tap(below, 1)] : [tap(below, 1 - share), tap(below + 1, share)];
}

/** Target indices between `low` and `high` whose sources at `+ shift` all lie within half a voxel of 0 … n - 1. */
function coveredRange(shifts: readonly number[], n: number, low: number, high: number): readonly [number, number] {
  let [from, to] = [low, high];
  for (const shift of shifts) {
    from = Math.max(from, Math.ceil(-0.5 - shift - ROUNDING_VOXELS));
    to = Math.min(to, Math.floor(n - 0.5 - shift + ROUNDING_VOXELS) + 1);
  }
  return [from, to];
}

/** Adds `weight` times the source row that starts at `row` and has `n` voxels, shifted by `x`, to line[i0 … i1). */
function addShifted(
  line: Float64Array,
  voxels: VoxelArray,
  row: number,
  n: number,
  x: number,
  weight: number,
  i0: number,
  i1: number,
): void {
  const whole = Math.floor(x);
  const right = (x - whole) * weight;
  const left = weight - right;
  const addClamped = (i: number) => {
    const at = i + whole;
    const a = voxels[row + Math.max(0, Math.min(n - 1, at))] as number;
    const b = voxels[row + Math.max(0, Math.min(n - 1, at + 1))] as number;
    line[i] = (line[i] as number) + left * a + right * b;
  };
  const first = Math.min(i1, Math.max(i0, -whole));
  const end = Math.max(first, Math.min(i1, n - 1 - whole));
  for (let i = i0; i < first; i++) addClamped(i);
  const start = row + whole;
  if (right === 0) {
    for (let i = first; i < end; i++) line[i] = (line[i] as number) + left * (voxels[start + i] as number);
  } else {
    for (let i = first; i < end; i++) {
      const at = start + i;
      line[i] = (line[i] as number) + left * (voxels[at] as number) + right * (voxels[at + 1] as number);
    }
  }
  for (let i = end; i < i1; i++) addClamped(i);
}

/** Calls `put` with every row of `part` of the target that the source covers; values are in line[i0 … i1). */
function sampleRows(
  source: ImageVolume,
  to: ImageGeometry,
  part: Box3,
  put: (line: Float64Array, i0: number, i1: number, j: number, k: number) => void,
): void {
  const { geometry: from, voxels } = source;
  requireSamePlanes(from, to);
  const [ni, nj] = from.size;
  const heights = planeHeightsMm(from);
  const line = new Float64Array(to.size[0]);
  for (let k = part.k0; k < part.k1; k++) {
    const taps = tapsAt(from, heights, planeOrigin(to, k));
    if (taps.length === 0) continue;
    const [i0, i1] = coveredRange(
      taps.map(({ x }) => x),
      ni,
      part.i0,
      part.i1,
    );
    const [j0, j1] = coveredRange(
      taps.map(({ y }) => y),
      nj,
      part.j0,
      part.j1,
    );
    if (i1 <= i0) continue;
    for (let j = j0; j < j1; j++) {
      line.fill(0, i0, i1);
      for (const { plane, weight, x, y } of taps) {
        const inside = Math.max(0, Math.min(nj - 1, j + y));
        const above = Math.floor(inside);
        const share = inside - above;
        const row = (plane * nj + above) * ni;
        addShifted(line, voxels, row, ni, x, weight * (1 - share), i0, i1);
        if (share > 0) addShifted(line, voxels, row + ni, ni, x, weight * share, i0, i1);
      }
      put(line, i0, i1, j, k);
    }
  }
}

const newArray = <T extends VoxelArray>(like: T, length: number): T =>
  new (like.constructor as new (length: number) => T)(length);

/**
 * The image on other planes of the same direction and pixel spacing: bilinear in the two nearest planes, linear between
 * them along the normal. Integer voxels are rounded to the nearest. Voxels that a plane reaches only beyond half a
 * voxel of its edge are `outside`.
 * @throws AppError `internal` when direction or pixel spacing differ
 */
export function moveToPlanes<T extends VoxelArray>(
  volume: ImageVolume<T>,
  to: ImageGeometry,
  outside: number,
): ImageVolume<T> {
  const [ni, nj, nk] = to.size;
  const voxels = newArray(volume.voxels, voxelCount(to.size));
  if (outside !== 0) voxels.fill(outside);
  const isReal = volume.voxels instanceof Float32Array || volume.voxels instanceof Float64Array;
  sampleRows(volume, to, { i0: 0, i1: ni, j0: 0, j1: nj, k0: 0, k1: nk }, (line, i0, i1, j, k) => {
    const row = (k * nj + j) * ni;
    if (isReal) for (let i = i0; i < i1; i++) voxels[row + i] = line[i] as number;
    else for (let i = i0; i < i1; i++) voxels[row + i] = Math.round(line[i] as number);
  });
  return { geometry: to, voxels };
}

/** The voxels of a mask's box and one more on every side, as an image: its edge then fades where the box ends. */
function paddedBox(mask: Mask, g: ImageGeometry): ImageVolume<Uint8Array> {
  const { box, voxels } = mask;
  const [bi, bj, bk] = boxSize(box);
  const size: Size3 = [bi + 2, bj + 2, bk + 2];
  const padded = new Uint8Array(voxelCount(size));
  for (let k = 0; k < bk; k++) {
    for (let j = 0; j < bj; j++) {
      const at = (k * bj + j) * bi;
      padded.set(voxels.subarray(at, at + bi), ((k + 1) * size[1] + j + 1) * size[0] + 1);
    }
  }
  const planeOriginsLps: number[] = [];
  for (let k = box.k0 - 1; k <= box.k1; k++) {
    const inside = Math.max(0, Math.min(g.size[2] - 1, k));
    const beyondMm = (k - inside) * g.spacingMm[2];
    const corner = planePointLps(g, box.i0 - 1, box.j0 - 1, inside);
    planeOriginsLps.push(...add(corner, scale(kDirection(g), beyondMm)));
  }
  return { geometry: { ...g, size, planeOriginsLps }, voxels: padded };
}

/** The voxels of `to` that can lie within the image `from`. */
function reachedBox(from: ImageGeometry, to: ImageGeometry): Box3 {
  const box = { i0: to.size[0], i1: 0, j0: to.size[1], j1: 0, k0: to.size[2], k1: 0 };
  const heights = planeHeightsMm(from);
  for (let k = 0; k < to.size[2]; k++) {
    for (const { x, y } of tapsAt(from, heights, planeOrigin(to, k))) {
      box.i0 = Math.max(0, Math.min(box.i0, Math.floor(-x)));
      box.i1 = Math.min(to.size[0], Math.max(box.i1, Math.ceil(from.size[0] - x)));
      box.j0 = Math.max(0, Math.min(box.j0, Math.floor(-y)));
      box.j1 = Math.min(to.size[1], Math.max(box.j1, Math.ceil(from.size[1] - y)));
      box.k0 = Math.min(box.k0, k);
      box.k1 = k + 1;
    }
  }
  return box;
}

/**
 * A structure on other planes of the same direction and pixel spacing: from a straight grid back to the acquired planes,
 * or the other way. A voxel is set where the mask, interpolated as by `moveToPlanes`, is 0.5 or more.
 * @throws AppError `internal` when direction or pixel spacing differ
 */
export function moveMaskToPlanes(mask: Mask, from: ImageGeometry, to: ImageGeometry): Mask {
  if (from === to) return mask;
  if (mask.voxels.length === 0) return emptyMask(to.size);
  const source = paddedBox(mask, from);
  const box = reachedBox(source.geometry, to);
  const [bi, bj, bk] = boxSize(box);
  if (bi * bj * bk === 0) return emptyMask(to.size);
  const voxels = new Uint8Array(bi * bj * bk);
  sampleRows(source, to, box, (line, i0, i1, j, k) => {
    const row = ((k - box.k0) * bj + j - box.j0) * bi - box.i0;
    for (let i = i0; i < i1; i++) voxels[row + i] = (line[i] as number) >= 0.5 - ROUNDING_VOXELS ? 1 : 0;
  });
  return shrinkMask({ size: to.size, box, voxels });
}
