// Smoothing of a surface on voxel coordinates with every vertex tied to where it started, and without losing volume: each
// shell encloses as much as its voxels do.

import { doubleAreaVector } from '../geometry/index.ts';
import { fairPoints } from './fair-points.ts';
import { AXIS_BITS, HIGH_IS_THIN, LOW_IS_INSIDE, LOW_IS_THIN, type MidpointSurface } from './midpoint-surface.ts';
import { labelShells, neighboursOf } from './neighbours.ts';
import { SPLIT_THIN } from './split-long-edges.ts';

/** How far a vertex may move along its own edge, in voxels, into something one voxel thick: without this bound the filter
 * would take a one-voxel rod or gap for noise and close it. */
const THIN_REACH = 0.1;

/** Rounds of moving each shell along its normals until it holds the volume of its voxels; where the tether allows it, two
 * are enough for an organ, a lone voxel needs more. */
const VOLUME_ROUNDS = 5;

/** A shell is not moved for less than this share of the smallest spacing, nor by more at a time than the other. */
const SMALLEST_OFFSET = 1e-3;
const LARGEST_OFFSET = 0.3;

type Triple = readonly [number, number, number];

/** Brings every point back to its allowed surroundings: a ball of radius `reachMm`, cut off where something is thin. */
function tether(points: Float32Array, surface: MidpointSurface, [sx, sy, sz]: Triple, reachMm: number): void {
  const { points: anchors, kinds } = surface;
  const limit = reachMm * reachMm;
  for (let vertex = 0, at = 0; vertex < kinds.length; vertex++, at += 3) {
    const kind = kinds[vertex] as number;
    const share2 = kind & SPLIT_THIN ? THIN_REACH * THIN_REACH : 1;
    if (kind >= LOW_IS_THIN && !(kind & SPLIT_THIN)) {
      const along = at + (kind & AXIS_BITS);
      const anchor = anchors[along] as number;
      if (kind & LOW_IS_THIN) points[along] = Math.max(anchor - THIN_REACH, points[along] as number);
      if (kind & HIGH_IS_THIN) points[along] = Math.min(anchor + THIN_REACH, points[along] as number);
    }
    const dx = (points[at] as number) - (anchors[at] as number);
    const dy = (points[at + 1] as number) - (anchors[at + 1] as number);
    const dz = (points[at + 2] as number) - (anchors[at + 2] as number);
    const squared = dx * dx * sx * sx + dy * dy * sy * sy + dz * dz * sz * sz;
    if (squared <= share2 * limit) continue;
    const share = Math.sqrt((share2 * limit) / squared);
    points[at] = (anchors[at] as number) + share * dx;
    points[at + 1] = (anchors[at + 1] as number) + share * dy;
    points[at + 2] = (anchors[at + 2] as number) + share * dz;
  }
}

/** Voxel centres enclosed by every shell: along a row of voxels the cuts through it come in pairs, in and out. Negative
 * for the shell of a cavity. */
function enclosedVoxels({ points, kinds }: MidpointSurface, shellOf: Int32Array, shells: number): Float64Array {
  const enclosed = new Float64Array(shells);
  for (let vertex = 0; vertex < kinds.length; vertex++) {
    const kind = kinds[vertex] as number;
    if ((kind & AXIS_BITS) !== 0) continue;
    const x = points[3 * vertex] as number;
    const shell = shellOf[vertex] as number;
    enclosed[shell] = (enclosed[shell] as number) + (kind & LOW_IS_INSIDE ? x : -x);
  }
  return enclosed;
}

/** Adds up twice the area vectors (mm2) of the triangles around every vertex; returns the volume of each shell in voxels. */
function measure(
  points: Float32Array,
  indices: Uint32Array,
  [sx, sy, sz]: Triple,
  shellOf: Int32Array,
  shells: number,
  normals: Float32Array,
): Float64Array {
  const volumes = new Float64Array(shells);
  const normal = new Float64Array(3);
  normals.fill(0);
  const [fx, fy, fz] = [sy * sz, sz * sx, sx * sy];
  for (let n = 0; n < indices.length; n += 3) {
    const a = 3 * (indices[n] as number);
    const b = 3 * (indices[n + 1] as number);
    const c = 3 * (indices[n + 2] as number);
    const ax = points[a] as number;
    const ay = points[a + 1] as number;
    const az = points[a + 2] as number;
    doubleAreaVector(points, a, b, c, normal);
    const [nx, ny, nz] = [normal[0] as number, normal[1] as number, normal[2] as number];
    const shell = shellOf[indices[n] as number] as number;
    volumes[shell] = (volumes[shell] as number) + (ax * nx + ay * ny + az * nz) / 6;
    for (let corner = 0; corner < 3; corner++) {
      const at = corner === 0 ? a : corner === 1 ? b : c;
      normals[at] = (normals[at] as number) + nx * fx;
      normals[at + 1] = (normals[at + 1] as number) + ny * fy;
      normals[at + 2] = (normals[at + 2] as number) + nz * fz;
    }
  }
  return volumes;
}

/** How far every shell must move along its normals to gain `missing` voxels, mm. */
function offsetsMm(missing: Float64Array, normals: Float32Array, shellOf: Int32Array, spacing: Triple): Float64Array {
  const areas = new Float64Array(missing.length);
  for (let vertex = 0, at = 0; vertex < shellOf.length; vertex++, at += 3) {
    const x = normals[at] as number;
    const y = normals[at + 1] as number;
    const z = normals[at + 2] as number;
    const shell = shellOf[vertex] as number;
    // A vertex that moves by d along its normal sweeps a third of d times the area vectors around it.
    areas[shell] = (areas[shell] as number) + Math.sqrt(x * x + y * y + z * z) / 6;
  }
  const smallest = Math.min(...spacing);
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  return missing.map((voxels, shell) => {
    const area = areas[shell] as number;
    const offset = area > 0 ? (voxels * voxelMm3) / area : 0;
    if (Math.abs(offset) < SMALLEST_OFFSET * smallest) return 0;
    return Math.max(-LARGEST_OFFSET * smallest, Math.min(LARGEST_OFFSET * smallest, offset));
  });
}

function moveAlongNormals(
  points: Float32Array,
  normals: Float32Array,
  shellOf: Int32Array,
  offsets: Float64Array,
  [sx, sy, sz]: Triple,
): void {
  for (let vertex = 0, at = 0; vertex < shellOf.length; vertex++, at += 3) {
    const offset = offsets[shellOf[vertex] as number] as number;
    const x = normals[at] as number;
    const y = normals[at + 1] as number;
    const z = normals[at + 2] as number;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (offset === 0 || length === 0) continue;
    const factor = offset / length;
    points[at] = (points[at] as number) + (factor * x) / sx;
    points[at + 1] = (points[at + 1] as number) + (factor * y) / sy;
    points[at + 2] = (points[at + 2] as number) + (factor * z) / sz;
  }
}

/** Smoothed copy of the points of a surface, in padded voxel coordinates, none further than `reachMm` from its place half
 * way along its edge; `start`: where smoothing begins, if not there. */
export function smoothPoints(
  surface: MidpointSurface,
  spacingMm: Triple,
  reachMm: number,
  start: Float32Array<ArrayBuffer> = surface.points,
): Float32Array<ArrayBuffer> {
  const neighbours = neighboursOf(surface.indices, surface.kinds.length);
  const points = fairPoints(start, neighbours);
  tether(points, surface, spacingMm, reachMm);
  const { shellOf, shells } = labelShells(neighbours);
  const target = enclosedVoxels(surface, shellOf, shells);
  const normals = new Float32Array(points.length);
  for (let round = 0; round < VOLUME_ROUNDS; round++) {
    const volumes = measure(points, surface.indices, spacingMm, shellOf, shells, normals);
    const missing = target.map((voxels, shell) => voxels - (volumes[shell] as number));
    const offsets = offsetsMm(missing, normals, shellOf, spacingMm);
    if (offsets.every((offset) => offset === 0)) break;
    moveAlongNormals(points, normals, shellOf, offsets, spacingMm);
    tether(points, surface, spacingMm, reachMm);
  }
  return points;
}
