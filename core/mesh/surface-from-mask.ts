// Mask to closed surface in patient coordinates: the 0.5 iso-surface of the mask, smoothed within a tether, then placed
// plane by plane, so that tilted and unevenly spaced stacks come out as they were acquired.

import { AppError } from '../error/index.ts';
import { handedness, type ImageGeometry } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import { collapsedVertices } from './collapsed-vertices.ts';
import { midpointSurface } from './midpoint-surface.ts';
import { type PaddedMask, padMask } from './padded-mask.ts';
import { smoothPoints } from './smooth-points.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

/** Furthest that smoothing may move a vertex, in units of the largest spacing; below one half, the promised bound, by
 * more than rounding to float32 can take. */
const REACH = 0.48;

/** Attempts to pull apart vertices that fell together, each halving their displacement, the last undoing it. */
const REPAIR_ROUNDS = 6;

/** A surface of a mask and the surface it may not stray from, both with the same vertices in the same order. */
export interface MaskSurface {
  readonly mesh: TriangleMesh;
  /** The 0.5 iso-surface of the mask: every edge between voxel centres cut half-way. */
  readonly boundary: TriangleMesh;
}

/** LPS mm of points in padded voxel coordinates; between planes on the straight line that joins them. */
function toLps(points: Float32Array, mask: PaddedMask): Float64Array {
  const { stepI, stepJ, planeOriginsLps: planes, depth } = mask;
  const out = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += 3) {
    const x = points[at] as number;
    const y = points[at + 1] as number;
    const z = points[at + 2] as number;
    const plane = Math.min(depth - 2, Math.max(0, Math.floor(z)));
    const share = z - plane;
    for (let axis = 0; axis < 3; axis++) {
      const low = planes[3 * plane + axis] as number;
      const high = planes[3 * plane + 3 + axis] as number;
      out[at + axis] = low + share * (high - low) + x * (stepI[axis] as number) + y * (stepJ[axis] as number);
    }
  }
  return out;
}

/** Limits every displacement to `reachMm`; in voxel coordinates that was only as good as the planes are regular. */
function limitDisplacements(moved: Float64Array, anchors: Float64Array, reachMm: number): void {
  for (let at = 0; at < moved.length; at += 3) {
    const dx = (moved[at] as number) - (anchors[at] as number);
    const dy = (moved[at + 1] as number) - (anchors[at + 1] as number);
    const dz = (moved[at + 2] as number) - (anchors[at + 2] as number);
    const squared = dx * dx + dy * dy + dz * dz;
    if (squared <= reachMm * reachMm) continue;
    const share = reachMm / Math.sqrt(squared);
    moved[at] = (anchors[at] as number) + share * dx;
    moved[at + 1] = (anchors[at + 1] as number) + share * dy;
    moved[at + 2] = (anchors[at + 2] as number) + share * dz;
  }
}

/** Float32 positions in which no two vertices coincide and no triangle has collapsed, so that welding a file by its
 * coordinates gives back the same triangles. Throws `unsupported` where float32 cannot tell the voxels apart. */
function roundApart(moved: Float64Array, anchors: Float64Array, indices: Uint32Array): Float32Array<ArrayBuffer> {
  const positions = Float32Array.from(moved);
  for (let round = 1; ; round++) {
    const collapsed = collapsedVertices(positions, indices);
    if (collapsed.size === 0) return positions;
    if (round > REPAIR_ROUNDS) {
      throw new AppError(
        'unsupported',
        'MESH_PRECISION',
        'The voxels are too small for their distance from the origin: as 32-bit numbers, which mesh files hold, their corners fall together. Move the image closer to the origin.',
      );
    }
    const keep = round < REPAIR_ROUNDS ? 0.5 : 0;
    for (const vertex of collapsed) {
      for (let at = 3 * vertex; at < 3 * vertex + 3; at++) {
        const anchor = anchors[at] as number;
        moved[at] = anchor + keep * ((moved[at] as number) - anchor);
        positions[at] = moved[at] as number;
      }
    }
  }
}

/** Turns every triangle over: a left-handed grid mirrors what was counter-clockwise in voxel coordinates. */
function turnOver(indices: Uint32Array): void {
  for (let at = 0; at < indices.length; at += 3) {
    const second = indices[at + 1] as number;
    indices[at + 1] = indices[at + 2] as number;
    indices[at + 2] = second;
  }
}

/**
 * Closed, 2-manifold surface of a mask in LPS mm and the 0.5 iso-surface it was smoothed from. Normals point outwards in
 * right- and left-handed grids alike. Each vertex lies within 0.48 of the largest spacing of its place on the
 * iso-surface; as both have the same triangles, so does every point of either surface from the other one.
 * Throws `invalid-input` for an empty mask and for a mask of another grid, `unsupported` where float32 coordinates are
 * too coarse for the voxels.
 */
export function surfaceWithBoundary(mask: Mask, geometry: ImageGeometry): MaskSurface {
  const padded = padMask(mask, geometry);
  const surface = midpointSurface(padded);
  const { indices } = surface;
  const reachMm = REACH * Math.max(...geometry.spacingMm);
  const anchors = toLps(surface.points, padded);
  const moved = toLps(smoothPoints(surface, geometry.spacingMm, reachMm), padded);
  limitDisplacements(moved, anchors, reachMm);
  const positions = roundApart(moved, anchors, indices);
  if (handedness(geometry) < 0) turnOver(indices);
  return { mesh: { positions, indices }, boundary: { positions: Float32Array.from(anchors), indices } };
}

/** The smoothed surface alone; see `surfaceWithBoundary`. */
export const surfaceFromMask = (mask: Mask, geometry: ImageGeometry): TriangleMesh =>
  surfaceWithBoundary(mask, geometry).mesh;
