// JPEG of the transfer syntaxes .50, .51, .57 and .70, told apart by the stream itself and not by the declared syntax.

import type { DecodedFrame, FrameSize } from './decoded-frame.ts';
import { decodeDct } from './jpeg-dct.ts';
import { damagedJpeg } from './jpeg-errors.ts';
import { decodeLossless } from './jpeg-lossless.ts';
import { readJpegScan } from './jpeg-segments.ts';

/**
 * One grey frame.
 * @throws AppError `corrupt-data` when the stream is damaged, cut short or of another size than the image says;
 * `unsupported` for colour, progressive and arithmetic streams
 */
export function decodeJpeg(frame: Uint8Array, expected: FrameSize): DecodedFrame {
  const scan = readJpegScan(frame);
  if (scan.rows !== expected.rows || scan.columns !== expected.columns) throw damagedJpeg();
  const samples = scan.process === 'dct' ? decodeDct(frame, scan) : decodeLossless(frame, scan);
  return { samples, bits: scan.precision, isSigned: false };
}
