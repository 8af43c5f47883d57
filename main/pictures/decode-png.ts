// PNG (W3C PNG third edition) by fast-png, after a look at what it would have to unpack: the decoder itself knows no
// limit, and a small file can promise much.

import { crc32, inflateSync } from 'node:zlib';
import { convertIndexedToRgb, decode } from 'fast-png';
import type { SeriesWarning } from '../../core/dicom/index.ts';
import { damagedPicture, MAX_PIXELS, type Picture, pictureTooLarge, unsupportedPicture } from './picture.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and CRC. */
const CHUNK_OVERHEAD_BYTES = 12;
/** The pixels and what they need; everything else (profiles, texts, further frames of an animation) stays outside. */
const NEEDED_CHUNKS = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
/** Samples a pixel by colour type (11.2.1). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** ITU-R BT.601. */
const RED_WEIGHT = 0.299;
const GREEN_WEIGHT = 0.587;
const BLUE_WEIGHT = 0.114;

interface Chunk {
  readonly type: string;
  readonly whole: Uint8Array;
  readonly data: Uint8Array;
}

function readChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let at = SIGNATURE_BYTES;
  while (at + CHUNK_OVERHEAD_BYTES <= bytes.length) {
    const end = at + CHUNK_OVERHEAD_BYTES + view.getUint32(at, false);
    if (end > bytes.length) throw damagedPicture();
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (NEEDED_CHUNKS.has(type)) {
      if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4, false)) throw damagedPicture();
      chunks.push({ type, whole: bytes.subarray(at, end), data: bytes.subarray(at + 8, end - 4) });
    }
    if (type === 'IEND') return chunks;
    at = end;
  }
  throw damagedPicture();
}

/** Bytes that the pixels unpack to: a filter byte a row, and up to seven times as many rows where they are interlaced. */
function checkSize(chunks: readonly Chunk[]): void {
  const header = chunks[0];
  if (header?.type !== 'IHDR' || header.data.length !== 13) throw damagedPicture();
  const view = new DataView(header.data.buffer, header.data.byteOffset, 13);
  const [columns, rows] = [view.getUint32(0, false), view.getUint32(4, false)];
  const depth = view.getUint8(8);
  const samples = SAMPLES[view.getUint8(9)];
  if (columns === 0 || rows === 0 || samples === undefined) throw damagedPicture();
  if (columns * rows > MAX_PIXELS) throw pictureTooLarge();
  if (depth < 8 && view.getUint8(9) === 0) throw unsupportedPicture('fewer than 8 bits a pixel');
  const rowBytes = Math.ceil((columns * samples * depth) / 8);
  const isInterlaced = view.getUint8(12) !== 0;
  const most = rowBytes * rows + (isInterlaced ? 16 * (rows + columns) : rows);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  try {
    const { length } = inflateSync(packed, { maxOutputLength: most });
    if (length < rowBytes * rows) throw damagedPicture();
  } catch (thrown) {
    throw damagedPicture(thrown);
  }
}

function isOpaque(data: ArrayLike<number>, channels: number, opaque: number): boolean {
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== opaque) return false;
  return true;
}

/** Grey as it is; colour whose channels are equal is grey too, other colour becomes its luminance. */
function toGrey(data: Uint8Array | Uint16Array, channels: number, pixels: number) {
  const grey = data instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels);
  let isColoured = false;
  for (let n = 0, at = 0; n < pixels; n++, at += channels) {
    const red = data[at] as number;
    const green = channels > 2 ? (data[at + 1] as number) : red;
    const blue = channels > 2 ? (data[at + 2] as number) : red;
    if (red === green && red === blue) {
      grey[n] = red;
    } else {
      isColoured = true;
      grey[n] = Math.round(RED_WEIGHT * red + GREEN_WEIGHT * green + BLUE_WEIGHT * blue);
    }
  }
  return { grey, isColoured };
}

/** Throws as `decodePicture`. */
export function decodePngPicture(bytes: Uint8Array): Picture {
  const chunks = readChunks(bytes);
  checkSize(chunks);
  const needed = Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...chunks.map(({ whole }) => whole)]);
  let decoded: ReturnType<typeof decode>;
  let data: Uint8Array | Uint16Array;
  try {
    decoded = decode(needed);
    data = decoded.palette === undefined ? (decoded.data as typeof data) : convertIndexedToRgb(decoded);
  } catch (thrown) {
    throw damagedPicture(thrown);
  }
  const { width: columns, height: rows, palette } = decoded;
  const channels = data.length / (columns * rows);
  if (!Number.isInteger(channels)) throw damagedPicture();
  const warnings: SeriesWarning[] = [];
  const { grey, isColoured } = toGrey(data, channels, columns * rows);
  if (isColoured) {
    warnings.push({ code: 'IMAGE_COLOUR', message: 'The picture is in colour; its luminance was taken.' });
  }
  const hasAlpha = channels === 2 || channels === 4;
  if (palette === undefined && hasAlpha && !isOpaque(data, channels, data instanceof Uint16Array ? 0xffff : 0xff)) {
    warnings.push({ code: 'IMAGE_TRANSPARENCY', message: 'The picture is transparent in places; that was left out.' });
  }
  return { columns, rows, samples: grey, warnings };
}
