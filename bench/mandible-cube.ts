// A real mandible on a cube of fine voxels, as a scan for a printed model would show it.

import type { ImageGeometry } from '../core/geometry/index.ts';
import { tightBox } from '../core/volume/index.ts';

export const CUBE_SIDE = 256;
const MARGIN = 4;

/** The structure of a mask, linear between voxels, on 256^3 equal voxels that it fills but for a margin. */
export function mandibleCube(
  { size, spacingMm }: ImageGeometry,
  voxels: ArrayLike<number>,
): { readonly voxels: Uint8Array<ArrayBuffer>; readonly spacingMm: number } {
  const box = tightBox(voxels, size);
  const low = [box.i0, box.j0, box.k0];
  const sidesMm = [box.i1 - box.i0, box.j1 - box.j0, box.k1 - box.k0].map((n, axis) => n * (spacingMm[axis] as number));
  const cellMm = Math.max(...sidesMm) / (CUBE_SIDE - 2 * MARGIN);
  const place = (n: number, axis: 0 | 1 | 2) => {
    const at = low[axis] as number;
    return at - 0.5 + ((n - MARGIN + 0.5) * cellMm) / spacingMm[axis];
  };
  const value = (i: number, j: number, k: number) =>
    i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2]
      ? 0
      : Number((voxels[(k * size[1] + j) * size[0] + i] as number) > 0);
  const cube = new Uint8Array(CUBE_SIDE ** 3);
  let out = 0;
  for (let z = 0; z < CUBE_SIDE; z++) {
    const [kz, k] = [place(z, 2), Math.floor(place(z, 2))];
    for (let y = 0; y < CUBE_SIDE; y++) {
      const [jy, j] = [place(y, 1), Math.floor(place(y, 1))];
      for (let x = 0; x < CUBE_SIDE; x++) {
        const ix = place(x, 0);
        const i = Math.floor(ix);
        const [u, v, w] = [ix - i, jy - j, kz - k];
        const row = (dj: number, dk: number) => (1 - u) * value(i, j + dj, k + dk) + u * value(i + 1, j + dj, k + dk);
        const sum = (1 - w) * ((1 - v) * row(0, 0) + v * row(1, 0)) + w * ((1 - v) * row(0, 1) + v * row(1, 1));
        cube[out++] = sum > 0.5 ? 1 : 0;
      }
    }
  }
  return { voxels: cube, spacingMm: cellMm };
}
