// The pixels of a segmentation, frame by frame: bits, bytes or words, compared with what the file holds before anything
// is allocated.

import { Inflate } from 'fflate';
import { AppError } from '../error/index.ts';
import { unpackBits } from './bit-frames.ts';
import type { DicomFile } from './dataset.ts';
import type { FrameCodec } from './decoded-frame.ts';
import { frameFragments, joinFragments } from './encapsulated.ts';
import { decodePixels } from './pixel-data.ts';
import { readPixelFormats } from './read-pixel-format.ts';
import { EXPLICIT_BIG_ENDIAN, pixelCompression, transferSyntaxName } from './transfer-syntax.ts';
import type { PixelImage } from './types.ts';

/** PS3.5 A.4.13: each frame deflated by itself, made for frames of one bit. */
export const DEFLATED_IMAGE_FRAME = '1.2.840.10008.1.2.8.1';

export interface SegSize {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
}

export type FrameReader = (at: number) => Uint8Array | Uint16Array;

const truncated = (promised: number, available: number): AppError =>
  new AppError(
    'corrupt-data',
    'DICOM_TRUNCATED',
    `The segmentation promises ${promised} bytes of frames, but the file holds ${available} of them. Copy or export it again.`,
  );

const badStream = (): AppError =>
  new AppError(
    'corrupt-data',
    'DICOM_FRAMES',
    'A deflated frame of the segmentation is damaged. Copy or export the file again.',
  );

/** Exactly `byteLength` bytes, or one more where an odd number was padded. */
function inflateFrame(deflated: Uint8Array, byteLength: number): Uint8Array {
  const out = new Uint8Array(byteLength);
  let done = 0;
  const stream = new Inflate((part) => {
    if (done + part.length > byteLength + 1) throw badStream();
    out.set(part.subarray(0, byteLength - done), done);
    done += part.length;
  });
  try {
    stream.push(deflated, true);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw badStream();
  }
  if (done < byteLength) throw badStream();
  return out;
}

function deflatedReader(file: DicomFile, { frames, rows, columns }: SegSize, bits: number): FrameReader {
  const { dataset, bytes } = file;
  const offset = dataset.extent('PixelData')?.offset ?? 0;
  const fragments = frameFragments(bytes, offset, frames, dataset.bytes('ExtendedOffsetTable'));
  const pixels = rows * columns;
  return (at) => {
    const raw = inflateFrame(joinFragments(bytes, fragments[at] ?? []), Math.ceil((pixels * bits) / 8));
    if (bits === 1) return unpackBits(raw, 0, pixels);
    if (bits === 8) return raw;
    const view = new DataView(raw.buffer);
    return Uint16Array.from({ length: pixels }, (_, n) => view.getUint16(2 * n, true));
  };
}

/** Bytes in the order in which the bits lie: big endian writes words (PS3.5 8.1.1). */
function bitBytes({ dataset, transferSyntaxUid }: DicomFile): Uint8Array {
  const bytes = dataset.bytes('PixelData') ?? new Uint8Array(0);
  if (transferSyntaxUid !== EXPLICIT_BIG_ENDIAN || dataset.vr('PixelData') !== 'OW') return bytes;
  return Uint8Array.from(bytes, (_, at) => bytes[at ^ 1] ?? 0);
}

function bitReader(file: DicomFile, { frames, rows, columns }: SegSize): FrameReader {
  if (pixelCompression(file.transferSyntaxUid) !== 'none') {
    throw new AppError(
      'unsupported',
      'DICOM_TRANSFER_SYNTAX',
      `Frames of one bit are encoded as ${transferSyntaxName(file.transferSyntaxUid)}, which is not supported. Export the segmentation uncompressed.`,
    );
  }
  const pixels = rows * columns;
  const packed = bitBytes(file);
  const promised = Math.ceil((frames * pixels) / 8);
  if (promised > packed.length) throw truncated(promised, packed.length);
  return (at) => unpackBits(packed, at * pixels, pixels);
}

const IDENTITY = { slope: 1, intercept: 0 };

/** Frames of 8 or 16 bits as images, for finding the codec that they need. */
export const segImages = (file: DicomFile, { rows, columns, frames }: SegSize): PixelImage[] =>
  readPixelFormats(
    file,
    rows,
    columns,
    Array.from({ length: frames }, () => IDENTITY),
  ).map((pixels) => ({ rows, columns, transferSyntaxUid: file.transferSyntaxUid, pixels }));

function sampleReader(file: DicomFile, size: SegSize, codec: FrameCodec | undefined): FrameReader {
  const images = segImages(file, size);
  const format = images[0]?.pixels;
  if (format === undefined || format.bitsAllocated > 16 || format.isSigned) {
    throw new AppError(
      'unsupported',
      'SEG_BITS',
      'The segmentation has pixels of another kind than 1, 8 or 16 bits without sign. Export it again.',
    );
  }
  const values = new Float32Array(size.rows * size.columns);
  return (at) => {
    decodePixels(file.bytes, images[at] as PixelImage, values, 0, codec);
    return format.bitsAllocated === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  };
}

/** Throws `corrupt-data` when the file holds less than it promises, `unsupported` for pixels that no reader takes. */
export function frameReader(file: DicomFile, size: SegSize, codec?: FrameCodec): FrameReader {
  const bits = file.dataset.uint16('BitsAllocated');
  if (file.transferSyntaxUid === DEFLATED_IMAGE_FRAME && (bits === 1 || bits === 8 || bits === 16)) {
    return deflatedReader(file, size, bits);
  }
  return bits === 1 ? bitReader(file, size) : sampleReader(file, size, codec);
}
