// A body with a bone in it, given by formulas in patient coordinates, so that it can be sampled on any grid.

import { resolve } from 'node:path';
import { type ImageGeometry, planePointLps, voxelCount } from '../../core/geometry/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';

/** Folder of the model that thresholds: Bone above 300 HU, Brain above -200 HU. */
export const TINY_MODELS = resolve(import.meta.dirname, '../fixtures/models');
export const SHIPPED_MODELS = resolve(import.meta.dirname, '../../native-models');

export type HuAt = (x: number, y: number, z: number) => number;

/** An off-centre ellipsoid of tissue (50 HU) with a bone (800 HU) on its left, anterior, superior side, in air. */
export const bodyWithBone: HuAt = (x, y, z) => {
  if (((x - 14) / 13) ** 2 + ((y + 9) / 11) ** 2 + ((z - 12) / 15) ** 2 <= 1) return 800;
  return ((x - 3) / 46) ** 2 + ((y - 2) / 34) ** 2 + ((z - 1) / 54) ** 2 <= 1 ? 50 : -1000;
};

export function sampleImage(geometry: ImageGeometry, hu: HuAt): ImageVolume<Int16Array> {
  const voxels = new Int16Array(voxelCount(geometry.size));
  let at = 0;
  for (let k = 0; k < geometry.size[2]; k++) {
    for (let j = 0; j < geometry.size[1]; j++) {
      for (let i = 0; i < geometry.size[0]; i++) voxels[at++] = hu(...planePointLps(geometry, i, j, k));
    }
  }
  return { geometry, voxels };
}

/** Dense 0/1 of the voxels whose HU passes a test. */
export const voxelsWhere = (volume: ImageVolume, test: (hu: number) => boolean): Uint8Array =>
  Uint8Array.from(volume.voxels, (hu) => (test(hu) ? 1 : 0));
