// A mask from the bytes of a whole grid that come in parts: only rows that hold something are kept, so that the grid,
// a hundred times the size of an organ, is never there at once.

import { AppError } from '../error/index.ts';
import { type Size3, voxelCount } from '../geometry/index.ts';
import { type Box3, boxSize, emptyMask, type Mask } from './mask.ts';

/** Kept voxels are put into blocks of at least this many. */
const BLOCK_VOXELS = 1 << 18;
const FIRST_ROWS = 1024;

/** Takes the bytes of a grid from its first voxel to its last. */
export interface MaskBuilder {
  /** The next bytes, cut anywhere; only read, and not kept. Throws `invalid-input` MASK_SIZE beyond the grid. */
  add(part: Uint8Array): void;
  /** Call once, after the last part. Throws `invalid-input` MASK_SIZE when bytes are missing. */
  finish(): Mask;
  /** True once two voxels that are not zero differ: a label map, not a mask. */
  readonly hasSeveralValues: boolean;
}

/**
 * Mask of the voxels whose bytes are not all zero, the same as `maskFromDense` of them for every type of whole numbers
 * and either byte order. Not for floating point, where -0 has a bit set.
 */
export const createMaskBuilder = (size: Size3, bytesPerVoxel: number): MaskBuilder => new Builder(size, bytesPerVoxel);

class Builder implements MaskBuilder {
  readonly #size: Size3;
  readonly #width: number;
  readonly #rowBytes: number;
  /** The start of a row whose end is in the next part. */
  readonly #carry: Uint8Array;
  #carried = 0;
  /** The row that comes next. */
  #row = 0;
  readonly #rows: number;
  /** Bytes of the first voxel that is not zero. */
  readonly #value: Uint8Array;
  #hasValue = false;
  #hasSeveralValues = false;
  /** Of each kept row: its number, its first set voxel, and how many voxels from there on are kept. */
  #index = new Int32Array(3 * FIRST_ROWS);
  #kept = 0;
  /** The voxels of kept rows one after the other; a row lies in one block. */
  readonly #blocks: Uint8Array[] = [];
  #room = 0;

  constructor(size: Size3, bytesPerVoxel: number) {
    this.#size = size;
    this.#width = bytesPerVoxel;
    this.#rowBytes = size[0] * bytesPerVoxel;
    this.#carry = new Uint8Array(this.#rowBytes);
    this.#value = new Uint8Array(bytesPerVoxel);
    this.#rows = size[1] * size[2];
  }

  add(part: Uint8Array): void {
    const rowBytes = this.#rowBytes;
    let at = 0;
    if (this.#carried > 0) {
      at = Math.min(part.length, rowBytes - this.#carried);
      this.#carry.set(part.subarray(0, at), this.#carried);
      this.#carried += at;
      if (this.#carried < rowBytes) return;
      this.#carried = 0;
      this.#addRows(this.#carry, 0, 1);
    }
    const rows = Math.floor((part.length - at) / rowBytes);
    this.#addRows(part, at, rows);
    const rest = part.subarray(at + rows * rowBytes);
    if (rest.length > 0 && this.#row === this.#rows) throw this.#wrongSize();
    this.#carry.set(rest);
    this.#carried = rest.length;
  }

  #addRows(bytes: Uint8Array, start: number, count: number): void {
    if (this.#row + count > this.#rows) throw this.#wrongSize();
    const words = wordsOf(bytes, start, this.#rowBytes, count);
    const step = this.#rowBytes >> 2;
    for (let n = 0; n < count; n++, this.#row++) {
      if (words !== null && isZeroRow(words, n * step, (n + 1) * step)) continue;
      this.#addRow(bytes, start + n * this.#rowBytes);
    }
  }

  #addRow(bytes: Uint8Array, start: number): void {
    const end = start + this.#rowBytes;
    let first = start;
    while (first < end && bytes[first] === 0) first++;
    if (first === end) return;
    let last = end - 1;
    while (bytes[last] === 0) last--;
    const from = Math.floor((first - start) / this.#width);
    const length = Math.floor((last - start) / this.#width) + 1 - from;
    const voxels = this.#place(from, length);
    const firstByte = start + from * this.#width;
    if (!this.#hasValue) {
      this.#value.set(bytes.subarray(firstByte, firstByte + this.#width));
      this.#hasValue = true;
    }
    const isUniform =
      this.#width === 1 ? this.#setBytes(bytes, firstByte, voxels) : this.#set(bytes, firstByte, voxels);
    if (!isUniform) this.#hasSeveralValues = true;
  }

  /** Marks the voxels of a row; true when all that are not zero have the first value. */
  #setBytes(bytes: Uint8Array, firstByte: number, voxels: Uint8Array): boolean {
    const first = this.#value[0] as number;
    let differences = 0;
    for (let i = 0; i < voxels.length; i++) {
      const value = bytes[firstByte + i] as number;
      if (value === 0) continue;
      voxels[i] = 1;
      differences |= value ^ first;
    }
    return differences === 0;
  }

  #set(bytes: Uint8Array, firstByte: number, voxels: Uint8Array): boolean {
    const [width, first] = [this.#width, this.#value];
    let differences = 0;
    for (let i = 0, at = firstByte; i < voxels.length; i++, at += width) {
      let bits = 0;
      let differing = 0;
      for (let n = 0; n < width; n++) {
        const byte = bytes[at + n] as number;
        bits |= byte;
        differing |= byte ^ (first[n] as number);
      }
      if (bits === 0) continue;
      voxels[i] = 1;
      differences |= differing;
    }
    return differences === 0;
  }

  get hasSeveralValues(): boolean {
    return this.#hasSeveralValues;
  }

  /** Room for the voxels of the present row. */
  #place(from: number, length: number): Uint8Array {
    if (3 * this.#kept === this.#index.length) {
      const wider = new Int32Array(2 * this.#index.length);
      wider.set(this.#index);
      this.#index = wider;
    }
    this.#index.set([this.#row, from, length], 3 * this.#kept++);
    if (length > this.#room) {
      this.#room = Math.max(BLOCK_VOXELS, length);
      this.#blocks.push(new Uint8Array(this.#room));
    }
    const block = this.#blocks.at(-1) as Uint8Array;
    const at = block.length - this.#room;
    this.#room -= length;
    return block.subarray(at, at + length);
  }

  finish(): Mask {
    if (this.#row !== this.#rows || this.#carried > 0) throw this.#wrongSize();
    if (this.#kept === 0) return emptyMask(this.#size);
    const box = this.#box();
    const [bi, bj, bk] = boxSize(box);
    const voxels = new Uint8Array(bi * bj * bk);
    let block = 0;
    let at = 0;
    for (let n = 0; n < this.#kept; n++) {
      const { j, k, from, length } = this.#keptRow(n);
      // A row went into a new block exactly when the rest of the last one was too short for it.
      if (at + length > (this.#blocks[block] as Uint8Array).length) {
        block++;
        at = 0;
      }
      const row = (this.#blocks[block] as Uint8Array).subarray(at, at + length);
      voxels.set(row, ((k - box.k0) * bj + (j - box.j0)) * bi + (from - box.i0));
      at += length;
    }
    return { size: this.#size, box, voxels };
  }

  #box(): Box3 {
    let [i0, i1] = [this.#size[0], 0];
    let [j0, j1] = [this.#size[1], 0];
    for (let n = 0; n < this.#kept; n++) {
      const { j, from, length } = this.#keptRow(n);
      i0 = Math.min(i0, from);
      i1 = Math.max(i1, from + length);
      j0 = Math.min(j0, j);
      j1 = Math.max(j1, j + 1);
    }
    return { i0, i1, j0, j1, k0: this.#keptRow(0).k, k1: this.#keptRow(this.#kept - 1).k + 1 };
  }

  #keptRow(n: number) {
    const row = this.#index[3 * n] as number;
    const k = Math.floor(row / this.#size[1]);
    return {
      j: row - k * this.#size[1],
      k,
      from: this.#index[3 * n + 1] as number,
      length: this.#index[3 * n + 2] as number,
    };
  }

  #wrongSize(): AppError {
    const size = this.#size;
    return new AppError(
      'invalid-input',
      'MASK_SIZE',
      `A mask of other than ${voxelCount(size)} voxels does not fit a grid of ${size.join(' x ')}.`,
    );
  }
}

/** The same bytes four at a time where rows and memory allow it: looking for empty rows is most of the time. */
function wordsOf(bytes: Uint8Array, start: number, rowBytes: number, rows: number): Int32Array | null {
  const offset = bytes.byteOffset + start;
  if (offset % 4 !== 0 || rowBytes % 4 !== 0) return null;
  return new Int32Array(bytes.buffer, offset, (rowBytes >> 2) * rows);
}

function isZeroRow(words: Int32Array, from: number, to: number): boolean {
  let bits = 0;
  let at = from;
  for (const end = to - 7; at < end; at += 8) {
    bits |=
      (words[at] as number) |
      (words[at + 1] as number) |
      (words[at + 2] as number) |
      (words[at + 3] as number) |
      (words[at + 4] as number) |
      (words[at + 5] as number) |
      (words[at + 6] as number) |
      (words[at + 7] as number);
  }
  for (; at < to; at++) bits |= words[at] as number;
  return bits === 0;
}
