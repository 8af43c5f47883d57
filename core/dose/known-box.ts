// The part of a grid in which a dose is known everywhere, as a grid of its own.

import { type ImageGeometry, planePointLps } from '../geometry/index.ts';
import type { DoseGrid } from './dose-grid.ts';

/** Voxels from `low` to `high` along i, j, k, both within. */
export interface VoxelBox {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

type Axis = 0 | 1 | 2;

/** Share of the voxels of one side of a box whose dose is not known (NaN). */
function unknownShare(
  { geometry: { size }, gy }: DoseGrid,
  { low, high }: VoxelBox,
  axis: Axis,
  layer: number,
): number {
  const [from, to] = [[...low], [...high]] as [number[], number[]];
  from[axis] = layer;
  to[axis] = layer;
  let [count, unknown] = [0, 0];
  for (let k = from[2] as number; k <= (to[2] as number); k++) {
    for (let j = from[1] as number; j <= (to[1] as number); j++) {
      const row = (k * size[1] + j) * size[0];
      for (let i = from[0] as number; i <= (to[0] as number); i++) {
        count++;
        if (Number.isNaN(gy[row + i])) unknown++;
      }
    }
  }
  return unknown / count;
}

/**
 * A box of voxels that are all known, where those that are form a convex region: sides are taken away, that with the
 * largest unknown share first, until the six that are left are known. It is the whole region where its borders run along
 * the grid. null where no two layers are left along an axis.
 */
export function knownBox(dose: DoseGrid): VoxelBox | null {
  if (dose.gy.every(Number.isNaN)) return null;
  const low: [number, number, number] = [0, 0, 0];
  const high = dose.geometry.size.map((n) => n - 1) as [number, number, number];
  while (low.every((n, axis) => n < (high[axis] as number))) {
    let worst = { share: 0, axis: 0 as Axis, isLow: true };
    for (const axis of [0, 1, 2] as const) {
      for (const isLow of [true, false]) {
        const share = unknownShare(dose, { low, high }, axis, isLow ? low[axis] : high[axis]);
        if (share > worst.share) worst = { share, axis, isLow };
      }
    }
    // Six known sides of a convex region leave nothing unknown between them.
    if (worst.share === 0) return { low, high };
    if (worst.isLow) low[worst.axis]++;
    else high[worst.axis]--;
  }
  return null;
}

/** The voxels of a box as a dose of their own; the places stay. */
export function cropDose({ geometry, gy }: DoseGrid, { low, high }: VoxelBox): DoseGrid {
  const size = low.map((n, axis) => (high[axis] as number) - n + 1) as [number, number, number];
  const [ni, nj] = geometry.size;
  const cut = new Float32Array(size[0] * size[1] * size[2]);
  const planeOriginsLps: number[] = [];
  for (let k = 0; k < size[2]; k++) {
    planeOriginsLps.push(...planePointLps(geometry, low[0], low[1], low[2] + k));
    for (let j = 0; j < size[1]; j++) {
      const from = ((low[2] + k) * nj + low[1] + j) * ni + low[0];
      cut.set(gy.subarray(from, from + size[0]), (k * size[1] + j) * size[0]);
    }
  }
  const cropped: ImageGeometry = { ...geometry, size, planeOriginsLps };
  return { geometry: cropped, gy: cut };
}
