// Mask to closed surface in patient coordinates: the crossings between voxel centres by shape-based interpolation, smoothed
// within a tether to the 0.5 iso-surface of the mask, then placed plane by plane, so that tilted and unevenly spaced stacks
// come out as they were acquired.

import { handedness, type ImageGeometry } from '../geometry/index.ts';
import { boxSize, type ImageVolume, isEmptyMask, type Mask } from '../volume/index.ts';
import { coarsenMask } from './coarse-mask.ts';
import { midpointSurface } from './midpoint-surface.ts';
import { padMask } from './padded-mask.ts';
import { limitDisplacements, roundApart, toLps, turnOver } from './place-points.ts';
import { crossingsOfProbability } from './probability-cuts.ts';
import { shapeBasedPoints } from './shape-based-cuts.ts';
import { smoothPoints } from './smooth-points.ts';
import { splitLongEdges } from './split-long-edges.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { untangle } from './untangle.ts';

/** Furthest that a vertex may move, in units of the largest spacing; below one half, the promised bound, by more than
 * rounding to float32 can take. */
const REACH = 0.48;

/** Edges longer than this many cells are split; those of a cube between voxel centres are shorter. */
const LONGEST_EDGE = 1.75;

/** A surface of a mask and the surface it may not stray from, both with the same vertices in the same order. */
export interface MaskSurface {
  readonly mesh: TriangleMesh;
  /** The 0.5 iso-surface of the mask: every edge between voxel centres cut half-way. */
  readonly boundary: TriangleMesh;
}

function surfaceOf(
  mask: Mask,
  geometry: ImageGeometry,
  probability: ImageVolume<Float32Array> | null,
  longestMm: number,
  isUntangled: boolean,
): MaskSurface {
  const { spacingMm } = geometry;
  const padded = padMask(mask, geometry);
  const cells = midpointSurface(padded);
  const known = probability === null ? undefined : crossingsOfProbability(padded, geometry, probability);
  const crossings = { surface: cells, start: shapeBasedPoints(padded, cells, spacingMm, known) };
  const { surface, start } = splitLongEdges(crossings, spacingMm, longestMm);
  const reachMm = REACH * Math.max(...spacingMm);
  const anchors = toLps(surface.points, padded);
  const moved = toLps(smoothPoints(surface, spacingMm, reachMm, start), padded);
  limitDisplacements(moved, anchors, reachMm);
  if (isUntangled) untangle(moved, toLps(start, padded), surface.indices);
  const positions = roundApart(moved, anchors, surface.indices);
  const { indices } = surface;
  if (handedness(geometry) < 0) turnOver(indices);
  return { mesh: { positions, indices }, boundary: { positions: new Float32Array(anchors), indices } };
}

/**
 * Closed, 2-manifold surface of a mask in LPS mm and the 0.5 iso-surface it was smoothed from. Normals point outwards in
 * right- and left-handed grids alike. Each vertex lies within 0.48 of the largest spacing of its place on the
 * iso-surface; as both have the same triangles, so does every point of either surface from the other one.
 * Throws `invalid-input` for an empty mask and for a mask of another grid, `unsupported` where float32 coordinates are
 * too coarse for the voxels.
 */
export const surfaceWithBoundary = (mask: Mask, geometry: ImageGeometry): MaskSurface =>
  surfaceOf(mask, geometry, null, Number.POSITIVE_INFINITY, false);

/** The smoothed surface alone; see `surfaceWithBoundary`. */
export const surfaceFromMask = (mask: Mask, geometry: ImageGeometry): TriangleMesh =>
  surfaceWithBoundary(mask, geometry).mesh;

export interface PrintableOptions {
  /** The network's, where the mask is its own; on another grid, and for less detail than the voxels have, it is not
   * used. */
  readonly probability?: ImageVolume<Float32Array> | null | undefined;
  /** Edge of the cells of the surface; left out, from the voxels. Of two voxels or more the surface is that of blocks of
   * voxels: at corners and thin ends up to about one and a quarter of the detail from the boundary, not half a spacing. */
  readonly detailMm?: number | undefined;
  /** Quick, for the hand to follow: with less detail where there is much, and not freed of self-intersection. */
  readonly isPreview?: boolean | undefined;
  /** Not freed of self-intersection: what is made of the surface will be looked at. */
  readonly isDraft?: boolean | undefined;
}

/** Cells that a preview may look at. */
const PREVIEW_CELLS = 300_000;

/** The smallest spacing, but no less than a third of the largest: between slices far apart there is no more to show. */
export const usualDetailMm = ({ spacingMm }: ImageGeometry): number =>
  Math.max(Math.min(...spacingMm), Math.max(...spacingMm) / 3);

function previewDetailMm(mask: Mask, { spacingMm }: ImageGeometry): number {
  const mm3 = boxSize(mask.box).reduce((product, n, axis) => product * n * (spacingMm[axis] as number), 1);
  return Math.cbrt(mm3 / PREVIEW_CELLS);
}

function boundaryOf(mask: Mask, geometry: ImageGeometry): TriangleMesh {
  const padded = padMask(mask, geometry);
  const { points, indices } = midpointSurface(padded);
  if (handedness(geometry) < 0) turnOver(indices);
  return { positions: new Float32Array(toLps(points, padded)), indices };
}

/**
 * `surfaceWithBoundary` with triangles no longer than the detail asked for, by the probability where there is one, and
 * free of self-intersection. With a detail of two voxels or more it is the surface of blocks of voxels; the boundary is
 * that of the voxels even so, but for a preview.
 */
export function printableSurface(
  mask: Mask,
  geometry: ImageGeometry,
  { probability = null, detailMm, isPreview = false, isDraft = isPreview }: PrintableOptions = {},
): MaskSurface {
  const previewMm = isPreview ? previewDetailMm(mask, geometry) : 0;
  const blockMm = Math.max(detailMm ?? 0, previewMm);
  const whole = isPreview ? Math.round : Math.floor;
  const [fi, fj, fk] = geometry.spacingMm.map((mm) => Math.max(1, whole(blockMm / mm))) as [number, number, number];
  const longestMm = LONGEST_EDGE * Math.max(detailMm ?? usualDetailMm(geometry), previewMm);
  if (fi * fj * fk === 1 || isEmptyMask(mask)) return surfaceOf(mask, geometry, probability, longestMm, !isDraft);
  const coarse = coarsenMask(mask, geometry, [fi, fj, Math.min(fk, Math.max(1, geometry.size[2] >> 1))]);
  const surface = surfaceOf(coarse.mask, coarse.geometry, null, longestMm, !isDraft);
  return isPreview ? surface : { mesh: surface.mesh, boundary: boundaryOf(mask, geometry) };
}
