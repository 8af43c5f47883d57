// A structure on the planes of another image, whatever its direction and spacing: of the same frame of reference, or of
// one that a registration links to it.

import {
  type Affine,
  type ImageGeometry,
  iDirection,
  indexFromLps,
  invert,
  jDirection,
  kDirection,
  lpsFromIndex,
  mapPoint,
  mapVector,
  planeHeightsMm,
  planeNumberAt,
  scale,
  type Vec3,
  voxelVolumeMm3,
} from '../../../core/geometry/index.ts';
import { pointIn, vectorIn } from '../../../core/units/index.ts';
import { boxSize, emptyMask, isEmptyMask, type Mask, shrinkMask } from '../../../core/volume/index.ts';

/** From LPS of the mask's frame of reference to that of the other image. */
export type Link = Affine<'Lps', 'Lps'>;

/** A place in LPS mm, seen through a link where there is one. */
const through = (link: Link | null, place: Vec3): Vec3 =>
  link === null ? place : mapPoint(link, pointIn<'Lps'>(...place));

/** The box of `to` in which voxels of the mask can come to lie, one voxel wider on every side. */
function reach(mask: Mask, from: ImageGeometry, to: ImageGeometry, link: Link | null): Mask['box'] {
  const { i0, i1, j0, j1, k0, k1 } = mask.box;
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  // Tilted and uneven stacks bend the box: every plane's corners count, half a voxel further out.
  for (let k = k0; k <= k1; k++) {
    for (const i of [i0 - 0.5, i1 - 0.5]) {
      for (const j of [j0 - 0.5, j1 - 0.5]) {
        const index = indexFromLps(to, through(link, lpsFromIndex(from, [i, j, k - 0.5])));
        for (const axis of [0, 1, 2] as const) {
          low[axis] = Math.min(low[axis], index[axis]);
          high[axis] = Math.max(high[axis], index[axis]);
        }
      }
    }
  }
  const clamp = (v: number, n: number) => Math.max(0, Math.min(n, v));
  const [ni, nj, nk] = to.size;
  return {
    i0: clamp(Math.floor(low[0]) - 1, ni),
    i1: clamp(Math.ceil(high[0]) + 2, ni),
    j0: clamp(Math.floor(low[1]) - 1, nj),
    j1: clamp(Math.ceil(high[1]) + 2, nj),
    k0: clamp(Math.floor(low[2]) - 1, nk),
    k1: clamp(Math.ceil(high[2]) + 2, nk),
  };
}

/** Trilinear value of the mask at a continuous index of its grid; 0 outside. */
function valueAt({ box, voxels }: Mask, i: number, j: number, k: number): number {
  const [bi, bj] = boxSize(box);
  const [a, b, c] = [Math.floor(i), Math.floor(j), Math.floor(k)];
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const x = a + (corner & 1);
    const y = b + ((corner >> 1) & 1);
    const z = c + (corner >> 2);
    if (x < box.i0 || x >= box.i1 || y < box.j0 || y >= box.j1 || z < box.k0 || z >= box.k1) continue;
    if (voxels[((z - box.k0) * bj + y - box.j0) * bi + x - box.i0] === 0) continue;
    sum += (1 - Math.abs(i - x)) * (1 - Math.abs(j - y)) * (1 - Math.abs(k - z));
  }
  return sum;
}

/** Sums of eight weights come out a rounding below the half that they are. */
const HALF = 0.5 - 1e-6;

/** Writes the continuous index on `g` of a point in LPS mm to `out`. The same as `indexFromLps`, made for millions. */
function locator(g: ImageGeometry): (x: number, y: number, z: number, out: Float64Array) => void {
  const heights = planeHeightsMm(g);
  const origins = Float64Array.from(g.planeOriginsLps);
  const [i, j, n] = [iDirection(g), jDirection(g), kDirection(g)];
  const [iMm, jMm] = g.spacingMm;
  const last = heights.length - 1;
  const origin = (k: number, axis: number) => origins[3 * k + axis] as number;
  return (x, y, z, out) => {
    const k = planeNumberAt(heights, g.spacingMm[2], x * n[0] + y * n[1] + z * n[2]);
    const low = Math.max(0, Math.min(last - 1, Math.floor(k)));
    const high = Math.min(last, low + 1);
    const f = k - low;
    const dx = x - origin(low, 0) - f * (origin(high, 0) - origin(low, 0));
    const dy = y - origin(low, 1) - f * (origin(high, 1) - origin(low, 1));
    const dz = z - origin(low, 2) - f * (origin(high, 2) - origin(low, 2));
    out[0] = (dx * i[0] + dy * i[1] + dz * i[2]) / iMm;
    out[1] = (dx * j[0] + dy * j[1] + dz * j[2]) / jMm;
    out[2] = k;
  };
}

/** From one voxel centre to the next along i, LPS mm, seen through a link where there is one. */
function rowStep(grid: ImageGeometry, link: Link | null): Vec3 {
  const step = scale(iDirection(grid), grid.spacingMm[0]);
  return link === null ? step : mapVector(link, vectorIn<'Lps'>(...step));
}

/**
 * The voxels of `to` at which the mask, interpolated linearly between its voxel centres, is 0.5 or more.
 * @param link null: both grids are in LPS of one frame of reference; that is for the caller to know
 */
export function moveMask(mask: Mask, from: ImageGeometry, to: ImageGeometry, link: Link | null = null): Mask {
  if (isEmptyMask(mask)) return emptyMask(to.size);
  const box = reach(mask, from, to, link);
  const [bi, bj, bk] = boxSize(box);
  if (bi * bj * bk <= 0) return emptyMask(to.size);
  const voxels = new Uint8Array(bi * bj * bk);
  const locate = locator(from);
  const back = link === null ? null : invert(link);
  const [ix, iy, iz] = rowStep(to, back);
  const at = new Float64Array(3);
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      const [x, y, z] = through(back, lpsFromIndex(to, [box.i0, j, k]));
      const out = ((k - box.k0) * bj + j - box.j0) * bi;
      for (let i = 0; i < bi; i++) {
        locate(x + i * ix, y + i * iy, z + i * iz, at);
        if (valueAt(mask, at[0] as number, at[1] as number, at[2] as number) >= HALF) voxels[out + i] = 1;
      }
    }
  }
  return shrinkMask({ size: to.size, box, voxels });
}

/**
 * How much of a mask lies beyond other images, ml: the voxels whose centre is more than half a voxel outside of them.
 * @param link see `moveMask`
 */
export function cutOffMl(mask: Mask, from: ImageGeometry, to: ImageGeometry, link: Link | null = null): number {
  const { box, voxels } = mask;
  const [bi, bj] = boxSize(box);
  const locate = locator(to);
  const at = new Float64Array(3);
  const [ni, nj, nk] = to.size;
  const [ix, iy, iz] = rowStep(from, link);
  let outside = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      const [x, y, z] = through(link, lpsFromIndex(from, [box.i0, j, k]));
      const row = ((k - box.k0) * bj + j - box.j0) * bi;
      for (let i = 0; i < bi; i++) {
        if (voxels[row + i] === 0) continue;
        locate(x + i * ix, y + i * iy, z + i * iz, at);
        const [p, q, r] = [at[0] as number, at[1] as number, at[2] as number];
        const isWithin = p >= -0.5 && p <= ni - 0.5 && q >= -0.5 && q <= nj - 0.5 && r >= -0.5 && r <= nk - 0.5;
        if (!isWithin) outside++;
      }
    }
  }
  return (outside * voxelVolumeMm3(from)) / 1000;
}
