// Pixels of one bit (PS3.5 8.1.1, 8.2): the first pixel is the least significant bit of the first byte, and frames
// follow each other without padding, so that all but the first may begin within a byte.

/** `count` pixels from bit `firstBit` on, one byte each. */
export function unpackBits(packed: Uint8Array, firstBit: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  let at = 0;
  let bit = firstBit;
  while (at < count) {
    const byte = packed[bit >> 3] as number;
    if (byte === 0 && (bit & 7) === 0) {
      // Most of a mask is nothing.
      at += 8;
      bit += 8;
      continue;
    }
    const end = Math.min(8 - (bit & 7), count - at);
    for (let n = 0; n < end; n++) out[at + n] = (byte >> ((bit & 7) + n)) & 1;
    at += end;
    bit += end;
  }
  return out;
}

/** Sets the bit of pixel `bit` of the whole stream of frames. */
export function setBit(packed: Uint8Array, bit: number): void {
  packed[bit >> 3] = (packed[bit >> 3] as number) | (1 << (bit & 7));
}
