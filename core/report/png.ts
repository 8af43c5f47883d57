// PNG encoder with row filters. A CT slice without them is half as large again, and the report carries a dozen.

import { zlibSync } from 'fflate';
import type { Picture } from './picture.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOUR_TYPE = { 1: 0, 3: 2 } as const;
const COMPRESSION_LEVEL = 6;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (CRC_TABLE[(c ^ byte) & 0xff] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Filter types of the PNG specification, third edition, section 9.2. */
const FILTER_TYPES = [0, 1, 2, 3, 4] as const;

/** Writes one filtered row into `out` and returns the sum of its signed magnitudes (the usual measure of how well it
 * will pack). `at` is the row's first byte in `data`; `above` that of the row over it, or -1. */
function filterRow(
  type: (typeof FILTER_TYPES)[number],
  data: Uint8Array,
  at: number,
  above: number,
  rowBytes: number,
  step: number,
  out: Uint8Array,
): number {
  let sum = 0;
  for (let x = 0; x < rowBytes; x++) {
    const left = x >= step ? (data[at + x - step] as number) : 0;
    const up = above >= 0 ? (data[above + x] as number) : 0;
    let predicted = 0;
    if (type === 1) predicted = left;
    else if (type === 2) predicted = up;
    else if (type === 3) predicted = (left + up) >> 1;
    else if (type === 4) {
      const corner = above >= 0 && x >= step ? (data[above + x - step] as number) : 0;
      const fromLeft = Math.abs(up - corner);
      const fromUp = Math.abs(left - corner);
      const fromCorner = Math.abs(left + up - 2 * corner);
      predicted = fromLeft <= fromUp && fromLeft <= fromCorner ? left : fromUp <= fromCorner ? up : corner;
    }
    const value = ((data[at + x] as number) - predicted) & 0xff;
    out[x] = value;
    sum += value < 128 ? value : 256 - value;
  }
  return sum;
}

function filterRows(picture: Picture): Uint8Array {
  const rowBytes = picture.width * picture.channels;
  const filtered = new Uint8Array(picture.height * (rowBytes + 1));
  let best = new Uint8Array(rowBytes);
  let trial = new Uint8Array(rowBytes);
  for (let y = 0; y < picture.height; y++) {
    const at = y * rowBytes;
    let bestSum = Number.POSITIVE_INFINITY;
    let bestType = 0;
    for (const type of FILTER_TYPES) {
      const sum = filterRow(type, picture.data, at, y > 0 ? at - rowBytes : -1, rowBytes, picture.channels, trial);
      if (sum >= bestSum) continue;
      [best, trial, bestSum, bestType] = [trial, best, sum, type];
    }
    filtered[y * (rowBytes + 1)] = bestType;
    filtered.set(best, y * (rowBytes + 1) + 1);
  }
  return filtered;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let at = 0; at < 4; at++) out[4 + at] = type.charCodeAt(at);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}

/**
 * The picture as a PNG file, deterministic. Throws RangeError when the data do not fill width x height x channels.
 * Source: W3C PNG (third edition), sections 5, 9 and 11.
 */
export function encodePng(picture: Picture): Uint8Array {
  const { width, height, channels, data } = picture;
  if (data.length !== width * height * channels) {
    throw new RangeError(`${data.length} bytes do not fill ${width} x ${height} x ${channels}`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOUR_TYPE[channels], 0, 0, 0], 8);
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(filterRows(picture), { level: COMPRESSION_LEVEL })),
    chunk('IEND', new Uint8Array(0)),
  ];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let out = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) codes[out++] = BASE64.charCodeAt((word >> shift) & 63);
  }
  const text = new TextDecoder().decode(codes);
  const padding = (3 - (bytes.length % 3)) % 3;
  return padding === 0 ? text : text.slice(0, -padding) + '='.repeat(padding);
}
