// Encapsulated PixelData (PS3.5 annex A.4): which fragments make up which frame.

import { AppError } from '../error/index.ts';

const ITEM_HEADER_BYTES = 8;
/** An end-of-image marker is looked for in this many last bytes of a fragment: it may be padded. */
const END_MARKER_WINDOW = 10;

/** A part of the file that holds compressed pixels. */
export interface Fragment {
  readonly offset: number;
  readonly length: number;
}

const damaged = () =>
  new AppError(
    'corrupt-data',
    'DICOM_FRAGMENTS',
    'The compressed pixels are damaged or cut short: their fragments do not make up the frames. Copy or export the file again.',
  );

/** Items of the sequence, its offset table first. `offset` is where the value field of PixelData starts. */
function listItems(bytes: Uint8Array, offset: number): Fragment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: Fragment[] = [];
  let at = offset;
  while (at + ITEM_HEADER_BYTES <= bytes.length) {
    if (view.getUint16(at, true) !== 0xfffe || view.getUint16(at + 2, true) !== 0xe000) break;
    const length = view.getUint32(at + 4, true);
    at += ITEM_HEADER_BYTES;
    if (at + length > bytes.length) throw damaged();
    items.push({ offset: at, length });
    at += length;
  }
  return items;
}

/** Starts of the frames by the Basic Offset Table: bytes from the first fragment's item tag. */
function basicOffsets(bytes: Uint8Array, table: Fragment): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + table.offset, table.length);
  return Array.from({ length: table.length >> 2 }, (_, n) => view.getUint32(4 * n, true));
}

/** (7FE0,0001): the same in 64 bits (PS3.3 C.7.6.3.1.8). */
function extendedOffsets(table: Uint8Array): number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: table.length >> 3 }, (_, n) => Number(view.getBigUint64(8 * n, true)));
}

function splitAtOffsets(fragments: readonly Fragment[], offsets: readonly number[]): Fragment[][] {
  const base = (fragments[0]?.offset ?? 0) - ITEM_HEADER_BYTES;
  const frameAt = new Map(offsets.map((offset, frame) => [base + offset, frame]));
  const frames: Fragment[][] = offsets.map(() => []);
  let current = -1;
  for (const fragment of fragments) {
    const next = frameAt.get(fragment.offset - ITEM_HEADER_BYTES);
    if (next !== undefined) current = next;
    frames[current]?.push(fragment);
  }
  return frames;
}

/** Without a table: a frame ends with the fragment that holds its end-of-image marker, FFD9 in JPEG, JPEG-LS and
 * JPEG 2000 alike. */
function splitAtEndMarkers(bytes: Uint8Array, fragments: readonly Fragment[]): Fragment[][] {
  const frames: Fragment[][] = [[]];
  for (const [n, fragment] of fragments.entries()) {
    frames.at(-1)?.push(fragment);
    const end = fragment.offset + fragment.length;
    const tail = bytes.subarray(Math.max(fragment.offset, end - END_MARKER_WINDOW), end);
    const isLast = n === fragments.length - 1;
    if (!isLast && tail.some((byte, at) => byte === 0xff && tail[at + 1] === 0xd9)) frames.push([]);
  }
  return frames;
}

/**
 * The fragments of each frame, in order.
 * @param offset where the value field of PixelData starts
 * @param extendedTable value of (7FE0,0001), or null
 * @throws AppError `corrupt-data` when they do not make up the promised number of frames
 */
export function frameFragments(
  bytes: Uint8Array,
  offset: number,
  frameCount: number,
  extendedTable: Uint8Array | null,
): Fragment[][] {
  const [table, ...fragments] = listItems(bytes, offset);
  if (table === undefined || fragments.length < frameCount) throw damaged();
  if (frameCount === 1) return [fragments];
  if (fragments.length === frameCount) return fragments.map((fragment) => [fragment]);
  const offsets = extendedTable === null ? basicOffsets(bytes, table) : extendedOffsets(extendedTable);
  const frames = offsets.length > 0 ? splitAtOffsets(fragments, offsets) : splitAtEndMarkers(bytes, fragments);
  if (frames.length !== frameCount || frames.some((frame) => frame.length === 0)) throw damaged();
  return frames;
}

/** The bytes of one frame; in place where it has one fragment. */
export function joinFragments(bytes: Uint8Array, fragments: readonly Fragment[]): Uint8Array {
  const parts = fragments.map(({ offset, length }) => {
    if (offset + length > bytes.length) throw damaged();
    return bytes.subarray(offset, offset + length);
  });
  if (parts.length === 1) return parts[0] as Uint8Array;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
