// How an image's pixels are stored, compared with the bytes that are there before anything is allocated.

import { AppError } from '../error/index.ts';
import type { DicomFile } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { type Fragment, frameFragments } from './encapsulated.ts';
import type { AttributeOwner } from './read-placement.ts';
import type { DicomKeyword } from './tags.ts';
import { EXPLICIT_BIG_ENDIAN, type PixelCompression, pixelCompression, transferSyntaxName } from './transfer-syntax.ts';
import type { PixelFormat } from './types.ts';

/** Compressed frames beyond this many pixels, 4096 x 4096, are refused: what they would need to be decoded is not
 * bounded by the size of the file. */
const MAX_COMPRESSED_PIXELS = 2 ** 24;
/** The most that a byte can stand for. PackBits turns two bytes into 128; a block of 64 pixels takes at least two bits
 * in JPEG. The others have no such bound. */
const MAX_RLE_BYTES = 64;
const MAX_JPEG_PIXELS = 256;

export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
}

/** PS3.3 C.11.1 (Modality LUT module) and, for frames, C.7.6.16.2.9. Throws `unsupported` for a table. */
export function readRescale(owner: AttributeOwner): Rescale {
  const decimal = (keyword: DicomKeyword) => owner(keyword)?.decimal(keyword) ?? null;
  if ((owner('ModalityLUTSequence')?.items('ModalityLUTSequence').length ?? 0) > 0) {
    throw new AppError(
      'unsupported',
      'DICOM_MODALITY_LUT',
      'The image maps its values by a table (ModalityLUTSequence), which is not supported. Export it with RescaleSlope.',
    );
  }
  const slope = decimal('RescaleSlope') ?? 1;
  const intercept = decimal('RescaleIntercept') ?? 0;
  if (!Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0) {
    throw new AppError(
      'invalid-input',
      'DICOM_RESCALE',
      'RescaleSlope or RescaleIntercept is no usable number, so values have no unit. Export the image again.',
    );
  }
  return { slope, intercept };
}

function readBits(dataset: DicomDataset) {
  const allocated = dataset.uint16('BitsAllocated');
  if (allocated !== 8 && allocated !== 16 && allocated !== 32) {
    throw new AppError(
      'unsupported',
      'DICOM_BITS',
      `The image has ${allocated ?? 'no stated number of'} bits a pixel; 8, 16 or 32 are supported.`,
    );
  }
  const bitsStored = dataset.uint16('BitsStored') ?? allocated;
  const highBit = dataset.uint16('HighBit') ?? bitsStored - 1;
  if (bitsStored < 1 || bitsStored > allocated || highBit >= allocated || highBit + 1 < bitsStored) {
    throw new AppError(
      'invalid-input',
      'DICOM_BITS',
      'BitsAllocated, BitsStored and HighBit contradict each other. Export the image again from its source.',
    );
  }
  return {
    bitsAllocated: allocated,
    bitsStored,
    highBit,
    isSigned: dataset.uint16('PixelRepresentation') === 1,
  } as const;
}

const truncated = (pixels: string, promised: number, available: number) =>
  new AppError(
    'corrupt-data',
    'DICOM_TRUNCATED',
    `The header promises ${pixels} pixels (${promised} bytes), but the file holds ${available} bytes of them. Copy or export it again.`,
  );

function findCompression(transferSyntaxUid: string): PixelCompression {
  const compression = pixelCompression(transferSyntaxUid);
  if (compression !== null) return compression;
  throw new AppError(
    'unsupported',
    'DICOM_TRANSFER_SYNTAX',
    `The pixels are encoded as ${transferSyntaxName(transferSyntaxUid)}, which is not supported. Export the series uncompressed.`,
  );
}

/** Throws where a frame could not come out of so few bytes, or would be larger than is decoded. */
function checkFragments(
  frames: readonly (readonly Fragment[])[],
  compression: PixelCompression,
  size: string,
  pixels: number,
  sampleBytes: number,
): void {
  for (const frame of frames) {
    const available = frame.reduce((sum, { length }) => sum + length, 0);
    const isPossible =
      compression === 'rle'
        ? pixels * sampleBytes <= available * MAX_RLE_BYTES
        : compression !== 'jpeg' || pixels <= available * MAX_JPEG_PIXELS;
    if (!isPossible) throw truncated(size, pixels * sampleBytes, available);
  }
  if (pixels > MAX_COMPRESSED_PIXELS) {
    throw new AppError(
      'resource',
      'DICOM_IMAGE_SIZE',
      `A compressed image of ${size} pixels is larger than is decoded. Export it uncompressed.`,
    );
  }
}

/**
 * The format of every frame.
 * @param rescales one for each frame
 * @throws AppError `unsupported`, `invalid-input`, `resource`, or `corrupt-data` when the header promises more than the
 * file has
 */
export function readPixelFormats(
  file: DicomFile,
  rows: number,
  columns: number,
  rescales: readonly Rescale[],
): PixelFormat[] {
  const { dataset, transferSyntaxUid } = file;
  const compression = findCompression(transferSyntaxUid);
  const bits = readBits(dataset);
  const sampleBytes = bits.bitsAllocated / 8;
  const pixels = rows * columns;
  const isBig = transferSyntaxUid === EXPLICIT_BIG_ENDIAN;
  // Bytes are swapped inside the words of OW; pixels of 8 bits written as OB are not (PS3.5 section 8.1.1).
  const isBigEndian = isBig && (sampleBytes > 1 || dataset.vr('PixelData') === 'OW');
  if (isBigEndian && sampleBytes === 1 && pixels % 2 === 1 && rescales.length > 1) {
    throw new AppError(
      'unsupported',
      'DICOM_BITS',
      'The file packs frames of an odd number of bytes in big-endian words, which is not supported. Export it as little endian.',
    );
  }
  const extent = dataset.extent('PixelData');
  const offset = extent?.offset ?? 0;
  const common = { ...bits, isBigEndian, compression };
  const size = `${rescales.length > 1 ? `${rescales.length} x ` : ''}${columns} x ${rows}`;
  if (compression === 'none') {
    const promised = pixels * sampleBytes * rescales.length;
    const available = Math.min(Math.max(0, file.byteLength - offset), extent?.length ?? 0);
    if (promised > available) throw truncated(size, promised, available);
    return rescales.map(({ slope, intercept }, frame) => ({
      ...common,
      rescaleSlope: slope,
      rescaleIntercept: intercept,
      dataOffset: offset + frame * pixels * sampleBytes,
      fragments: [],
    }));
  }
  const frames = frameFragments(file.bytes, offset, rescales.length, dataset.bytes('ExtendedOffsetTable'));
  checkFragments(frames, compression, size, pixels, sampleBytes);
  return rescales.map(({ slope, intercept }, frame) => ({
    ...common,
    rescaleSlope: slope,
    rescaleIntercept: intercept,
    dataOffset: 0,
    fragments: frames[frame] as Fragment[],
  }));
}
