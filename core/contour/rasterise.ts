// Polygons -> mask: a voxel belongs to the structure when its centre lies inside an odd number of loops of its plane.

import type { Size3 } from '../geometry/index.ts';
import { type Box3, boxSize, emptyMask, type Mask, shrinkMask } from '../volume/index.ts';
import type { PlanarLoop } from './planar-loop.ts';

/** Grid to which vertices are snapped, voxels: 2^-20 (about 1e-6). Coordinates come back from decimal text and a change
 * of frame with errors near 1e-12, so a vertex that was drawn exactly through a voxel centre is put back on it. */
const SNAP = 2 ** 20;

/** A crossing nearer than this to a voxel centre counts as on it, voxels. Above the snapping step. */
const ON_EDGE = 2 ** -19;

const snap = (v: number): number => Math.round(v * SNAP) / SNAP;

/** Voxel ranges whose centres the loops can cover, cut to the grid. */
function coveredBox(loops: readonly PlanarLoop[], size: Size3): Box3 {
  let [i0, i1, j0, j1] = [Infinity, -Infinity, Infinity, -Infinity];
  let [k0, k1] = [size[2], 0];
  for (const { ij, k } of loops) {
    if (k < k0) k0 = k;
    if (k >= k1) k1 = k + 1;
    for (let at = 0; at < ij.length; at += 2) {
      const i = ij[at] as number;
      const j = ij[at + 1] as number;
      if (i < i0) i0 = i;
      if (i > i1) i1 = i;
      if (j < j0) j0 = j;
      if (j > j1) j1 = j;
    }
  }
  return {
    i0: Math.max(0, Math.floor(i0)),
    i1: Math.min(size[0], Math.floor(i1) + 2),
    j0: Math.max(0, Math.floor(j0)),
    j1: Math.min(size[1], Math.floor(j1) + 2),
    k0,
    k1,
  };
}

/** Flips, in every row that the loop crosses, the first voxel at or beyond each crossing. */
function toggleCrossings(ij: Float64Array, box: Box3, plane: Uint8Array): void {
  const width = box.i1 - box.i0;
  const lastRow = box.j1 - 1;
  let x0 = snap(ij[ij.length - 2] as number);
  let y0 = snap(ij[ij.length - 1] as number);
  for (let at = 0; at < ij.length; at += 2) {
    const x1 = snap(ij[at] as number);
    const y1 = snap(ij[at + 1] as number);
    if (y0 !== y1) {
      const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
      const from = Math.max(box.j0, Math.ceil(top));
      const to = Math.min(lastRow, Math.ceil(bottom) - 1);
      const slope = (x1 - x0) / (y1 - y0);
      for (let j = from; j <= to; j++) {
        const first = Math.ceil(x0 + (j - y0) * slope - ON_EDGE);
        if (first < box.i1) {
          const cell = (j - box.j0) * width + (first > box.i0 ? first - box.i0 : 0);
          plane[cell] = (plane[cell] as number) ^ 1;
        }
      }
    }
    x0 = x1;
    y0 = y1;
  }
}

/**
 * Mask of the voxels whose centres lie inside the loops, even-odd in each plane (nested loops and CLOSEDPLANAR_XOR are
 * the same thing, and the doubled bridge of a keyhole cancels itself). A centre exactly on an edge counts as inside
 * when the inside lies towards growing i or, on an edge along i, towards growing j: two polygons that share an edge
 * share no voxel and leave none out. Parts outside the grid are cut off.
 */
export function rasteriseLoops(loops: readonly PlanarLoop[], size: Size3): Mask {
  const drawn = loops.filter((loop) => loop.ij.length >= 6 && loop.k >= 0 && loop.k < size[2]);
  if (drawn.length === 0) return emptyMask(size);
  const box = coveredBox(drawn, size);
  const [bi, bj, bk] = boxSize(box);
  if (bi * bj * bk === 0) return emptyMask(size);
  const voxels = new Uint8Array(bi * bj * bk);
  const planeSize = bi * bj;
  for (const { ij, k } of drawn) {
    const from = (k - box.k0) * planeSize;
    toggleCrossings(ij, box, voxels.subarray(from, from + planeSize));
  }
  fillFromToggles(voxels, bi);
  return shrinkMask({ size, box, voxels });
}

/** Running parity along every row of `width` voxels. */
function fillFromToggles(voxels: Uint8Array, width: number): void {
  for (let row = 0; row < voxels.length; row += width) {
    let inside = 0;
    for (let at = row; at < row + width; at++) {
      inside ^= voxels[at] as number;
      voxels[at] = inside;
    }
  }
}
