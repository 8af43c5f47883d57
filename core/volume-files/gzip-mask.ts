// A gzip stream of a whole-grid mask, built from the voxels of its box. Everything outside the box is zeros, and a
// binary mask is runs, so the DEFLATE stream (RFC 1951) is written run by run with one fixed Huffman code made for
// that: neither the whole grid nor a general compressor is needed, and 31 million voxels take milliseconds.

import { voxelCount } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import { CRC_START, feedBytes, feedRun, finishCrc } from './crc32.ts';

/** Longest match of DEFLATE; its symbol gets one bit here, so that 258 voxels of a run take two. */
const MAX_MATCH = 258;
const MIN_MATCH = 3;
const END_OF_BLOCK = 256;
const FIRST_LENGTH_SYMBOL = 257;
const LAST_LENGTH_SYMBOL = 285;
const SYMBOLS = LAST_LENGTH_SYMBOL + 1;
const STORED_MAX = 0xffff;

/** Length symbols 257 to 285: smallest length and extra bits of each (RFC 1951 section 3.2.5). */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/** Code lengths that use up the code space exactly: 1/2 + 2/8 + 3/64 + 26/128 = 1. The zero and one literals and the
 * longest match are short; the three longest other lengths get 6 bits. */
const CODE_LENGTHS = (() => {
  const lengths = new Uint8Array(SYMBOLS);
  lengths[0] = 3;
  lengths[1] = 3;
  lengths[END_OF_BLOCK] = 7;
  lengths.fill(7, FIRST_LENGTH_SYMBOL, LAST_LENGTH_SYMBOL);
  lengths.fill(6, LAST_LENGTH_SYMBOL - 3, LAST_LENGTH_SYMBOL);
  lengths[LAST_LENGTH_SYMBOL] = 1;
  return lengths;
})();

const reverseBits = (code: number, length: number): number => {
  let reversed = 0;
  for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
  return reversed;
};

/** Canonical Huffman codes of given lengths (RFC 1951 section 3.2.2), bits in the order in which they are sent. */
function canonicalCodes(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) codes[symbol] = reverseBits(code++, length);
    }
    code <<= 1;
  }
  return codes;
}

const CODES = canonicalCodes(CODE_LENGTHS);

/** Symbol of each match length. */
const LENGTH_SYMBOL = (() => {
  const symbols = new Uint16Array(MAX_MATCH + 1);
  for (let n = MIN_MATCH; n <= MAX_MATCH; n++) {
    let at = LENGTH_BASE.length - 1;
    while ((LENGTH_BASE[at] as number) > n) at--;
    symbols[n] = FIRST_LENGTH_SYMBOL + at;
  }
  return symbols;
})();

class BitWriter {
  #bytes = new Uint8Array(2 ** 16);
  #length = 0;
  #hold = 0;
  #held = 0;

  /** Up to 16 bits, lowest first. */
  put(value: number, bits: number): void {
    this.#hold |= value << this.#held;
    this.#held += bits;
    while (this.#held >= 8) {
      this.putByte(this.#hold & 0xff);
      this.#hold >>>= 8;
      this.#held -= 8;
    }
  }

  putByte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }

  putSymbol(symbol: number): void {
    this.put(CODES[symbol] as number, CODE_LENGTHS[symbol] as number);
  }

  alignToByte(): void {
    if (this.#held > 0) this.put(0, 8 - this.#held);
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Code lengths of the code lengths, in RFC 1951's order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1 15: lengths 0, 1, 3,
 * 6, 7 and the repeat of zeros (18) occur. */
const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const META_LENGTHS = (() => {
  const lengths = new Uint8Array(19);
  for (const symbol of [0, 1, 3, 7]) lengths[symbol] = 3;
  for (const symbol of [6, 18]) lengths[symbol] = 2;
  return lengths;
})();
const META_CODES = canonicalCodes(META_LENGTHS);

/** Header of the dynamic block: HLIT for 286 symbols, one distance code (distance 1, one bit). */
function putTables(out: BitWriter): void {
  out.put(SYMBOLS - 257, 5);
  out.put(0, 5);
  const used = 18;
  out.put(used - 4, 4);
  for (const symbol of META_ORDER.slice(0, used)) out.put(META_LENGTHS[symbol] as number, 3);
  const putMeta = (symbol: number) => out.put(META_CODES[symbol] as number, META_LENGTHS[symbol] as number);
  const all = [...CODE_LENGTHS, 1];
  for (let at = 0; at < all.length; ) {
    let zeros = 0;
    while (all[at + zeros] === 0 && zeros < 138) zeros++;
    if (zeros >= 11) {
      putMeta(18);
      out.put(zeros - 11, 7);
      at += zeros;
    } else {
      putMeta(all[at++] as number);
    }
  }
}

/** A run as one literal and matches of distance 1. */
function putRun(out: BitWriter, value: number, length: number): void {
  out.putSymbol(value);
  let rest = length - 1;
  while (rest >= MIN_MATCH) {
    // Never leave one or two voxels over after a long match when a shorter one avoids it.
    let take = Math.min(rest, MAX_MATCH);
    if (rest > take && rest - take < MIN_MATCH) take -= MIN_MATCH;
    const symbol = LENGTH_SYMBOL[take] as number;
    out.putSymbol(symbol);
    const at = symbol - FIRST_LENGTH_SYMBOL;
    out.put(take - (LENGTH_BASE[at] as number), LENGTH_EXTRA[at] as number);
    out.put(0, 1);
    rest -= take;
  }
  for (; rest > 0; rest--) out.putSymbol(value);
}

/** Calls `run` for every maximal run of the whole grid in memory order. */
function forEachRun(mask: Mask, run: (value: number, length: number) => void): void {
  const { box, size, voxels } = mask;
  const width = Math.max(0, box.i1 - box.i0);
  let value = 0;
  let length = 0;
  const add = (next: number, count: number) => {
    if (next === value) length += count;
    else {
      if (length > 0) run(value, length);
      value = next;
      length = count;
    }
  };
  const startOf = (row: number): number => {
    const rows = box.j1 - box.j0;
    return ((box.k0 + Math.floor(row / rows)) * size[1] + box.j0 + (row % rows)) * size[0] + box.i0;
  };
  // Runs are found in the box as one array, by a search that is native, and then cut at the ends of its rows.
  let position = 0;
  let row = 0;
  let left = width;
  for (let from = 0; from < voxels.length; ) {
    const here = voxels[from] as number;
    const other = voxels.indexOf(here ^ 1, from);
    const end = other < 0 ? voxels.length : other;
    while (from < end) {
      if (left === width) {
        const start = startOf(row);
        if (start > position) add(0, start - position);
        position = start;
      }
      const take = Math.min(left, end - from);
      add(here, take);
      from += take;
      position += take;
      left -= take;
      if (left === 0) {
        left = width;
        row++;
      }
    }
  }
  const rest = voxelCount(size) - position;
  if (rest > 0) add(0, rest);
  if (length > 0) run(value, length);
}

/**
 * A complete gzip member (RFC 1952) of `prefix` followed by the whole grid of the mask, one byte (0 or 1) a voxel.
 * @param prefix bytes before the voxels, such as a NIfTI header; at most 65 535
 */
export function gzipMask(mask: Mask, prefix: Uint8Array): Uint8Array<ArrayBuffer> {
  if (prefix.length > STORED_MAX) throw new RangeError('the prefix does not fit one stored block');
  const out = new BitWriter();
  for (const byte of [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]) out.putByte(byte);
  let crc = CRC_START;
  if (prefix.length > 0) {
    out.put(0, 3);
    out.alignToByte();
    for (const word of [prefix.length, ~prefix.length & 0xffff]) {
      out.putByte(word & 0xff);
      out.putByte(word >>> 8);
    }
    for (const byte of prefix) out.putByte(byte);
    crc = feedBytes(crc, prefix);
  }
  out.put(0b101, 3);
  putTables(out);
  forEachRun(mask, (value, length) => {
    crc = feedRun(crc, value, length);
    putRun(out, value, length);
  });
  out.putSymbol(END_OF_BLOCK);
  out.alignToByte();
  for (const word of [finishCrc(crc), (prefix.length + voxelCount(mask.size)) >>> 0]) {
    for (let shift = 0; shift < 32; shift += 8) out.putByte((word >>> shift) & 0xff);
  }
  return out.take();
}
