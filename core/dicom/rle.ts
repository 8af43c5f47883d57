// RLE Lossless (PS3.5 annex G): PackBits over byte planes, most significant byte first.

import { AppError } from '../error/index.ts';

const HEADER_BYTES = 64;
const ITEM_HEADER_BYTES = 8;

const damaged = () =>
  new AppError(
    'corrupt-data',
    'DICOM_RLE',
    'The RLE-compressed pixels are damaged or cut short. Copy or export the file again.',
  );

/** The fragments of an encapsulated PixelData value of one frame, joined; its offset table is left out (PS3.5 A.4). */
function joinFragments(bytes: Uint8Array, offset: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Uint8Array[] = [];
  let at = offset;
  for (let index = 0; at + ITEM_HEADER_BYTES <= bytes.length; index++) {
    const group = view.getUint16(at, true);
    const element = view.getUint16(at + 2, true);
    const length = view.getUint32(at + 4, true);
    if (group !== 0xfffe || element !== 0xe000) break;
    at += ITEM_HEADER_BYTES;
    if (at + length > bytes.length) throw damaged();
    if (index > 0) fragments.push(bytes.subarray(at, at + length));
    at += length;
  }
  const [only] = fragments;
  if (only === undefined) throw damaged();
  if (fragments.length === 1) return only;
  const joined = new Uint8Array(fragments.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of fragments) {
    joined.set(part, to);
    to += part.length;
  }
  return joined;
}

/** One PackBits segment into every `stride`-th byte of `out` from `first` on; `count` bytes are expected. */
function unpack(segment: Uint8Array, out: Uint8Array, first: number, stride: number, count: number): void {
  let from = 0;
  let written = 0;
  let to = first;
  while (written < count) {
    if (from >= segment.length) throw damaged();
    const control = segment[from++] as number;
    if (control < 128) {
      const length = control + 1;
      if (from + length > segment.length || written + length > count) throw damaged();
      for (let n = 0; n < length; n++, to += stride) out[to] = segment[from++] as number;
      written += length;
    } else if (control > 128) {
      const length = 257 - control;
      if (from >= segment.length || written + length > count) throw damaged();
      const value = segment[from++] as number;
      for (let n = 0; n < length; n++, to += stride) out[to] = value;
      written += length;
    }
  }
}

/**
 * Pixels of a single-frame RLE image as little-endian samples.
 * @param offset where the value field of PixelData starts in `bytes`
 * @throws AppError `corrupt-data` when the segments do not hold exactly the promised pixels
 */
export function decodeRle(bytes: Uint8Array, offset: number, pixels: number, bytesPerSample: number): Uint8Array {
  const frame = joinFragments(bytes, offset);
  if (frame.length < HEADER_BYTES) throw damaged();
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  if (header.getUint32(0, true) !== bytesPerSample) throw damaged();
  const out = new Uint8Array(pixels * bytesPerSample);
  for (let plane = 0; plane < bytesPerSample; plane++) {
    const start = header.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < bytesPerSample ? header.getUint32(8 + 4 * plane, true) : frame.length;
    if (start < HEADER_BYTES || end < start || end > frame.length) throw damaged();
    unpack(frame.subarray(start, end), out, bytesPerSample - 1 - plane, bytesPerSample, pixels);
  }
  return out;
}
