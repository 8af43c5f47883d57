import { doubleAreaVector } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';

export interface VertexFrames {
  /** Outward unit normal of each vertex: of its triangles, by their areas. */
  readonly normals: Float32Array;
  /** A third of the area of each triangle belongs to each of its vertices, mm2. */
  readonly areasMm2: Float32Array;
}

export function vertexFrames({ positions, indices }: TriangleMesh): VertexFrames {
  const normals = new Float32Array(positions.length);
  const areasMm2 = new Float32Array(positions.length / 3);
  const vector = new Float64Array(3);
  for (let t = 0; t < indices.length; t += 3) {
    const corners = indices.subarray(t, t + 3);
    doubleAreaVector(
      positions,
      3 * (corners[0] as number),
      3 * (corners[1] as number),
      3 * (corners[2] as number),
      vector,
    );
    const [x, y, z] = [vector[0] as number, vector[1] as number, vector[2] as number];
    const third = Math.sqrt(x * x + y * y + z * z) / 6;
    for (const vertex of corners) {
      normals[3 * vertex] = (normals[3 * vertex] as number) + x;
      normals[3 * vertex + 1] = (normals[3 * vertex + 1] as number) + y;
      normals[3 * vertex + 2] = (normals[3 * vertex + 2] as number) + z;
      areasMm2[vertex] = (areasMm2[vertex] as number) + third;
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at] as number, normals[at + 1] as number, normals[at + 2] as number);
    if (length === 0) continue;
    for (let axis = 0; axis < 3; axis++) normals[at + axis] = (normals[at + axis] as number) / length;
  }
  return { normals, areasMm2 };
}
