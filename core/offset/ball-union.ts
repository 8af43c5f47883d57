import type { TriangleMesh } from '../mesh/index.ts';
import { levelSurface } from './level-surface.ts';
import { gridOver, type SampleGrid } from './sample-grid.ts';

/** Fewest cells across the radius of a ball. */
const CELLS_PER_RADIUS = 5;

/**
 * Closed surface of all that lies within `radiusMm` of any of the points (x, y, z of each, LPS mm). Without triangles for
 * no points.
 */
export function ballUnion(
  pointsLps: Float32Array<ArrayBuffer>,
  radiusMm: number,
  cellsPerRadius = CELLS_PER_RADIUS,
): TriangleMesh {
  if (pointsLps.length === 0) return { positions: new Float32Array(0), indices: new Uint32Array(0) };
  const cloud = { positions: pointsLps, indices: Uint32Array.from([0, 0, 0]) };
  const grid = gridOver(cloud, radiusMm, radiusMm / cellsPerRadius);
  const [nx, ny, nz] = grid.size;
  const outsideMm = radiusMm + 4 * grid.cellMm;
  const farSquared = Math.fround(outsideMm ** 2);
  const values = new Float32Array(nx * ny * nz).fill(farSquared);
  for (let at = 0; at < pointsLps.length; at += 3) {
    lower(values, grid, pointsLps.subarray(at, at + 3), radiusMm + 2 * grid.cellMm);
  }
  for (let n = 0; n < values.length; n++) {
    // Most lie beyond every ball.
    const squared = values[n] as number;
    values[n] = squared === farSquared ? outsideMm - radiusMm : Math.sqrt(squared) - radiusMm;
  }
  return levelSurface({ grid, values, bandMm: 2 * grid.cellMm }, 0);
}

/** Takes the squared distance to a point into all values within reach of it. */
function lower(
  values: Float32Array,
  { originLps, cellMm, size }: SampleGrid,
  point: Float32Array,
  reachMm: number,
): void {
  const first = [0, 1, 2].map((n) =>
    Math.max(0, Math.ceil(((point[n] as number) - reachMm - (originLps[n] as number)) / cellMm)),
  ) as [number, number, number];
  const last = [0, 1, 2].map((n) =>
    Math.min((size[n] as number) - 1, Math.floor(((point[n] as number) + reachMm - (originLps[n] as number)) / cellMm)),
  ) as [number, number, number];
  for (let k = first[2]; k <= last[2]; k++) {
    const dz = originLps[2] + k * cellMm - (point[2] as number);
    for (let j = first[1]; j <= last[1]; j++) {
      const dy = originLps[1] + j * cellMm - (point[1] as number);
      const row = (k * size[1] + j) * size[0];
      for (let i = first[0]; i <= last[0]; i++) {
        const dx = originLps[0] + i * cellMm - (point[0] as number);
        const squared = dx * dx + dy * dy + dz * dz;
        if (squared < (values[row + i] as number)) values[row + i] = squared;
      }
    }
  }
}
