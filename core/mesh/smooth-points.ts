// Smoothing of a surface on voxel coordinates with every vertex tied to where it started, and without losing volume: each
// shell encloses as much as its voxels do.

import { fairPoints } from './fair-points.ts';
import { AXIS_BITS, HIGH_IS_THIN, LOW_IS_INSIDE, LOW_IS_THIN, type MidpointSurface } from './midpoint-surface.ts';
import { labelShells, neighboursOf } from './neighbours.ts';
import { moveAlongNormals, offsetsMm, sumNormals } from './shell-volumes.ts';
import { SPLIT_THIN } from './split-long-edges.ts';

/** How far a vertex may move along its own edge, in voxels, into something one voxel thick: without this bound the filter
 * would take a one-voxel rod or gap for noise and close it. */
const THIN_REACH = 0.1;

/** Rounds of moving each shell along its normals until it holds the volume of its voxels; where the tether allows it, two
 * are enough for an organ, a lone voxel needs more. */
const VOLUME_ROUNDS = 5;

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
    const volumes = sumNormals(points, surface.indices, spacingMm, shellOf, shells, normals);
    const missing = target.map((voxels, shell) => voxels - (volumes[shell] as number));
    const offsets = offsetsMm(missing, normals, shellOf, spacingMm);
    if (offsets.every((offset) => offset === 0)) break;
    moveAlongNormals(points, normals, shellOf, offsets, spacingMm);
    tether(points, surface, spacingMm, reachMm);
  }
  return points;
}
