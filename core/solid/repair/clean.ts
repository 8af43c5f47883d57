// What can be put right triangle by triangle: corners in one place, triangles that are none, and ones that are there twice.

import { firstTwins, type TriangleMesh } from '../../mesh/index.ts';

/** A vertex for all corners with exactly the same coordinates. */
export const weldEqual = (mesh: TriangleMesh): TriangleMesh => withTwins(mesh, firstTwins(mesh.positions));

/** A vertex for corners within `toleranceMm` of each other. */
export function weldNear(mesh: TriangleMesh, toleranceMm: number): TriangleMesh {
  const { positions: p } = mesh;
  const twins = Uint32Array.from({ length: p.length / 3 }, (_, vertex) => vertex);
  const byX = twins.slice().sort((a, b) => (p[3 * a] as number) - (p[3 * b] as number));
  const isNear = (a: number, b: number): boolean =>
    Math.abs((p[3 * a + 1] as number) - (p[3 * b + 1] as number)) <= toleranceMm &&
    Math.abs((p[3 * a + 2] as number) - (p[3 * b + 2] as number)) <= toleranceMm;
  for (let at = 0; at < byX.length; at++) {
    const vertex = byX[at] as number;
    if (twins[vertex] !== vertex) continue;
    for (let n = at + 1; n < byX.length; n++) {
      const other = byX[n] as number;
      if ((p[3 * other] as number) - (p[3 * vertex] as number) > toleranceMm) break;
      if (twins[other] === other && isNear(vertex, other)) twins[other] = vertex;
    }
  }
  return withTwins(mesh, twins);
}

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
  // Triangles in a chain for each lowest vertex.
  const head = new Int32Array(vertices).fill(-1);
  const following = new Int32Array(isGone.length).fill(-1);
  let count = 0;
  for (let t = 0; t < isGone.length; t++) {
    if (isGone[t] !== 0) continue;
    const low = Math.min(...indices.subarray(3 * t, 3 * t + 3));
    const twin = twinInChain(indices, isGone, head[low] as number, following, t);
    if (twin !== null) {
      isGone[t] = 1;
      count++;
      if (!twin.isSameWay) {
        isGone[twin.triangle] = 1;
        count++;
      }
      continue;
    }
    following[t] = head[low] as number;
    head[low] = t;
  }
  return count;
}

function twinInChain(
  indices: Uint32Array,
  isGone: Uint8Array,
  head: number,
  following: Int32Array,
  t: number,
): { readonly triangle: number; readonly isSameWay: boolean } | null {
  const [a, b, c] = [indices[3 * t], indices[3 * t + 1], indices[3 * t + 2]];
  for (let other = head; other >= 0; other = following[other] as number) {
    if (isGone[other] !== 0) continue;
    const corners = indices.subarray(3 * other, 3 * other + 3);
    const at = corners.indexOf(a as number);
    if (at < 0) continue;
    const [second, third] = [corners[(at + 1) % 3], corners[(at + 2) % 3]];
    if (second === b && third === c) return { triangle: other, isSameWay: true };
    if (second === c && third === b) return { triangle: other, isSameWay: false };
  }
  return null;
}
