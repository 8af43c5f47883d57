// Small meshes and brute-force distances for the tests of core/mesh, written without its search structures.

import type { TriangleMesh } from '../../core/mesh/index.ts';

export const meshOf = (positions: readonly number[], triangles: readonly (readonly number[])[]): TriangleMesh => ({
  positions: Float32Array.from(positions),
  indices: Uint32Array.from(triangles.flat()),
});

/** A tetrahedron with its apex at (x, y, z) + (0, 0, 1), normals outward. */
export const tetrahedron = (x = 0, y = 0, z = 0): TriangleMesh =>
  meshOf(
    [x, y, z, x + 1, y, z, x, y + 1, z, x, y, z + 1],
    [
      [0, 2, 1],
      [0, 1, 3],
      [1, 2, 3],
      [0, 3, 2],
    ],
  );

export const joined = (...meshes: readonly TriangleMesh[]): TriangleMesh => {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const mesh of meshes) {
    const first = positions.length / 3;
    positions.push(...mesh.positions);
    indices.push(...[...mesh.indices].map((index) => index + first));
  }
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
};

type Point = readonly [number, number, number];

export const vertexAt = ({ positions: p }: TriangleMesh, vertex: number): Point => [
  p[3 * vertex] as number,
  p[3 * vertex + 1] as number,
  p[3 * vertex + 2] as number,
];

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const along = (a: Point, s: number, d: Point): Point => [a[0] + s * d[0], a[1] + s * d[1], a[2] + s * d[2]];
const length = (a: Point): number => Math.hypot(...a);

function distanceToSegment(p: Point, a: Point, b: Point): number {
  const d = minus(b, a);
  const s = Math.min(1, Math.max(0, dot(minus(p, a), d) / dot(d, d)));
  return length(minus(p, along(a, s, d)));
}

/** Point to triangle: to the plane where the foot lies inside, else to the nearest side. */
export function distanceToTriangle(p: Point, a: Point, b: Point, c: Point): number {
  const u = minus(b, a);
  const v = minus(c, a);
  const n: Point = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const height = dot(minus(p, a), n) / length(n);
  const foot = along(p, -height / length(n), n);
  const isLeftOf = (from: Point, to: Point): boolean => {
    const e = minus(to, from);
    const w = minus(foot, from);
    return dot([e[1] * w[2] - e[2] * w[1], e[2] * w[0] - e[0] * w[2], e[0] * w[1] - e[1] * w[0]], n) >= 0;
  };
  if (isLeftOf(a, b) && isLeftOf(b, c) && isLeftOf(c, a)) return Math.abs(height);
  return Math.min(distanceToSegment(p, a, b), distanceToSegment(p, b, c), distanceToSegment(p, c, a));
}

/** Smallest distance from a point to any triangle, by looking at all of them. */
export function distanceToMesh(p: Point, mesh: TriangleMesh): number {
  let best = Number.POSITIVE_INFINITY;
  for (let t = 0; t < mesh.indices.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((n) => vertexAt(mesh, mesh.indices[t + n] as number)) as [Point, Point, Point];
    best = Math.min(best, distanceToTriangle(p, a, b, c));
  }
  return best;
}

/** Points spread over every triangle: `steps` + 1 along each side. */
export function* samplesOf(mesh: TriangleMesh, steps: number): Generator<Point> {
  for (let t = 0; t < mesh.indices.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((n) => vertexAt(mesh, mesh.indices[t + n] as number)) as [Point, Point, Point];
    for (let i = 0; i <= steps; i++) {
      for (let j = 0; i + j <= steps; j++) yield along(along(a, i / steps, minus(b, a)), j / steps, minus(c, a));
    }
  }
}
