import type { TriangleMesh } from '../../core/mesh/index.ts';
import { meshOf } from './mesh-shapes.ts';

type Point = readonly [number, number, number];

/** A box between two corners, normals outward. */
export function boxMesh([x0, y0, z0]: Point, [x1, y1, z1]: Point): TriangleMesh {
  const corners = [z0, z1].flatMap((z) => [x0, y0, z, x1, y0, z, x1, y1, z, x0, y1, z]);
  const quads = [
    [3, 2, 1, 0],
    [4, 5, 6, 7],
    [0, 1, 5, 4],
    [1, 2, 6, 5],
    [2, 3, 7, 6],
    [3, 0, 4, 7],
  ] as const;
  return meshOf(
    corners,
    quads.flatMap(([a, b, c, d]) => [
      [a, b, c],
      [a, c, d],
    ]),
  );
}
