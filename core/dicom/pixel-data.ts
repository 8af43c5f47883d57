// Stored pixels to values with a meaning (HU for CT): bit depth, sign, byte order, then the image's own rescale.

import { AppError } from '../error/index.ts';
import { parseDicom } from './dataset.ts';
import { decodeRle } from './rle.ts';
import { DEFLATED_LITTLE_ENDIAN } from './transfer-syntax.ts';
import type { DicomImage, PixelFormat } from './types.ts';

const INT16_MIN = -32768;
const INT16_MAX = 32767;

type Stored = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Little-endian samples of the image, copied only where alignment, byte order or RLE ask for it. */
function storedSamples(bytes: Uint8Array, format: PixelFormat, count: number): Stored {
  const sampleBytes = format.bitsAllocated / 8;
  let samples: Uint8Array;
  if (format.compression === 'rle') {
    samples = decodeRle(bytes, format.dataOffset, count, sampleBytes);
  } else {
    const end = format.dataOffset + count * sampleBytes;
    if (end > bytes.length) throw new AppError('corrupt-data', 'DICOM_TRUNCATED', 'The pixels are cut short.');
    samples = bytes.subarray(format.dataOffset, end);
    if (format.isBigEndian && sampleBytes > 1) samples = swapped(samples, sampleBytes);
    else if (samples.byteOffset % sampleBytes !== 0) samples = samples.slice();
  }
  const { buffer, byteOffset } = samples;
  if (sampleBytes === 1) return format.isSigned ? new Int8Array(buffer, byteOffset, count) : samples;
  if (sampleBytes === 2) {
    return format.isSigned ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
  }
  return format.isSigned ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
}

function swapped(samples: Uint8Array, sampleBytes: number): Uint8Array {
  const out = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += sampleBytes) {
    for (let b = 0; b < sampleBytes; b++) out[at + b] = samples[at + sampleBytes - 1 - b] as number;
  }
  return out;
}

/** Keeps only the stored bits: the others may hold overlays or be left dirty (PS3.5 section 8.1.1). */
function maskStoredBits(stored: Stored, format: PixelFormat): Stored {
  const { bitsAllocated, bitsStored, highBit, isSigned } = format;
  if (bitsStored === bitsAllocated) return stored;
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  const out = stored.slice();
  for (let at = 0; at < out.length; at++) {
    const shifted = (stored[at] as number) << left;
    out[at] = isSigned ? shifted >> right : shifted >>> right;
  }
  return out;
}

/** The common case, 16 bits with a slope of 1, in one pass over arrays of one type each: what imports spend their time on.
 * False when a value leaves the range of Int16. */
function addIntercept(stored: Uint16Array, format: PixelFormat, out: Int16Array, at: number): boolean {
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
      out[at + n] = value;
    }
  } else {
    for (let n = 0; n < stored.length; n++) {
      const value = (((stored[n] as number) << left) >>> right) + intercept;
      if (value < low) low = value;
      if (value > high) high = value;
      out[at + n] = value;
    }
  }
  return low >= INT16_MIN && high <= INT16_MAX;
}

/** True when no stored value of this format can leave the range of Int16 after the rescale, or need a fraction. */
function alwaysFitsInt16({ bitsStored, isSigned, rescaleSlope, rescaleIntercept }: PixelFormat): boolean {
  const low = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const high = isSigned ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1;
  const a = low * rescaleSlope + rescaleIntercept;
  const b = high * rescaleSlope + rescaleIntercept;
  return hasWholeRescale(rescaleSlope, rescaleIntercept) && Math.min(a, b) >= INT16_MIN && Math.max(a, b) <= INT16_MAX;
}

const hasWholeRescale = (slope: number, intercept: number): boolean =>
  Number.isInteger(slope) && Number.isInteger(intercept);

/** True when the image's rescale alone keeps values whole, so that Int16 is worth trying. */
export const isWholeValued = (image: DicomImage): boolean =>
  hasWholeRescale(image.pixels.rescaleSlope, image.pixels.rescaleIntercept);

/**
 * Writes the image's values into `out` from index `at` on, i fastest.
 * @param bytes the whole file
 * @returns false when a value does not fit Int16 or is not whole and `out` is Int16: then `out` is not complete, and
 * the caller decodes again into Float32
 * @throws AppError `corrupt-data` when the pixels are cut short or damaged
 */
export function decodePixels(
  bytes: Uint8Array,
  image: DicomImage,
  out: Int16Array | Float32Array,
  at: number,
): boolean {
  const format = image.pixels;
  const { rescaleSlope: slope, rescaleIntercept: intercept } = format;
  const count = image.rows * image.columns;
  const source = image.transferSyntaxUid === DEFLATED_LITTLE_ENDIAN ? parseDicom(bytes).bytes : bytes;
  const samples = storedSamples(source, format, count);
  if (out instanceof Int16Array && slope === 1 && Number.isInteger(intercept) && format.bitsAllocated === 16) {
    const words = new Uint16Array(samples.buffer, samples.byteOffset, count);
    return addIntercept(words, format, out, at);
  }
  const stored = maskStoredBits(samples, format);
  if (out instanceof Float32Array || alwaysFitsInt16(format)) {
    if (slope === 1 && intercept === 0) out.set(stored, at);
    else for (let n = 0; n < count; n++) out[at + n] = (stored[n] as number) * slope + intercept;
    return true;
  }
  if (!hasWholeRescale(slope, intercept)) return false;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < count; n++) {
    const value = (stored[n] as number) * slope + intercept;
    if (value < low) low = value;
    if (value > high) high = value;
    out[at + n] = value;
  }
  return low >= INT16_MIN && high <= INT16_MAX;
}
