// What one frame of a segmentation holds, segment by segment, and where it comes to lie on a plane.

import type { Size3 } from '../geometry/index.ts';
import type { Patch } from './plane-collector.ts';
import type { FrameOnPlane } from './seg-place.ts';

/** The pixels of one segment in a frame: the box of columns and rows that holds them all, half open. */
export interface Piece {
  readonly segment: number;
  c0: number;
  c1: number;
  readonly r0: number;
  r1: number;
}

/** The segment of a stored value; -1: none. */
export type SegmentOf = (stored: number) => number;

/** The same bytes four at a time where rows allow it: nearly all rows of a frame are empty. */
function wordsOf(values: Uint8Array | Uint16Array, columns: number): Uint32Array | null {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = values;
  if (byteOffset % 4 !== 0 || (columns * BYTES_PER_ELEMENT) % 4 !== 0) return null;
  return new Uint32Array(buffer, byteOffset, byteLength >> 2);
}

function isEmptyRow(words: Uint32Array, row: number, length: number): boolean {
  const end = (row + 1) * length;
  for (let at = row * length; at < end; at++) if (words[at] !== 0) return false;
  return true;
}

export function piecesOf(values: Uint8Array | Uint16Array, columns: number, segmentOf: SegmentOf): Piece[] {
  const pieces = new Map<number, Piece>();
  const isZeroNone = segmentOf(0) === -1;
  const words = isZeroNone ? wordsOf(values, columns) : null;
  const rowWords = (columns * values.BYTES_PER_ELEMENT) >> 2;
  const rows = values.length / columns;
  let last: Piece | undefined;
  for (let r = 0; r < rows; r++) {
    if (words !== null && isEmptyRow(words, r, rowWords)) continue;
    for (let c = 0; c < columns; c++) {
      const stored = values[r * columns + c] as number;
      if (stored === 0 && isZeroNone) continue;
      const segment = segmentOf(stored);
      if (segment === -1) continue;
      if (last?.segment !== segment) last = pieces.get(segment);
      if (last === undefined) {
        last = { segment, c0: c, c1: c + 1, r0: r, r1: r + 1 };
        pieces.set(segment, last);
      }
      if (c < last.c0) last.c0 = c;
      if (c >= last.c1) last.c1 = c + 1;
      last.r1 = r + 1;
    }
  }
  return [...pieces.values()];
}

/**
 * The piece on the plane of the image.
 * @returns the patch inside the image, or null where there is none, and how many set pixels lie outside
 */
export function patchOf(
  piece: Piece,
  values: ArrayLike<number>,
  columns: number,
  segmentOf: SegmentOf,
  place: FrameOnPlane,
  size: Size3,
): { readonly patch: Patch | null; readonly outside: number } {
  const { c0, c1, r0, r1, segment } = piece;
  const iAt = (c: number, r: number) => place.i0 + place.iColumn * c + place.iRow * r;
  const jAt = (c: number, r: number) => place.j0 + place.jColumn * c + place.jRow * r;
  const ends = [iAt(c0, r0), iAt(c1 - 1, r1 - 1)];
  const sides = [jAt(c0, r0), jAt(c1 - 1, r1 - 1)];
  const [i0, i1] = [Math.max(0, Math.min(...ends)), Math.min(size[0], Math.max(...ends) + 1)];
  const [j0, j1] = [Math.max(0, Math.min(...sides)), Math.min(size[1], Math.max(...sides) + 1)];
  const [width, height] = [Math.max(0, i1 - i0), Math.max(0, j1 - j0)];
  const voxels = new Uint8Array(width * height);
  let outside = 0;
  for (let r = r0; r < r1; r++) {
    for (let c = c0; c < c1; c++) {
      if (segmentOf(values[r * columns + c] as number) !== segment) continue;
      const [i, j] = [iAt(c, r), jAt(c, r)];
      if (i >= i0 && i < i1 && j >= j0 && j < j1) voxels[(j - j0) * width + i - i0] = 1;
      else outside++;
    }
  }
  return { patch: voxels.includes(1) ? { k: place.k, i0, j0, width, height, voxels } : null, outside };
}
