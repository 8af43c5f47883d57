// Masks from a rule on voxel indices, for tests that need exact voxels and no geometry.

import type { Size3 } from '../../core/geometry/index.ts';
import { type Mask, maskFromDense } from '../../core/volume/index.ts';

export function maskByIndex(size: Size3, isSet: (i: number, j: number, k: number) => boolean): Mask {
  const dense = new Uint8Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) for (let i = 0; i < size[0]; i++) dense[at++] = isSet(i, j, k) ? 1 : 0;
  }
  return maskFromDense(dense, size);
}

/** Half-open box. */
export const boxMask = (size: Size3, from: readonly number[], to: readonly number[]): Mask =>
  maskByIndex(size, (...index) => index.every((n, axis) => n >= (from[axis] as number) && n < (to[axis] as number)));
