// Smoothing of a closed surface by a wavelength, with the volume given back.

import { type Filter, fairPoints } from './fair-points.ts';
import { labelShells, neighboursOf } from './neighbours.ts';
import { roundApart } from './place-points.ts';
import { moveAlongNormals, offsetsMm, sumNormals } from './shell-volumes.ts';
import { meanEdgeMm, nearOrigin, type TriangleMesh } from './triangle-mesh.ts';
import { untangle } from './untangle.ts';

/** Passes for a pass band of 1; they grow with the inverse of its root, as the reach of a pass is one edge. */
const PASSES = 4.5;
const MOST_PASSES = 200;
const WIDEST_BAND = 0.7;

/** Rounds of moving shells along their normals. */
const VOLUME_ROUNDS = 20;

/** A shell that would keep less of its volume than this is left as it was: it is smaller than what is to be rounded off,
 * and nothing may vanish. */
const LEAST_SHARE = 0.5;

const MM = [1, 1, 1] as const;

/** A bump of the distance's width and the dip beside it are one undulation; on triangles of equal sides of length e one
 * of length L lies at (pi e / L)^2 on the scale of the filter. */
function filterFor(distanceMm: number, edgeMm: number): Filter {
  const passBand = Math.min(WIDEST_BAND, ((Math.PI * edgeMm) / (2 * distanceMm)) ** 2);
  const degree = Math.min(MOST_PASSES, Math.ceil(PASSES / Math.sqrt(passBand)));
  return { passBand: Math.max(passBand, (PASSES / MOST_PASSES) ** 2), degree };
}

interface Shells {
  readonly shellOf: Int32Array;
  readonly shells: number;
}

function putBack(points: Float32Array, before: Float32Array, isLost: (vertex: number) => boolean): void {
  for (let at = 0; at < points.length; at += 3) if (isLost(at / 3)) points.set(before.subarray(at, at + 3), at);
}

/** Gives every shell its volume back; those that lost too much are put back. */
function giveVolumeBack(
  points: Float32Array,
  before: Float32Array,
  indices: Uint32Array,
  { shellOf, shells }: Shells,
): void {
  const normals = new Float32Array(points.length);
  const target = sumNormals(before, indices, MM, shellOf, shells, normals);
  const kept = sumNormals(points, indices, MM, shellOf, shells, normals);
  const isLost = kept.map((volume, shell) => (volume / (target[shell] as number) >= LEAST_SHARE ? 0 : 1));
  if (isLost.includes(1)) putBack(points, before, (vertex) => isLost[shellOf[vertex] as number] === 1);
  for (let round = 0; round < VOLUME_ROUNDS; round++) {
    const volumes = sumNormals(points, indices, MM, shellOf, shells, normals);
    const offsets = offsetsMm(
      target.map((volume, shell) => volume - (volumes[shell] as number)),
      normals,
      shellOf,
      MM,
    );
    if (offsets.every((offset) => offset === 0)) return;
    moveAlongNormals(points, normals, shellOf, offsets, MM);
  }
}

/**
 * Rounds off what is smaller than `distanceMm` on a closed 2-manifold surface without self-intersection; longer
 * undulations and the volume of every shell stay. The result is again closed, 2-manifold and free of self-intersection,
 * with the same triangles. A distance smaller than the triangles does next to nothing. With `isDraft` nothing is said of
 * self-intersection, before or after.
 */
export function smoothMesh(mesh: TriangleMesh, distanceMm: number, isDraft = false): TriangleMesh {
  const { positions, indices } = mesh;
  if (indices.length === 0) return mesh;
  const { points: local, origin } = nearOrigin(positions);
  const neighbours = neighboursOf(indices, positions.length / 3);
  const points = fairPoints(local, neighbours, filterFor(distanceMm, meanEdgeMm(mesh)));
  giveVolumeBack(points, local, indices, labelShells(neighbours));
  const moved = new Float64Array(points);
  for (let at = 0; at < moved.length; at += 3) {
    moved[at] = (moved[at] as number) + origin[0];
    moved[at + 1] = (moved[at + 1] as number) + origin[1];
    moved[at + 2] = (moved[at + 2] as number) + origin[2];
  }
  const anchors = new Float64Array(positions);
  if (!isDraft) untangle(moved, anchors, indices);
  return { positions: roundApart(moved, anchors, indices), indices };
}
