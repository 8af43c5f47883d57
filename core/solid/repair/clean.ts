// What can be put right triangle by triangle: corners in one place, triangles that are none, and ones that are there twice.

import { firstTwins, sortedBy, type TriangleMesh } from '../../mesh/index.ts';
import { nearTwins } from './near-twins.ts';

/** A vertex for all corners with exactly the same coordinates. */
export const weldEqual = (mesh: TriangleMesh): TriangleMesh => withTwins(mesh, firstTwins(mesh.positions));

/** A vertex for corners within `toleranceMm` of each other. */
export const weldNear = (mesh: TriangleMesh, toleranceMm: number): TriangleMesh =>
  withTwins(mesh, nearTwins(mesh.positions, toleranceMm));

function withTwins({ positions: p, indices }: TriangleMesh, twins: Uint32Array): TriangleMesh {
  const renumbered = new Uint32Array(twins.length);
  let count = 0;
  for (let vertex = 0; vertex < twins.length; vertex++) if (twins[vertex] === vertex) renumbered[vertex] = count++;
  const positions = new Float32Array(3 * count);
  for (let vertex = 0; vertex < twins.length; vertex++) {
    if (twins[vertex] !== vertex) continue;
    positions.set(p.subarray(3 * vertex, 3 * vertex + 3), 3 * (renumbered[vertex] as number));
  }
  return { positions, indices: indices.map((vertex) => renumbered[twins[vertex] as number] as number) };
}

export interface CleanTriangles {
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly degenerate: number;
  readonly duplicate: number;
}

/** Without triangles that have a corner twice. Of equal ones the first stays; two that face each other both go. */
export function cleanTriangles(indices: Uint32Array, vertices: number): CleanTriangles {
  const triangles = indices.length / 3;
  const isGone = new Uint8Array(triangles);
  const degenerate = markDegenerate(indices, isGone);
  const duplicate = markDuplicates(indices, vertices, isGone);
  const kept = new Uint32Array(indices.length - 3 * (degenerate + duplicate));
  for (let t = 0, at = 0; t < triangles; t++) {
    if (isGone[t] !== 0) continue;
    for (let n = 0; n < 3; n++) kept[at++] = indices[3 * t + n] as number;
  }
  return { indices: kept, degenerate, duplicate };
}

function markDegenerate(indices: Uint32Array, isGone: Uint8Array): number {
  let count = 0;
  for (let t = 0; t < isGone.length; t++) {
    const [a, b, c] = [indices[3 * t], indices[3 * t + 1], indices[3 * t + 2]];
    if (a !== b && b !== c && c !== a) continue;
    isGone[t] = 1;
    count++;
  }
  return count;
}

function markDuplicates(indices: Uint32Array, vertices: number, isGone: Uint8Array): number {
  const { triangles, low, middle, high } = byCorners(indices, vertices);
  let count = 0;
  // The one that stays so far of those with the same corners, which follow each other.
  let kept = -1;
  for (let n = 0; n < triangles.length; n++) {
    const t = triangles[n] as number;
    if (isGone[t] !== 0) continue;
    if (kept < 0 || low[kept] !== low[t] || middle[kept] !== middle[t] || high[kept] !== high[t]) {
      kept = t;
      continue;
    }
    isGone[t] = 1;
    count++;
    if (runSameWay(indices, kept, t)) continue;
    isGone[kept] = 1;
    count++;
    kept = -1;
  }
  return count;
}

/** Triangles sorted by their three corners; equal ones in the order that they have. */
function byCorners(indices: Uint32Array, vertices: number) {
  const triangles = new Uint32Array(indices.length / 3).map((_, t) => t);
  const [low, middle, high] = [triangles.slice(), triangles.slice(), triangles.slice()];
  for (let t = 0; t < triangles.length; t++) {
    const a = indices[3 * t] as number;
    const b = indices[3 * t + 1] as number;
    const c = indices[3 * t + 2] as number;
    const least = Math.min(a, b, c);
    const most = Math.max(a, b, c);
    low[t] = least;
    high[t] = most;
    middle[t] = a + b + c - least - most;
  }
  const sorted = sortedBy(sortedBy(sortedBy(triangles, high, vertices), middle, vertices), low, vertices);
  return { triangles: sorted, low, middle, high };
}

/** Whether two triangles with the same corners face the same way. */
function runSameWay(indices: Uint32Array, t: number, other: number): boolean {
  const place = indices.subarray(3 * other, 3 * other + 3).indexOf(indices[3 * t] as number);
  return indices[3 * other + ((place + 1) % 3)] === indices[3 * t + 1];
}
