// A triangle surface and the figures that follow from its corners alone.

import { doubleAreaVector } from '../geometry/index.ts';

/** Indexed triangles in LPS mm. Corners of a triangle run counter-clockwise seen from outside. Plain typed arrays, so
 * that a worker can hand them over without a copy. */
export interface TriangleMesh {
  /** x, y, z of vertex 0, then of vertex 1, …: the very float32 numbers that a file will hold. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three vertex numbers a triangle. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

export const triangleCount = (mesh: TriangleMesh): number => mesh.indices.length / 3;

/**
 * Volume enclosed by a closed surface, mm3, from the divergence theorem (sum of signed tetrahedra); negative when the
 * normals point inwards. The apex is a vertex of the surface, not the far origin of the patient frame, which would
 * cost digits.
 */
export function computeEnclosedVolumeMm3(mesh: TriangleMesh): number {
  const { positions: p, indices } = mesh;
  if (indices.length === 0) return 0;
  const [ox, oy, oz] = [p[0] as number, p[1] as number, p[2] as number];
  let six = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    const ax = (p[a] as number) - ox;
    const ay = (p[a + 1] as number) - oy;
    const az = (p[a + 2] as number) - oz;
    const bx = (p[b] as number) - ox;
    const by = (p[b + 1] as number) - oy;
    const bz = (p[b + 2] as number) - oz;
    const cx = (p[c] as number) - ox;
    const cy = (p[c + 1] as number) - oy;
    const cz = (p[c + 2] as number) - oz;
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return six / 6;
}

/** Sum of the triangle areas, mm2. */
export function computeSurfaceAreaMm2(mesh: TriangleMesh): number {
  const { positions: p, indices } = mesh;
  const normal = new Float64Array(3);
  let twice = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    doubleAreaVector(p, a, b, c, normal);
    const [nx, ny, nz] = [normal[0] as number, normal[1] as number, normal[2] as number];
    twice += Math.sqrt(nx * nx + ny * ny + nz * nz);
  }
  return twice / 2;
}

/** Mean length of the edges, mm; 0 without triangles. */
export function meanEdgeMm({ positions: p, indices }: TriangleMesh): number {
  let sum = 0;
  for (let n = 0; n < indices.length; n++) {
    const a = 3 * (indices[n] as number);
    const b = 3 * (indices[n % 3 === 2 ? n - 2 : n + 1] as number);
    sum += Math.sqrt(
      ((p[a] as number) - (p[b] as number)) ** 2 +
        ((p[a + 1] as number) - (p[b + 1] as number)) ** 2 +
        ((p[a + 2] as number) - (p[b + 2] as number)) ** 2,
    );
  }
  return sum / Math.max(1, indices.length);
}

export type Origin = readonly [x: number, y: number, z: number];

/** Points less the first of them: far from the origin of a patient's frame float32 has too few digits to compute with. */
export function nearOrigin(positions: Float32Array): {
  readonly points: Float32Array<ArrayBuffer>;
  readonly origin: Origin;
} {
  const [x = 0, y = 0, z = 0] = positions;
  const points = new Float32Array(positions.length);
  for (let at = 0; at < points.length; at += 3) {
    points[at] = (positions[at] as number) - x;
    points[at + 1] = (positions[at + 1] as number) - y;
    points[at + 2] = (positions[at + 2] as number) - z;
  }
  return { points, origin: [x, y, z] };
}
