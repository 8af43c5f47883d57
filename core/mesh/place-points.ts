// Points in padded voxel coordinates brought into the patient, plane by plane, and made fit for 32-bit files.

import { AppError } from '../error/index.ts';
import { collapsedVertices } from './collapsed-vertices.ts';
import type { PaddedMask } from './padded-mask.ts';

/** Attempts to pull apart vertices that fell together, each halving their displacement, the last undoing it. */
const REPAIR_ROUNDS = 6;

/** LPS mm of points in padded voxel coordinates; between planes on the straight line that joins them. */
export function toLps(points: Float32Array, mask: PaddedMask): Float64Array {
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
export function limitDisplacements(moved: Float64Array, anchors: Float64Array, reachMm: number): void {
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
export function roundApart(
  moved: Float64Array,
  anchors: Float64Array,
  indices: Uint32Array,
): Float32Array<ArrayBuffer> {
  const positions = new Float32Array(moved);
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
export function turnOver(indices: Uint32Array): void {
  for (let at = 0; at < indices.length; at += 3) {
    const second = indices[at + 1] as number;
    indices[at + 1] = indices[at + 2] as number;
    indices[at + 2] = second;
  }
}
