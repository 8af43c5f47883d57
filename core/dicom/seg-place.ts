// Where the frames of a segmentation lie on the planes of an image: by their own position and direction, never by their
// order or by the image that they name.

import {
  add,
  type ImageGeometry,
  indexFromLps,
  SAME_GRID_TOLERANCE_VOXELS,
  scale,
  subtract,
  type Vec3,
} from '../geometry/index.ts';
import type { Placement } from './read-placement.ts';

/** Pixel (column, row) of a frame is voxel i = i0 + iColumn * column + iRow * row, and likewise j, of plane k. */
export interface FrameOnPlane {
  readonly k: number;
  readonly i0: number;
  readonly j0: number;
  readonly iColumn: number;
  readonly iRow: number;
  readonly jColumn: number;
  readonly jRow: number;
}

export type FramePlace =
  | { readonly kind: 'on-plane'; readonly at: FrameOnPlane }
  /** On the pixels of the image but between its planes or beyond them. */
  | { readonly kind: 'off-plane'; readonly offMm: number }
  /** Turned, of other pixels, or shifted by parts of a pixel. */
  | { readonly kind: 'other-grid' };

const isWhole = (v: number): boolean => Math.abs(v - Math.round(v)) <= SAME_GRID_TOLERANCE_VOXELS;
const isUnitStep = (i: number, j: number): boolean => Math.abs(i) + Math.abs(j) === 1;

/** Distance to the nearest plane of a continuous plane number, mm. */
function offPlaneMm(g: ImageGeometry, k: number): number {
  const nearest = Math.max(0, Math.min(g.size[2] - 1, Math.round(k)));
  return Math.abs(k - nearest) * g.spacingMm[2];
}

/** Places a frame of `columns` x `rows` pixels. */
export function placeFrame(g: ImageGeometry, placement: Placement, columns: number, rows: number): FramePlace {
  const { imagePositionPatient: origin, rowDirection, columnDirection, pixelSpacingMm } = placement;
  const column = scale(rowDirection, pixelSpacingMm[1]);
  const row = scale(columnDirection, pixelSpacingMm[0]);
  const first = indexFromLps(g, origin);
  const step = (v: Vec3): Vec3 => subtract(indexFromLps(g, add(origin, v)), first);
  const [alongRow, downColumn] = [step(column), step(row)];
  const [iColumn, jColumn] = [Math.round(alongRow[0]), Math.round(alongRow[1])];
  const [iRow, jRow] = [Math.round(downColumn[0]), Math.round(downColumn[1])];
  if (!isUnitStep(iColumn, jColumn) || !isUnitStep(iRow, jRow) || iColumn * iRow + jColumn * jRow !== 0) {
    return { kind: 'other-grid' };
  }
  const [i0, j0, k] = [Math.round(first[0]), Math.round(first[1]), first[2]];
  const corners = [
    [0, 0],
    [columns - 1, 0],
    [0, rows - 1],
    [columns - 1, rows - 1],
  ] as const;
  for (const [c, r] of corners) {
    const [i, j, plane] = indexFromLps(g, add(origin, add(scale(column, c), scale(row, r))));
    const offI = Math.abs(i - i0 - iColumn * c - iRow * r);
    const offJ = Math.abs(j - j0 - jColumn * c - jRow * r);
    if (Math.max(offI, offJ, Math.abs(plane - k)) > SAME_GRID_TOLERANCE_VOXELS) return { kind: 'other-grid' };
  }
  const isBeyond = Math.round(k) < 0 || Math.round(k) >= g.size[2];
  if (isBeyond || !isWhole(k)) return { kind: 'off-plane', offMm: offPlaneMm(g, k) };
  return { kind: 'on-plane', at: { k: Math.round(k), i0, j0, iColumn, iRow, jColumn, jRow } };
}
