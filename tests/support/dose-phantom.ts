// Doses and structures whose histograms are known by a formula.

import { type DoseGrid, planesOfGrid, type StructurePlane } from '../../core/dose/index.ts';
import { lpsFromIndex, regularGeometry, type Vec3 } from '../../core/geometry/index.ts';

/** A dose of 150 mm side around the origin: `gyAt` at every voxel centre. */
export function doseField(gyAt: (lps: Vec3) => number, spacingMm = 2.5, direction?: readonly number[]): DoseGrid {
  const n = Math.round(150 / spacingMm) + 1;
  const straight = regularGeometry({
    size: [n, n, n],
    spacingMm: [spacingMm, spacingMm, spacingMm],
    originLps: [0, 0, 0],
    ...(direction ? { direction } : {}),
  });
  const middle = lpsFromIndex(straight, [(n - 1) / 2, (n - 1) / 2, (n - 1) / 2]);
  const geometry = {
    ...straight,
    planeOriginsLps: straight.planeOriginsLps.map((mm, at) => mm - (middle[at % 3] as number)),
  };
  const gy = new Float32Array(n ** 3);
  let at = 0;
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) gy[at++] = gyAt(lpsFromIndex(geometry, [i, j, k]));
  }
  return { geometry, gy };
}

/** A body of revolution around z through the origin, drawn on axial planes `stepMm` apart, one through the origin or
 * (`isBetween`) two at half a step from it. */
export function roundStructure(
  radiusAt: (zMm: number) => number,
  reachMm: number,
  stepMm: number,
  isBetween = false,
): StructurePlane[] {
  const half = Math.ceil(reachMm / stepMm) + 1;
  const count = isBetween ? 2 * half : 2 * half + 1;
  const first = (-(count - 1) / 2) * stepMm;
  const grid = regularGeometry({ size: [1, 1, count], spacingMm: [1, 1, stepMm], originLps: [0, 0, first] });
  const loops = [];
  for (let k = 0; k < count; k++) {
    const radius = radiusAt(first + k * stepMm);
    if (!(radius > 1e-6)) continue;
    const ij = new Float64Array(720);
    for (let at = 0; at < 360; at++) {
      ij[2 * at] = radius * Math.cos((at * Math.PI) / 180);
      ij[2 * at + 1] = radius * Math.sin((at * Math.PI) / 180);
    }
    loops.push({ k, ij });
  }
  return planesOfGrid(grid, loops);
}

/** A box around the origin, drawn on axial planes that end with it. */
export function boxStructure([x, y, z]: Vec3, planes: number): StructurePlane[] {
  const stepMm = z / planes;
  const grid = regularGeometry({
    size: [1, 1, planes],
    spacingMm: [1, 1, stepMm],
    originLps: [0, 0, -z / 2 + stepMm / 2],
  });
  const ij = Float64Array.of(-x / 2, -y / 2, x / 2, -y / 2, x / 2, y / 2, -x / 2, y / 2);
  return planesOfGrid(
    grid,
    Array.from({ length: planes }, (_, k) => ({ k, ij })),
  );
}
