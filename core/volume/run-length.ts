// Run-length bytes of a mask, the form in which structures are stored in the case library.
// Layout: "LRL1", size (3 x uint32), box (6 x uint32), then runs as unsigned LEB128: zeros, ones, zeros, … over the
// voxels of the box in i, j, k order. All little endian.

import { AppError } from '../error/index.ts';
import { boxSize, FOUR_SET, type Mask, wordsOfMask } from './mask.ts';

const MAGIC = 0x314c524c;
const HEADER_BYTES = 4 + 9 * 4;
/** More than any image has; a damaged header must not ask for more memory than there is. */
const MOST_VOXELS = 2 ** 32;

export function encodeRunLengths(mask: Mask): Uint8Array<ArrayBuffer> {
  const runs = runsOf(mask);
  let bytes = HEADER_BYTES;
  for (const run of runs) bytes += Math.max(1, Math.ceil((32 - Math.clz32(run)) / 7));
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  const { i0, i1, j0, j1, k0, k1 } = mask.box;
  [MAGIC, ...mask.size, i0, i1, j0, j1, k0, k1].forEach((n, at) => {
    view.setUint32(at * 4, n, true);
  });
  let at = HEADER_BYTES;
  for (const run of runs) {
    let rest = run;
    while (rest > 0x7f) {
      out[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    out[at++] = rest;
  }
  return out;
}

/** Lengths of the runs, zeros first. Four voxels at once where they go on as before: most of a body are long rows. */
function runsOf(mask: Mask): number[] {
  const { voxels } = mask;
  const words = wordsOfMask(mask);
  const runs: number[] = [];
  let value = 0;
  let length = 0;
  for (let at = 0; at < voxels.length; ) {
    if (words !== null && at % 4 === 0) {
      const same = value === 0 ? 0 : FOUR_SET;
      let word = at >> 2;
      while (word < words.length && words[word] === same) word++;
      length += 4 * word - at;
      at = 4 * word;
      if (at >= voxels.length) break;
    }
    const v = voxels[at++] as number;
    if (v === value) {
      length++;
    } else {
      runs.push(length);
      value = v;
      length = 1;
    }
  }
  if (length > 0) runs.push(length);
  return runs;
}

/** Throws `corrupt-data` when the bytes are not a whole run-length mask. */
export function decodeRunLengths(bytes: Uint8Array): Mask {
  const corrupt = (why: string) =>
    new AppError(
      'corrupt-data',
      'MASK_RUN_LENGTH',
      `A stored structure is damaged (${why}). Restore the library from a backup.`,
    );
  if (bytes.length < HEADER_BYTES) throw corrupt('cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = Array.from({ length: 10 }, (_, at) => view.getUint32(at * 4, true)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [magic, ni, nj, nk, i0, i1, j0, j1, k0, k1] = header;
  if (magic !== MAGIC) throw corrupt('not a run-length mask');
  const box = { i0, i1, j0, j1, k0, k1 };
  if (i1 > ni || j1 > nj || k1 > nk || i0 > i1 || j0 > j1 || k0 > k1) throw corrupt('box outside the grid');
  const [bi, bj, bk] = boxSize(box);
  const total = bi * bj * bk;
  if (total > MOST_VOXELS) throw corrupt('box too large');
  const voxels = new Uint8Array(total);
  let at = HEADER_BYTES;
  let out = 0;
  let value = 0;
  while (at < bytes.length) {
    let run = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= bytes.length || shift > 28) throw corrupt('bad run');
      byte = bytes[at++] as number;
      run += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte & 0x80);
    if (out + run > total) throw corrupt('too many voxels');
    if (value === 1) voxels.fill(1, out, out + run);
    out += run;
    value ^= 1;
  }
  if (out !== total) throw corrupt('too few voxels');
  return { size: [ni, nj, nk], box, voxels };
}
