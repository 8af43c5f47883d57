// Huffman decoding of entropy-coded JPEG data (ITU-T T.81 annexes C and F.2.2).

import { damagedJpeg } from './jpeg-errors.ts';

/** Codes up to this length are found in one look. */
const LOOK_BITS = 9;
const LONGEST_CODE = 16;

export interface HuffmanTable {
  /** By the next LOOK_BITS bits: code length * 256 + symbol; 0 where the code is longer. */
  readonly look: Uint16Array;
  /** By code length: the largest code, -1 where there is none; the index of the first symbol less the first code. */
  readonly largestCode: Int32Array;
  readonly symbolOffset: Int32Array;
  readonly symbols: Uint8Array;
}

/**
 * @param lengths number of codes of 1 to 16 bits
 * @param symbols in order of their codes
 * @throws AppError `corrupt-data` when the lengths make no prefix code
 */
export function buildHuffmanTable(lengths: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const look = new Uint16Array(1 << LOOK_BITS);
  const largestCode = new Int32Array(LONGEST_CODE + 1).fill(-1);
  const symbolOffset = new Int32Array(LONGEST_CODE + 1);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const count = lengths[length - 1] ?? 0;
    if (code + count > 1 << length) throw damagedJpeg();
    symbolOffset[length] = index - code;
    for (let n = 0; n < count; n++, code++, index++) {
      if (length > LOOK_BITS) continue;
      const first = code << (LOOK_BITS - length);
      look.fill((length << 8) | (symbols[index] as number), first, first + (1 << (LOOK_BITS - length)));
    }
    if (count > 0) largestCode[length] = code - 1;
    code <<= 1;
  }
  return { look, largestCode, symbolOffset, symbols: symbols.slice() };
}

/** Bits of one scan. Past the end of the data, or at a marker, it yields zeros and remembers how many. */
export class EntropyReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  #invented = 0;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.#at = offset;
  }

  /** True when bits were used that the data do not have. */
  get isPastEnd(): boolean {
    return this.#invented > this.#count;
  }

  #fill(): void {
    const bytes = this.#bytes;
    while (this.#count <= 16) {
      let byte = 0;
      if (this.#at < bytes.length) byte = bytes[this.#at] as number;
      const isMarker = byte === 0xff && bytes[this.#at + 1] !== 0;
      if (this.#at >= bytes.length || isMarker) {
        byte = 0;
        this.#invented += 8;
      } else {
        this.#at += byte === 0xff ? 2 : 1;
      }
      this.#bits = ((this.#bits << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
  }

  /** The next symbol. Throws `corrupt-data` for bits that are no code. */
  symbol(table: HuffmanTable): number {
    if (this.#count < LONGEST_CODE) this.#fill();
    const found = table.look[(this.#bits >> (this.#count - LOOK_BITS)) & ((1 << LOOK_BITS) - 1)] as number;
    if (found !== 0) {
      this.#count -= found >> 8;
      return found & 255;
    }
    for (let length = LOOK_BITS + 1; length <= LONGEST_CODE; length++) {
      const code = (this.#bits >> (this.#count - length)) & ((1 << length) - 1);
      if (code <= (table.largestCode[length] as number)) {
        this.#count -= length;
        return table.symbols[code + (table.symbolOffset[length] as number)] as number;
      }
    }
    throw damagedJpeg();
  }

  /** The next `length` bits (0 to 16) as the signed difference that they stand for (T.81 F.2.2.1, EXTEND). */
  difference(length: number): number {
    if (length === 0) return 0;
    if (this.#count < length) this.#fill();
    this.#count -= length;
    const value = (this.#bits >> this.#count) & ((1 << length) - 1);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /** Skips to behind the next restart marker. Throws `corrupt-data` where another thing follows. */
  restart(): void {
    const bytes = this.#bytes;
    if (this.isPastEnd) throw damagedJpeg();
    this.#count = 0;
    this.#bits = 0;
    this.#invented = 0;
    while (bytes[this.#at] === 0xff && bytes[this.#at + 1] === 0xff) this.#at++;
    const marker = bytes[this.#at + 1] ?? 0;
    if (bytes[this.#at] !== 0xff || marker < 0xd0 || marker > 0xd7) throw damagedJpeg();
    this.#at += 2;
  }
}
