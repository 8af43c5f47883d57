// 16-bit samples with a slope of 1 to values: what imports of CT spend their arithmetic on.

import type { PixelFormat } from './types.ts';

const INT16_MIN = -32768;
const INT16_MAX = 32767;
/** All bits of two 16-bit lanes but their highest: sums of these cannot carry from one lane into the other. */
const LOW_BITS = 0x7fff7fff;
const HIGH_BITS = 0x80008000;

const inBothLanes = (word: number): number => (word & 0xffff) | (word << 16);

/**
 * Writes stored + intercept for every sample. Only for formats all of whose values fit Int16, with the sample in the
 * low bits.
 */
export function addFittingIntercept(stored: Uint16Array, format: PixelFormat, out: Int16Array): void {
  const { bitsStored, isSigned, rescaleIntercept } = format;
  const mask = 2 ** bitsStored - 1;
  // Flipping the sign bit and taking its worth off again extends the sign.
  const sign = isSigned ? 2 ** (bitsStored - 1) : 0;
  const add = rescaleIntercept - sign;
  let done = 0;
  if (stored.byteOffset % 4 === 0 && out.byteOffset % 4 === 0) {
    const pairs = stored.length >> 1;
    const from = new Int32Array(stored.buffer, stored.byteOffset, pairs);
    const to = new Int32Array(out.buffer, out.byteOffset, pairs);
    addInPairs(from, to, inBothLanes(mask), inBothLanes(sign), inBothLanes(add));
    done = 2 * pairs;
  }
  for (let n = done; n < stored.length; n++) out[n] = (((stored[n] as number) & mask) ^ sign) + add;
}

/** Two samples at a time: half the loads and stores, no branch. */
function addInPairs(from: Int32Array, to: Int32Array, mask: number, sign: number, add: number): void {
  const addLow = add & LOW_BITS;
  for (let n = 0; n < from.length; n++) {
    const x = ((from[n] as number) & mask) ^ sign;
    to[n] = ((x & LOW_BITS) + addLow) ^ ((x ^ add) & HIGH_BITS);
  }
}

/** The same for any 16-bit format. False when a value leaves the range of Int16. */
export function addIntercept(stored: Uint16Array, format: PixelFormat, out: Int16Array): boolean {
  const left = 31 - format.highBit;
  const right = 32 - format.bitsStored;
  const intercept = format.rescaleIntercept;
  let low = 0;
  let high = 0;
  if (format.isSigned) {
    for (let n = 0; n < stored.length; n++) {
      const value = (((stored[n] as number) << left) >> right) + intercept;
      if (value < low) low = value;
      if (value > high) high = value;
      out[n] = value;
    }
  } else {
    for (let n = 0; n < stored.length; n++) {
      const value = (((stored[n] as number) << left) >>> right) + intercept;
      if (value < low) low = value;
      if (value > high) high = value;
      out[n] = value;
    }
  }
  return low >= INT16_MIN && high <= INT16_MAX;
}
