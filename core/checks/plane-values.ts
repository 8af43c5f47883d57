// What the image holds under a plane of a structure and around it, as sums that planes can be added up from.

import { forEachRun, growSlice, type SliceBits, sliceRect } from '../edit/index.ts';

/** Sums over the image values (HU) of some voxels of a plane. */
export interface ValueSums {
  readonly voxels: number;
  readonly sum: number;
  readonly squares: number;
  /** Voxels by tissue, see `TISSUES`. */
  readonly tissues: readonly number[];
}

/** Voxels of a structure on a plane, and those around it: one voxel wide, by sides and corners. */
export interface PlaneValues {
  readonly inside: ValueSums;
  readonly rim: ValueSums;
}

/** What the values of a CT mean, roughly, each up to its HU. */
export const TISSUES = [
  { name: 'air', belowHu: -300 },
  { name: 'fat', belowHu: -30 },
  { name: 'fluid', belowHu: 30 },
  { name: 'soft', belowHu: 80 },
  { name: 'dense', belowHu: 250 },
  { name: 'bone', belowHu: Number.POSITIVE_INFINITY },
] as const;

function sumValues(slice: SliceBits, plane: ArrayLike<number>, columns: number): ValueSums {
  let [voxels, sum, squares, air, fat, fluid, soft, dense] = [0, 0, 0, 0, 0, 0, 0, 0];
  forEachRun(slice, (j, i0, i1) => {
    voxels += i1 - i0;
    for (let at = j * columns + i0; at < j * columns + i1; at++) {
      const value = plane[at] as number;
      sum += value;
      squares += value * value;
      if (value < TISSUES[0].belowHu) air++;
      else if (value < TISSUES[1].belowHu) fat++;
      else if (value < TISSUES[2].belowHu) fluid++;
      else if (value < TISSUES[3].belowHu) soft++;
      else if (value < TISSUES[4].belowHu) dense++;
    }
  });
  const bone = voxels - air - fat - fluid - soft - dense;
  return { voxels, sum, squares, tissues: [air, fat, fluid, soft, dense, bone] };
}

/** The voxels beside those of a slice, inside of a plane. */
function rimOf(slice: SliceBits, columns: number, rows: number): SliceBits {
  const rect = sliceRect(slice);
  const wide = growSlice(slice, {
    i0: Math.max(0, rect.i0 - 1),
    i1: Math.min(columns, rect.i1 + 1),
    j0: Math.max(0, rect.j0 - 1),
    j1: Math.min(rows, rect.j1 + 1),
  });
  const { wordsPerRow: n, words } = wide;
  const across = new Uint32Array(words.length);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as number;
    const column = at % n;
    const before = column === 0 ? 0 : (words[at - 1] as number) >>> 31;
    const after = column === n - 1 ? 0 : ((words[at + 1] as number) & 1) << 31;
    across[at] = word | (word << 1) | before | (word >>> 1) | after;
  }
  const rim = new Uint32Array(words.length);
  for (let at = 0; at < words.length; at++) {
    const up = at < n ? 0 : (across[at - n] as number);
    const down = at + n >= words.length ? 0 : (across[at + n] as number);
    rim[at] = ((across[at] as number) | up | down) & ~(words[at] as number);
  }
  // The last word of a row may reach over the edge of the plane.
  const over = wide.i0 + 32 * n - columns;
  if (over > 0) for (let at = n - 1; at < rim.length; at += n) rim[at] = (rim[at] as number) & (0xffffffff >>> over);
  return { ...wide, words: rim };
}

/** Sums over the image under a plane of a structure and around it. @param plane values of the whole plane, i fastest. */
export function planeValuesOf(slice: SliceBits, plane: ArrayLike<number>, columns: number): PlaneValues {
  const rows = plane.length / columns;
  return { inside: sumValues(slice, plane, columns), rim: sumValues(rimOf(slice, columns, rows), plane, columns) };
}
