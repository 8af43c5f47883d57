// Stored pixels to values with a meaning (HU for CT): bit depth, sign, byte order, then the image's own rescale.

import { AppError } from '../error/index.ts';
import { addFittingIntercept, addIntercept } from './add-intercept.ts';
import { parseDicom } from './dataset.ts';
import type { CodecName, DecodedFrame, FrameCodec } from './decoded-frame.ts';
import { joinFragments } from './encapsulated.ts';
import { decodeJpeg2000 } from './jpeg-2000.ts';
import { decodeJpeg } from './jpeg-decode.ts';
import { decodeJpegLs } from './jpeg-ls.ts';
import { decodeRle } from './rle.ts';
import { DEFLATED_LITTLE_ENDIAN } from './transfer-syntax.ts';
import type { PixelFormat, PixelImage } from './types.ts';

const INT16_MIN = -32768;
const INT16_MAX = 32767;

type Stored = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Samples of a frame, and the format that they have once they are out of their compression. */
interface Samples {
  readonly stored: Stored;
  readonly format: PixelFormat;
}

/** Copied only where alignment or byte order ask for it. */
function uncompressedSamples(bytes: Uint8Array, format: PixelFormat, count: number): Samples {
  const sampleBytes = format.bitsAllocated / 8;
  const end = format.dataOffset + count * sampleBytes;
  if (end > bytes.length) throw new AppError('corrupt-data', 'DICOM_TRUNCATED', 'The pixels are cut short.');
  const isByteSwapped = format.isBigEndian && sampleBytes === 1;
  let samples = bytes.subarray(format.dataOffset, isByteSwapped ? end + (count & 1) : end);
  if (format.isBigEndian) samples = swapped(samples, Math.max(2, sampleBytes)).subarray(0, count * sampleBytes);
  else if (samples.byteOffset % sampleBytes !== 0) {
    // Not slice: that of Node's Buffer shares memory.
    samples = new Uint8Array(samples);
  }
  return { stored: asStored(samples, format, count), format };
}

function asStored({ buffer, byteOffset }: Uint8Array, { bitsAllocated, isSigned }: PixelFormat, count: number): Stored {
  if (bitsAllocated === 8) {
    return isSigned ? new Int8Array(buffer, byteOffset, count) : new Uint8Array(buffer, byteOffset, count);
  }
  if (bitsAllocated === 16) {
    return isSigned ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
  }
  return isSigned ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
}

/**
 * Samples of a decoder as 16-bit patterns. How many of their bits count is the stream's word, which bit is the sign is
 * the file's: streams that were written as unsigned hold the two's complement of what they were given.
 */
function fromDecoder(decoded: DecodedFrame, format: PixelFormat, count: number): Samples {
  const { samples, bits, isSigned } = decoded;
  const words = samples instanceof Uint16Array ? samples : Uint16Array.from(samples);
  // A stream without a sign may be wider than the values in it.
  const bitsStored = format.isSigned && !isSigned ? Math.min(bits, format.bitsStored) : bits;
  const plain = { ...format, bitsAllocated: 16, bitsStored, highBit: bitsStored - 1 } as const;
  return { stored: asStored(new Uint8Array(words.buffer, words.byteOffset), plain, count), format: plain };
}

function readSamples(bytes: Uint8Array, image: PixelImage, codec: FrameCodec | undefined): Samples {
  const { pixels: format, rows, columns } = image;
  const { compression } = format;
  const count = rows * columns;
  if (compression === 'none') return uncompressedSamples(bytes, format, count);
  const frame = joinFragments(bytes, format.fragments);
  if (compression === 'rle') {
    const samples = decodeRle(frame, count, format.bitsAllocated / 8);
    return { stored: asStored(samples, format, count), format };
  }
  if (compression === 'jpeg') return fromDecoder(decodeJpeg(frame, image), format, count);
  if (compression === 'jpeg-ls') return fromDecoder(decodeJpegLs(frame, image), format, count);
  if (codec === undefined) {
    throw new AppError('internal', 'DICOM_CODEC', `No decoder for ${compression} was given.`);
  }
  return fromDecoder(decodeJpeg2000(frame, image, codec), format, count);
}

function swapped(samples: Uint8Array, wordBytes: number): Uint8Array {
  const out = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += wordBytes) {
    for (let b = 0; b < wordBytes; b++) out[at + b] = samples[at + wordBytes - 1 - b] ?? 0;
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
export const isWholeValued = (image: PixelImage): boolean =>
  hasWholeRescale(image.pixels.rescaleSlope, image.pixels.rescaleIntercept);

/** The codec that the image needs from outside, or null. */
export const codecNameOf = ({ pixels: { compression } }: PixelImage): CodecName | null =>
  compression === 'jpeg-2000' ? compression : null;

/**
 * What offsets of the images of a file refer to: its bytes, or those of a deflated file inflated.
 * @param image any image of the file
 */
export const pixelSource = (bytes: Uint8Array, image: PixelImage): Uint8Array =>
  image.transferSyntaxUid === DEFLATED_LITTLE_ENDIAN ? parseDicom(bytes).bytes : bytes;

/** Decodes compressed pixels without keeping them: only that says whether they are whole. Throws as `decodePixels`. */
export function checkCompressedPixels(source: Uint8Array, image: PixelImage, codec?: FrameCodec): void {
  if (image.pixels.compression !== 'none') readSamples(source, image, codec);
}

/**
 * Writes the image's values into `out` from index `at` on, i fastest.
 * @param source of `pixelSource`
 * @param codec the one that `codecNameOf` names
 * @returns false when a value does not fit Int16 or is not whole and `out` is Int16: then `out` is not complete, and
 * the caller decodes again into Float32
 * @throws AppError `corrupt-data` when the pixels are cut short or damaged, `unsupported` when their stream is of a kind
 * that no decoder takes
 */
export function decodePixels(
  source: Uint8Array,
  image: PixelImage,
  out: Int16Array | Float32Array,
  at: number,
  codec?: FrameCodec,
): boolean {
  const { stored: samples, format } = readSamples(source, image, codec);
  const { rescaleSlope: slope, rescaleIntercept: intercept } = format;
  const count = samples.length;
  if (out instanceof Int16Array && slope === 1 && Number.isInteger(intercept) && format.bitsAllocated === 16) {
    const words = new Uint16Array(samples.buffer, samples.byteOffset, count);
    const values = out.subarray(at, at + count);
    if (format.highBit + 1 !== format.bitsStored || !alwaysFitsInt16(format))
      return addIntercept(words, format, values);
    addFittingIntercept(words, format, values);
    return true;
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
