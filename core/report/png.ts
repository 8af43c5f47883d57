// PNG encoder with row filters. A CT slice without them is half as large again, and the report carries a dozen.

import type { Picture } from './picture.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOUR_TYPE = { 1: 0, 3: 2 } as const;

/** Packs bytes as a zlib stream (RFC 1950). */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

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

/** A filtered byte taken as signed, without its sign; the sum over a row is the usual measure of how well it packs. */
const magnitude = (byte: number): number => (byte < 128 ? byte : 256 - byte);

/** Filter type 2, Up: what changed since the row above. Returns the sum of the magnitudes. */
function filterUp(row: Uint8Array, above: Uint8Array, out: Uint8Array): number {
  let sum = 0;
  for (let x = 0; x < row.length; x++) {
    const v = ((row[x] as number) - (above[x] as number)) & 0xff;
    out[x] = v;
    sum += magnitude(v);
  }
  return sum;
}

/** Filter type 4, Paeth: the neighbour nearest to left + up - corner. Above the first row everything is 0. */
function filterPaeth(row: Uint8Array, above: Uint8Array, step: number, out: Uint8Array): number {
  let sum = 0;
  for (let x = 0; x < row.length; x++) {
    const up = above[x] as number;
    let nearest = up;
    if (x >= step) {
      const left = row[x - step] as number;
      const corner = above[x - step] as number;
      const fromLeft = Math.abs(up - corner);
      const fromUp = Math.abs(left - corner);
      const fromCorner = Math.abs(left + up - 2 * corner);
      nearest = fromLeft <= fromUp && fromLeft <= fromCorner ? left : fromUp <= fromCorner ? up : corner;
    }
    const v = ((row[x] as number) - nearest) & 0xff;
    out[x] = v;
    sum += magnitude(v);
  }
  return sum;
}

/** Each row behind the better of two filters (PNG specification, third edition, section 9.2); the other three hardly
 * ever win on smooth grey and cost as much. */
function filterRows({ width, height, channels, data }: Picture): Uint8Array {
  const rowBytes = width * channels;
  const filtered = new Uint8Array(height * (rowBytes + 1));
  const up = new Uint8Array(rowBytes);
  const paeth = new Uint8Array(rowBytes);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * rowBytes, (y + 1) * rowBytes);
    const useUp = filterUp(row, above, up) <= filterPaeth(row, above, channels, paeth);
    filtered[y * (rowBytes + 1)] = useUp ? 2 : 4;
    filtered.set(useUp ? up : paeth, y * (rowBytes + 1) + 1);
    above = row;
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
export function encodePng(picture: Picture, deflate: Deflate): Uint8Array {
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
    chunk('IDAT', deflate(filterRows(picture))),
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
