// Triangles that rounding has left without area, taken out of a closed mesh without opening it.

import { doubleAreaVector } from '../geometry/index.ts';
import { nextHalfEdge, type TriangleMesh } from '../mesh/index.ts';

const area = new Float64Array(3);

/**
 * Corners of a flat triangle that are at most `nearMm` apart become one; otherwise its middle corner lies on the opposite
 * edge, and the triangle behind that edge is split there in its place.
 */
export function withoutFlatTriangles(mesh: TriangleMesh, nearMm: number): TriangleMesh {
  const { positions: p } = mesh;
  const indices = mesh.indices.slice();
  const same = new Map<number, number>();
  for (let t = 0; 3 * t < indices.length; t++) {
    if (!isFlat(p, indices, t)) continue;
    const [shortest, longest] = shortestAndLongest(p, indices, t);
    const [from, to] = [indices[shortest] as number, indices[nextHalfEdge(shortest)] as number];
    if (distance(p, from, to) <= nearMm) same.set(rootOf(same, from), rootOf(same, to));
    else splitBehind(indices, t, longest);
  }
  return compact(mesh, indices, same);
}

function isFlat(p: Float32Array, indices: Uint32Array, t: number): boolean {
  const [a, b, c] = [indices[3 * t] as number, indices[3 * t + 1] as number, indices[3 * t + 2] as number];
  doubleAreaVector(p, 3 * a, 3 * b, 3 * c, area);
  return area[0] === 0 && area[1] === 0 && area[2] === 0;
}

const distance = (p: Float32Array, a: number, b: number): number =>
  Math.hypot(
    (p[3 * a] as number) - (p[3 * b] as number),
    (p[3 * a + 1] as number) - (p[3 * b + 1] as number),
    (p[3 * a + 2] as number) - (p[3 * b + 2] as number),
  );

function shortestAndLongest(p: Float32Array, indices: Uint32Array, t: number): readonly [number, number] {
  const lengthOf = (h: number) => distance(p, indices[h] as number, indices[nextHalfEdge(h)] as number);
  const edges = [3 * t, 3 * t + 1, 3 * t + 2].sort((a, b) => lengthOf(a) - lengthOf(b));
  return [edges[0] as number, edges[2] as number];
}

function rootOf(same: ReadonlyMap<number, number>, vertex: number): number {
  let v = vertex;
  for (let up = same.get(v); up !== undefined && up !== v; up = same.get(v)) v = up;
  return v;
}

function splitBehind(indices: Uint32Array, t: number, longest: number): void {
  const [c, a] = [indices[longest] as number, indices[nextHalfEdge(longest)] as number];
  const b = indices[nextHalfEdge(nextHalfEdge(longest))] as number;
  for (let h = 0; h < indices.length; h++) {
    const behind = Math.floor(h / 3);
    if (indices[h] !== a || indices[nextHalfEdge(h)] !== c || behind === t) continue;
    const d = indices[nextHalfEdge(nextHalfEdge(h))] as number;
    indices.set([a, b, d], 3 * behind);
    indices.set([b, c, d], 3 * t);
    return;
  }
}

function compact(
  { positions: p }: TriangleMesh,
  indices: Uint32Array,
  same: ReadonlyMap<number, number>,
): TriangleMesh {
  const corners = new Uint32Array(indices.length);
  const positions = new Float32Array(p.length);
  const renumbered = new Int32Array(p.length / 3).fill(-1);
  let used = 0;
  const numberOf = (vertex: number): number => {
    if (renumbered[vertex] === -1) {
      for (let axis = 0; axis < 3; axis++) positions[3 * used + axis] = p[3 * vertex + axis] as number;
      renumbered[vertex] = used++;
    }
    return renumbered[vertex] as number;
  };
  let kept = 0;
  for (let h = 0; h < indices.length; h += 3) {
    const a = rootOf(same, indices[h] as number);
    const b = rootOf(same, indices[h + 1] as number);
    const c = rootOf(same, indices[h + 2] as number);
    if (a === b || b === c || c === a) continue;
    corners[kept] = numberOf(a);
    corners[kept + 1] = numberOf(b);
    corners[kept + 2] = numberOf(c);
    kept += 3;
  }
  return { positions: positions.slice(0, 3 * used), indices: corners.slice(0, kept) };
}
