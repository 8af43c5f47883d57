// RLE Lossless (PS3.5 annex G): PackBits over byte planes, most significant byte first.

import { AppError } from '../error/index.ts';

const HEADER_BYTES = 64;

const damaged = () =>
  new AppError(
    'corrupt-data',
    'DICOM_RLE',
    'The RLE-compressed pixels are damaged or cut short. Copy or export the file again.',
  );

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
 * Pixels of one RLE frame as little-endian samples.
 * @throws AppError `corrupt-data` when the segments do not hold exactly the promised pixels
 */
export function decodeRle(frame: Uint8Array, pixels: number, bytesPerSample: number): Uint8Array {
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
