// What a JPEG 2000 stream says about itself, read before a decoder sees it: a stream of another size than the
// image would make the decoder allocate what nobody has checked, and a cut one would come out as a blurred picture.

import { AppError } from '../error/index.ts';
import type { DecodedFrame, FrameCodec, FrameSize } from './decoded-frame.ts';

const damaged = (cause?: unknown) =>
  new AppError(
    'corrupt-data',
    'DICOM_JPEG_2000',
    'The JPEG 2000-compressed pixels are damaged or cut short. Copy or export the file again.',
    { cause },
  );

interface StreamHeader extends FrameSize {
  readonly components: number;
  /** Bits a sample. */
  readonly precision: number;
}

const SOC_SIZ = 0xff4fff51;
const SOT = 0xff90;
const EOC = 0xffd9;

/** Start of the codestream: at once, or inside the boxes of a JP2 file, which some writers leave around it. */
function codestreamStart(view: DataView): number {
  if (view.byteLength >= 4 && view.getUint32(0) === SOC_SIZ) return 0;
  let at = 0;
  while (at + 8 <= view.byteLength) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x6a703263) return at + 8;
    if (length < 8) break;
    at += length;
  }
  throw damaged();
}

/** Size and components from SIZ, and that every tile-part is there (ISO/IEC 15444-1 A.4, A.5). */
function readJ2kHeader(bytes: Uint8Array): StreamHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = codestreamStart(view);
  if (start + 43 > bytes.length || view.getUint32(start) !== SOC_SIZ) throw damaged();
  const siz = start + 4;
  let at = start + 2;
  while (at + 4 <= bytes.length && view.getUint16(at) !== SOT) at += 2 + Math.max(2, view.getUint16(at + 2));
  let tileParts = 0;
  while (at + 12 <= bytes.length && view.getUint16(at) === SOT) {
    const length = view.getUint32(at + 6);
    if (length !== 0 && (length < 14 || at + length > bytes.length)) throw damaged();
    tileParts++;
    // A length of zero: the last tile-part, up to the end of the stream.
    if (length === 0) {
      if (!endsWithEoc(bytes)) throw damaged();
      break;
    }
    at += length;
  }
  if (tileParts === 0) throw damaged();
  return {
    columns: view.getUint32(siz + 4) - view.getUint32(siz + 12),
    rows: view.getUint32(siz + 8) - view.getUint32(siz + 16),
    components: view.getUint16(siz + 36),
    precision: (view.getUint8(siz + 38) & 0x7f) + 1,
  };
}

function endsWithEoc(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === EOC >> 8 && bytes[end - 1] === (EOC & 255);
}

/**
 * Decodes one frame with a codec from outside, after its stream was found to be grey, whole and of the image's size.
 * @throws AppError `corrupt-data`, `unsupported` for colour and for more than 16 bits
 */
export function decodeJpeg2000(frame: Uint8Array, expected: FrameSize, codec: FrameCodec): DecodedFrame {
  const header = readJ2kHeader(frame);
  if (header.rows !== expected.rows || header.columns !== expected.columns) throw damaged();
  if (header.components !== 1 || header.precision > 16) {
    throw new AppError(
      'unsupported',
      'DICOM_CODESTREAM',
      `The JPEG 2000-compressed pixels have ${header.components} components of ${header.precision} bits; one of up to 16 is supported. Export the series uncompressed.`,
    );
  }
  let decoded: DecodedFrame;
  try {
    decoded = codec(frame, expected);
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : damaged(thrown);
  }
  const pixels = expected.rows * expected.columns;
  if (decoded.samples.length !== pixels || decoded.bits !== header.precision) throw damaged();
  return decoded;
}
