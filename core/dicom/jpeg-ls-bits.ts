// Bits of a JPEG-LS scan (ISO/IEC 14495-1 A.1): after a byte of ones comes one of seven bits.

import { damagedJpegLs } from './jpeg-ls-header.ts';

export class JpegLsBits {
  readonly #bytes: Uint8Array;
  #at: number;
  #afterOnes = false;
  /** The low `#count` bits are those to come. */
  #cache = 0;
  #count = 0;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.#at = offset;
  }

  #fill(): void {
    const bytes = this.#bytes;
    while (this.#count <= 23 && this.#at < bytes.length) {
      const byte = bytes[this.#at] as number;
      // A set bit where one was stuffed: a marker, the end of the scan.
      if (this.#afterOnes && byte > 127) return;
      const width = this.#afterOnes ? 7 : 8;
      this.#cache = (this.#cache << width) | byte;
      this.#count += width;
      this.#afterOnes = byte === 255;
      this.#at++;
    }
  }

  /** The next `width` bits, 0 to 23. Throws `corrupt-data` past the end. */
  read(width: number): number {
    if (this.#count < width) {
      this.#fill();
      if (this.#count < width) throw damagedJpegLs();
    }
    this.#count -= width;
    const value = this.#cache >>> this.#count;
    this.#cache &= (1 << this.#count) - 1;
    return value;
  }

  /** Number of zeros before the next one, which is read too. Throws `corrupt-data` past the end and above `limit`. */
  zeros(limit: number): number {
    let total = 0;
    for (;;) {
      if (this.#count === 0) {
        this.#fill();
        if (this.#count === 0) throw damagedJpegLs();
      }
      if (this.#cache !== 0) break;
      total += this.#count;
      this.#count = 0;
      if (total > limit) throw damagedJpegLs();
    }
    const zeros = Math.clz32(this.#cache) - (32 - this.#count);
    this.#count -= zeros + 1;
    this.#cache &= (1 << this.#count) - 1;
    total += zeros;
    if (total > limit) throw damagedJpegLs();
    return total;
  }
}
