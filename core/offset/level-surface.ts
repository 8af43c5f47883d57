import { isoSurface, type TriangleMesh } from '../mesh/index.ts';
import type { DistanceField } from './distance-field.ts';

/** Closed surface of all that lies deeper than `levelMm`, outward, in LPS mm. Without triangles where nothing does. */
export function levelSurface({ grid, values }: DistanceField, levelMm: number): TriangleMesh {
  const { points, indices } = isoSurface(values, grid.size, levelMm, 'below');
  for (let n = 0; n < points.length; n++) {
    points[n] = (grid.originLps[n % 3] as number) + grid.cellMm * (points[n] as number);
  }
  return { positions: points, indices };
}
