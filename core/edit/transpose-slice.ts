// A plane with its axes exchanged: a column of it becomes a row of whole words, which is what cuts that keep i are made of.

import { EMPTY_SLICE, type SliceBits } from './slice-bits.ts';

const block = new Uint32Array(32);

/** Bit c of word r becomes bit r of word c, for 32 words: halves are exchanged, then quarters, … (Hacker's Delight, 7-3). */
function transposeBlock(): void {
  let mask = 0x0000ffff;
  for (let half = 16; half !== 0; half >>= 1, mask ^= mask << half) {
    for (let r = 0; r < 32; r = ((r | half) + 1) & ~half) {
      const low = block[r] as number;
      const high = block[r | half] as number;
      const moved = ((low >>> half) ^ high) & mask;
      block[r] = low ^ (moved << half);
      block[r | half] = high ^ moved;
    }
  }
}

/** The same voxels, with j along the rows: bit b of word w of row r is voxel j = i0 + 32 w + b, i = j0 + r. */
export function transposedSlice({ i0, j0, wordsPerRow, rows, words }: SliceBits): SliceBits {
  if (rows === 0 || wordsPerRow === 0) return EMPTY_SLICE;
  const first = j0 & ~31;
  const perRow = ((j0 + rows - 1 - first) >> 5) + 1;
  const out = new Uint32Array(32 * wordsPerRow * perRow);
  for (let w = 0; w < wordsPerRow; w++) {
    for (let v = 0; v < perRow; v++) {
      let any = 0;
      for (let r = 0; r < 32; r++) {
        const row = first + 32 * v + r - j0;
        const word = row < 0 || row >= rows ? 0 : (words[row * wordsPerRow + w] as number);
        block[r] = word;
        any |= word;
      }
      if (any === 0) continue;
      transposeBlock();
      for (let c = 0; c < 32; c++) out[(32 * w + c) * perRow + v] = block[c] as number;
    }
  }
  return { i0: first, j0: i0, wordsPerRow: perRow, rows: 32 * wordsPerRow, words: out };
}
