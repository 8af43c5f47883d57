import { orientation3d } from './orientation.ts';
import { type Corners, trianglesMeet } from './triangle-contact.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { TriangleTree } from './triangle-tree.ts';
import { firstTwins, hasNoArea } from './weld.ts';

/** More places than this help nobody. */
const MOST_PLACES = 1000;
/** Thousands of bodies in one place make hundreds of millions of pairs. */
const MOST_PAIRS = 1_000_000;

export interface SelfIntersections {
  /** Pairs of triangles that meet where the surface does not join them; a million where there are more. */
  readonly pairs: number;
  /** x, y, z (LPS mm) in the middle of the boxes that the two triangles of a pair share; the first thousand pairs. */
  readonly placesLps: Float64Array;
  /** Numbers of all triangles that are part of one of the pairs, rising. */
  readonly triangles: Uint32Array;
}

function placeOf(p: Float32Array, a: Corners, b: Corners): readonly number[] {
  return [0, 1, 2].map((axis) => {
    const range = (corners: Corners) => corners.map((corner) => p[corner + axis] as number);
    const low = Math.max(Math.min(...range(a)), Math.min(...range(b)));
    const high = Math.min(Math.max(...range(a)), Math.max(...range(b)));
    return (low + high) / 2;
  });
}

/** The corner of triangle t that none of another triangle's is, as an offset; -1 unless exactly two are shared. */
function apexBeyondEdge(corners: Uint32Array, t: number, other: number): number {
  let apex = -1;
  let shared = 0;
  for (let n = 3 * t; n < 3 * t + 3; n++) {
    const corner = corners[n] as number;
    const at = 3 * other;
    if (corner === corners[at] || corner === corners[at + 1] || corner === corners[at + 2]) shared++;
    else apex = corner;
  }
  return shared === 2 ? apex : -1;
}

/**
 * Pairs of triangles of a mesh that cross, touch or overlap other than in the corners and edges they share (corners with
 * the same float32 coordinates are one). Exact for every position. Triangles without area are left out:
 * `checkClosedManifold` counts them. At `mostPairs` the search ends.
 */
export function findSelfIntersections(mesh: TriangleMesh, mostPairs = MOST_PAIRS): SelfIntersections {
  const { positions: p } = mesh;
  const twins = firstTwins(p);
  const corners = mesh.indices.map((vertex) => 3 * (twins[vertex] as number));
  const isFlat = ([a, b, c]: Corners) => hasNoArea(p, a / 3, b / 3, c / 3);
  // Filled anew for every pair: there are millions.
  const a: [number, number, number] = [0, 0, 0];
  const b: [number, number, number] = [0, 0, 0];
  let pairs = 0;
  const places: number[] = [];
  const involved = new Uint8Array(corners.length / 3);
  new TriangleTree(mesh).forEachPair((s, t) => {
    const apex = apexBeyondEdge(corners, t, s);
    const at = 3 * s;
    // Neighbours, most of all pairs: they can only be folded onto each other, and then lie in one plane.
    if (
      apex >= 0 &&
      orientation3d(p, corners[at] as number, corners[at + 1] as number, corners[at + 2] as number, apex)
    )
      return true;
    for (let n = 0; n < 3; n++) {
      a[n] = corners[3 * s + n] as number;
      b[n] = corners[3 * t + n] as number;
    }
    if (!trianglesMeet(p, a, b) || isFlat(a) || isFlat(b)) return true;
    if (pairs++ < MOST_PLACES) places.push(...placeOf(p, a, b));
    involved[s] = 1;
    involved[t] = 1;
    return pairs < mostPairs;
  });
  const triangles: number[] = [];
  for (let t = 0; t < involved.length; t++) if (involved[t] === 1) triangles.push(t);
  return { pairs, placesLps: Float64Array.from(places), triangles: Uint32Array.from(triangles) };
}

/** Whether a mesh has such pairs at all: the first that is found says so. */
export const meetsItself = (mesh: TriangleMesh): boolean => findSelfIntersections(mesh, 1).pairs > 0;
