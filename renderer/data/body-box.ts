// Where the patient is in a CT: a fitted view shows the body, not the air and the couch around it.

import type { ImageGeometry, Size3 } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';

/** Above this is tissue, HU. */
const TISSUE_HU = -400;
/** Every so many voxels are looked at along each axis: enough for a box. */
const STRIDE = 4;
/** Rows and columns with fewer tissue samples than this share of the fullest are couch, cushions or cables. */
const LEAST_SHARE = 0.04;

/** Voxel indices, both ends belong to it. */
export interface IndexBox {
  readonly low: Size3;
  readonly high: Size3;
}

function range(counts: Uint32Array): readonly [number, number] | null {
  const least = LEAST_SHARE * counts.reduce((most, count) => Math.max(most, count), 0);
  const first = counts.findIndex((count) => count > least);
  if (first < 0) return null;
  let last = counts.length - 1;
  while ((counts[last] as number) <= least) last--;
  return [first * STRIDE, last * STRIDE];
}

/** null: no tissue is told from air (not a CT, or nothing in it). */
export function findBodyBox({ size }: ImageGeometry, voxels: VoxelArray): IndexBox | null {
  const counts = size.map((n) => new Uint32Array(Math.ceil(n / STRIDE))) as [Uint32Array, Uint32Array, Uint32Array];
  let air = 0;
  for (let k = 0; k < size[2]; k += STRIDE) {
    for (let j = 0; j < size[1]; j += STRIDE) {
      const row = (k * size[1] + j) * size[0];
      for (let i = 0; i < size[0]; i += STRIDE) {
        if ((voxels[row + i] as number) <= TISSUE_HU) {
          air++;
          continue;
        }
        (counts[0][i / STRIDE] as number)++;
        (counts[1][j / STRIDE] as number)++;
        (counts[2][k / STRIDE] as number)++;
      }
    }
  }
  const [i, j, k] = [range(counts[0]), range(counts[1]), range(counts[2])];
  if (air === 0 || i === null || j === null || k === null) return null;
  return { low: [i[0], j[0], k[0]], high: [i[1], j[1], k[1]] };
}
