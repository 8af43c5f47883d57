// A mask on blocks of its voxels, for surfaces with less detail than the voxels have.

import { type ImageGeometry, planePointLps, type Size3 } from '../geometry/index.ts';
import { boxSize, type Mask, maskFromDense } from '../volume/index.ts';

/** A block is inside when at least this share of its voxels is. */
const HALF = 0.5;
/** Less than that is enough where none of the six blocks beside it is inside or has more: what is thin stays. */
const LEAST = 0.15;

export type BlockSides = readonly [number, number, number];

/** Planes of blocks lie in the middle of theirs; a last block that is not full goes on with the last step. */
function blockGeometry(g: ImageGeometry, [fi, fj, fk]: BlockSides, size: Size3): ImageGeometry {
  const last = g.size[2] - 1;
  const planeOriginsLps: number[] = [];
  const at = (k: number): readonly number[] => {
    const point = planePointLps(g, (fi - 1) / 2, (fj - 1) / 2, Math.min(k, last));
    if (k <= last) return point;
    const before = planePointLps(g, (fi - 1) / 2, (fj - 1) / 2, last - 1);
    return point.map((value, axis) => value + (k - last) * (value - (before[axis] as number)));
  };
  for (let k = 0; k < size[2]; k++) {
    const planes = Array.from({ length: fk }, (_, n) => at(k * fk + n));
    for (let axis = 0; axis < 3; axis++) {
      planeOriginsLps.push(planes.reduce((sum, plane) => sum + (plane[axis] as number), 0) / fk);
    }
  }
  const [si, sj, sk] = g.spacingMm;
  return { ...g, size, spacingMm: [si * fi, sj * fj, sk * fk], planeOriginsLps };
}

function coverage(mask: Mask, [fi, fj, fk]: BlockSides, [ni, nj, nk]: Size3): Float32Array {
  const shares = new Float32Array(ni * nj * nk);
  const { box, voxels } = mask;
  const [bi, bj, bk] = boxSize(box);
  const voxelShare = 1 / (fi * fj * fk);
  for (let k = 0, at = 0; k < bk; k++) {
    for (let j = 0; j < bj; j++) {
      const row = (Math.floor((box.k0 + k) / fk) * nj + Math.floor((box.j0 + j) / fj)) * ni;
      for (let i = 0; i < bi; i++, at++) {
        if (voxels[at] === 0) continue;
        const block = row + Math.floor((box.i0 + i) / fi);
        shares[block] = (shares[block] as number) + voxelShare;
      }
    }
  }
  return shares;
}

/** The structure on blocks of so many voxels along i, j and k (two planes at least for k above 1), and their grid. Never
 * empty where the mask is not. */
export function coarsenMask(
  mask: Mask,
  geometry: ImageGeometry,
  sides: BlockSides,
): { readonly mask: Mask; readonly geometry: ImageGeometry } {
  const size = geometry.size.map((n, axis) => Math.ceil(n / (sides[axis] as number))) as unknown as Size3;
  const [ni, nj] = size;
  const shares = coverage(mask, sides, size);
  const strides = [1, ni, ni * nj];
  const blocks = new Uint8Array(shares.length);
  const most = shares.reduce((a, b) => Math.max(a, b), 0);
  for (let block = 0; block < shares.length; block++) {
    const share = shares[block] as number;
    if (share === 0) continue;
    const isThin = strides.every((stride) => {
      const beside = Math.max(shares[block - stride] ?? 0, shares[block + stride] ?? 0);
      return beside < HALF && beside <= share;
    });
    if (share >= HALF || share === most || (share >= LEAST && isThin)) blocks[block] = 1;
  }
  return { mask: maskFromDense(blocks, size), geometry: blockGeometry(geometry, sides, size) };
}
