// A binary structure on an image grid, kept as the voxels of its bounding box only: an organ fills about 1 % of a CT,
// so a whole-volume array a structure would cost a hundred times the memory and time.

import { AppError } from '../error/index.ts';
import { type Size3, voxelCount } from '../geometry/index.ts';

/** Half-open ranges of voxel indices: i0 <= i < i1, and so on. Empty when any range is empty. */
export interface Box3 {
  readonly i0: number;
  readonly i1: number;
  readonly j0: number;
  readonly j1: number;
  readonly k0: number;
  readonly k1: number;
}

/** `voxels` holds 0 or 1 for the box alone, i fastest; everything outside the box is 0. `size` is the whole grid. */
export interface Mask {
  readonly size: Size3;
  readonly box: Box3;
  readonly voxels: Uint8Array;
}

export const EMPTY_BOX: Box3 = { i0: 0, i1: 0, j0: 0, j1: 0, k0: 0, k1: 0 };

export const boxSize = (b: Box3): Size3 => [
  Math.max(0, b.i1 - b.i0),
  Math.max(0, b.j1 - b.j0),
  Math.max(0, b.k1 - b.k0),
];

export const emptyMask = (size: Size3): Mask => ({ size, box: EMPTY_BOX, voxels: new Uint8Array(0) });

export const isEmptyMask = (mask: Mask): boolean => !mask.voxels.includes(1);

/** The bytes of a mask four at a time, without the last up to three; null where they lie across words. */
export const wordsOfMask = ({ voxels }: Pick<Mask, 'voxels'>): Uint32Array | null =>
  voxels.byteOffset % 4 === 0 ? new Uint32Array(voxels.buffer, voxels.byteOffset, voxels.length >> 2) : null;

/** Four voxels that are set. */
export const FOUR_SET = 0x01010101;

export function countVoxels(mask: Mask): number {
  const { voxels } = mask;
  const words = wordsOfMask(mask);
  let n = 0;
  // The product has the sum of the four bytes on top.
  if (words !== null) for (let at = 0; at < words.length; at++) n += Math.imul(words[at] as number, FOUR_SET) >>> 24;
  for (let at = (words?.length ?? 0) * 4; at < voxels.length; at++) n += voxels[at] as number;
  return n;
}

/** The same bytes four at a time, where rows of `ni` allow it: nearly all of a mask is empty rows, and looking for them
 * is most of the time of reading one. */
function fourByFour(dense: ArrayLike<number>, ni: number): Uint32Array | null {
  if (!(dense instanceof Uint8Array) || dense.byteOffset % 4 !== 0 || ni % 4 !== 0) return null;
  return new Uint32Array(dense.buffer, dense.byteOffset, dense.length >> 2);
}

function isZeroRun(words: Uint32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (words[at] !== 0) return false;
  return true;
}

/** Smallest box around the voxels of `dense` (whole grid, i fastest) that are not zero. */
export function tightBox(dense: ArrayLike<number>, size: Size3): Box3 {
  const [ni, nj, nk] = size;
  const words = fourByFour(dense, ni);
  let i0 = ni;
  let i1 = 0;
  let j0 = nj;
  let j1 = 0;
  let k0 = nk;
  let k1 = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const row = (k * nj + j) * ni;
      const isKnown = k < k1 && j >= j0 && j < j1;
      if (!isKnown && words !== null && isZeroRun(words, row >> 2, (row + ni) >> 2)) continue;
      // In a plane and a line that have voxels, only those outside the columns so far tell anything new.
      let first = 0;
      const least = isKnown ? i0 : ni;
      while (first < least && dense[row + first] === 0) first++;
      if (first === ni) continue;
      let last = ni - 1;
      const most = isKnown ? i1 : 0;
      while (last >= most && dense[row + last] === 0) last--;
      if (first < i0) i0 = first;
      if (last >= i1) i1 = last + 1;
      if (j < j0) j0 = j;
      if (j >= j1) j1 = j + 1;
      if (k < k0) k0 = k;
      k1 = k + 1;
    }
  }
  return i1 === 0 ? EMPTY_BOX : { i0, i1, j0, j1, k0, k1 };
}

/** Mask of the voxels of `dense` (whole grid, i fastest) that are not zero, cropped to its tight box. */
export function maskFromDense(dense: ArrayLike<number>, size: Size3): Mask {
  if (dense.length !== voxelCount(size)) {
    throw new AppError(
      'invalid-input',
      'MASK_SIZE',
      `A mask of ${dense.length} voxels does not fit a grid of ${size.join(' x ')}.`,
    );
  }
  const box = tightBox(dense, size);
  const [bi, bj, bk] = boxSize(box);
  const voxels = new Uint8Array(bi * bj * bk);
  let out = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      let at = (k * size[1] + j) * size[0] + box.i0;
      for (let i = 0; i < bi; i++) voxels[out++] = dense[at++] === 0 ? 0 : 1;
    }
  }
  return { size, box, voxels };
}

/** Whole-grid array of 0 and 1, i fastest. */
export function denseFromMask(mask: Mask): Uint8Array<ArrayBuffer> {
  const dense = new Uint8Array(voxelCount(mask.size));
  const { box, size, voxels } = mask;
  const bi = box.i1 - box.i0;
  let at = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      dense.set(voxels.subarray(at, at + bi), (k * size[1] + j) * size[0] + box.i0);
      at += bi;
    }
  }
  return dense;
}

/** The same structure with its box shrunk to what is set. */
export function shrinkMask(mask: Mask): Mask {
  const inner = tightBox(mask.voxels, boxSize(mask.box));
  const { i0, j0, k0 } = mask.box;
  const box: Box3 = {
    i0: i0 + inner.i0,
    i1: i0 + inner.i1,
    j0: j0 + inner.j0,
    j1: j0 + inner.j1,
    k0: k0 + inner.k0,
    k1: k0 + inner.k1,
  };
  const [bi, bj, bk] = boxSize(inner);
  if (bi * bj * bk === 0) return emptyMask(mask.size);
  const [wi, wj] = boxSize(mask.box);
  const voxels = new Uint8Array(bi * bj * bk);
  let out = 0;
  for (let k = inner.k0; k < inner.k1; k++) {
    for (let j = inner.j0; j < inner.j1; j++) {
      const at = (k * wj + j) * wi + inner.i0;
      voxels.set(mask.voxels.subarray(at, at + bi), out);
      out += bi;
    }
  }
  return { size: mask.size, box, voxels };
}

/** True when both hold exactly the same voxels, however their boxes are cut. */
export function isSameMask(a: Mask, b: Mask): boolean {
  if (a.size.some((n, axis) => n !== b.size[axis])) return false;
  const [p, q] = [shrinkMask(a), shrinkMask(b)];
  const sameBox = (Object.keys(p.box) as (keyof Box3)[]).every((key) => p.box[key] === q.box[key]);
  if (!sameBox) return false;
  for (let at = 0; at < p.voxels.length; at++) if (p.voxels[at] !== q.voxels[at]) return false;
  return true;
}
