// The set voxels of one acquired plane, one bit each, in a box of their own. Values are never changed in place: a stroke
// makes new planes for what it touched and shares the rest, so undo is keeping the old ones.

/** Bit b of word w of row r is voxel i = i0 + 32 w + b, j = j0 + r; i0 is a multiple of 32. Everything outside is 0. */
export interface SliceBits {
  readonly i0: number;
  readonly j0: number;
  readonly wordsPerRow: number;
  readonly rows: number;
  /** wordsPerRow * rows; treat as read-only. */
  readonly words: Uint32Array;
}

/** Voxel indices of a plane, half open. */
export interface Rect {
  readonly i0: number;
  readonly i1: number;
  readonly j0: number;
  readonly j1: number;
}

export const EMPTY_SLICE: SliceBits = { i0: 0, j0: 0, wordsPerRow: 0, rows: 0, words: new Uint32Array(0) };

export const hasVoxel = (slice: SliceBits, i: number, j: number): boolean => {
  const row = j - slice.j0;
  const word = (i - slice.i0) >> 5;
  if (row < 0 || row >= slice.rows || word < 0 || word >= slice.wordsPerRow) return false;
  return (((slice.words[row * slice.wordsPerRow + word] as number) >>> (i & 31)) & 1) === 1;
};

export function countBits(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

export function countSliceVoxels(slice: SliceBits): number {
  let n = 0;
  for (const word of slice.words) n += countBits(word);
  return n;
}

export function isEmptySlice(slice: SliceBits): boolean {
  for (const word of slice.words) if (word !== 0) return false;
  return true;
}

/** An all-zero slice whose box holds `rect`; its words may be written until it is handed on. */
export function blankSlice({ i0, i1, j0, j1 }: Rect): SliceBits {
  if (i1 <= i0 || j1 <= j0) return EMPTY_SLICE;
  const first = i0 & ~31;
  const wordsPerRow = ((i1 - 1 - first) >> 5) + 1;
  return { i0: first, j0, wordsPerRow, rows: j1 - j0, words: new Uint32Array(wordsPerRow * (j1 - j0)) };
}

export const sliceRect = (s: SliceBits): Rect => ({
  i0: s.i0,
  i1: s.i0 + 32 * s.wordsPerRow,
  j0: s.j0,
  j1: s.j0 + s.rows,
});

/** The same voxels in a box that also holds `rect`; a copy whose words may be written until it is handed on. */
export function growSlice(slice: SliceBits, rect: Rect): SliceBits {
  if (slice.rows === 0) return blankSlice(rect);
  const own = sliceRect(slice);
  const grown = blankSlice({
    i0: Math.min(own.i0, rect.i0),
    i1: Math.max(own.i1, rect.i1),
    j0: Math.min(own.j0, rect.j0),
    j1: Math.max(own.j1, rect.j1),
  });
  const shift = (own.i0 - grown.i0) >> 5;
  for (let row = 0; row < slice.rows; row++) {
    const from = row * slice.wordsPerRow;
    const to = (row + slice.j0 - grown.j0) * grown.wordsPerRow + shift;
    grown.words.set(slice.words.subarray(from, from + slice.wordsPerRow), to);
  }
  return grown;
}

/** Sets (or clears) voxels i0 <= i < i1 of row j in a slice under construction; its box must hold them. */
export function writeRun(slice: SliceBits, j: number, i0: number, i1: number, value: boolean): void {
  if (i1 <= i0) return;
  const row = (j - slice.j0) * slice.wordsPerRow;
  const first = (i0 - slice.i0) >> 5;
  const last = (i1 - 1 - slice.i0) >> 5;
  for (let word = first; word <= last; word++) {
    let bits = 0xffffffff;
    if (word === first) bits &= 0xffffffff << (i0 & 31);
    if (word === last) bits &= 0xffffffff >>> (31 - ((i1 - 1) & 31));
    const at = row + word;
    const old = slice.words[at] as number;
    slice.words[at] = value ? old | bits : old & ~bits;
  }
}

/** Calls `visit(j, i0, i1)` for every run of set voxels, in growing j, then i. */
export function forEachRun(slice: SliceBits, visit: (j: number, i0: number, i1: number) => void): void {
  const { words, wordsPerRow, rows, i0, j0 } = slice;
  for (let row = 0; row < rows; row++) {
    let start = -1;
    for (let w = 0; w < wordsPerRow; w++) {
      const word = words[row * wordsPerRow + w] as number;
      const base = i0 + 32 * w;
      if (word === 0) {
        if (start >= 0) visit(j0 + row, start, base);
        start = -1;
      } else if (word === 0xffffffff) {
        if (start < 0) start = base;
      } else {
        for (let b = 0; b < 32; b++) {
          const isSet = ((word >>> b) & 1) === 1;
          if (isSet && start < 0) start = base + b;
          if (!isSet && start >= 0) {
            visit(j0 + row, start, base + b);
            start = -1;
          }
        }
      }
    }
    if (start >= 0) visit(j0 + row, start, i0 + 32 * wordsPerRow);
  }
}

/** Smallest rectangle around the set voxels; null for none. */
export function tightRect(slice: SliceBits): Rect | null {
  let [i0, i1, j0, j1] = [Number.POSITIVE_INFINITY, -1, -1, -1];
  forEachRun(slice, (j, from, to) => {
    if (from < i0) i0 = from;
    if (to > i1) i1 = to;
    if (j0 < 0) j0 = j;
    j1 = j + 1;
  });
  return i1 < 0 ? null : { i0, i1, j0, j1 };
}

/** The same voxels in the smallest box of whole words; null when there are none. */
export function trimSlice(slice: SliceBits): SliceBits | null {
  const rect = tightRect(slice);
  if (rect === null) return null;
  const trimmed = blankSlice(rect);
  if (trimmed.words.length === slice.words.length) return slice;
  const shift = (trimmed.i0 - slice.i0) >> 5;
  for (let row = 0; row < trimmed.rows; row++) {
    const from = (row + trimmed.j0 - slice.j0) * slice.wordsPerRow + shift;
    trimmed.words.set(slice.words.subarray(from, from + trimmed.wordsPerRow), row * trimmed.wordsPerRow);
  }
  return trimmed;
}

const combine = (a: SliceBits, b: SliceBits, join: (x: number, y: number) => number): SliceBits | null => {
  const out = growSlice(a, sliceRect(b));
  const other = growSlice(b, sliceRect(out));
  for (let at = 0; at < out.words.length; at++) {
    out.words[at] = join(out.words[at] as number, other.words[at] as number);
  }
  return trimSlice(out);
};

const or = (x: number, y: number) => x | y;
const andNot = (x: number, y: number) => x & ~y;
const and = (x: number, y: number) => x & y;

/** Voxels of either; null when there are none. */
export const uniteSlices = (a: SliceBits | null, b: SliceBits | null): SliceBits | null =>
  a === null || a.rows === 0 ? b : b === null || b.rows === 0 ? a : combine(a, b, or);

/** Voxels of `a` that are not in `b`; null when there are none. */
export const subtractSlices = (a: SliceBits | null, b: SliceBits | null): SliceBits | null =>
  a === null || b === null || a.rows === 0 || b.rows === 0 ? a : combine(a, b, andNot);

/** Voxels of both; null when there are none. */
export const intersectSlices = (a: SliceBits | null, b: SliceBits | null): SliceBits | null =>
  a === null || b === null || a.rows === 0 || b.rows === 0 ? null : combine(a, b, and);

/** True when both hold exactly the same voxels, however their boxes are cut. */
export function isSameSlice(a: SliceBits | null, b: SliceBits | null): boolean {
  const p = a === null ? null : trimSlice(a);
  const q = b === null ? null : trimSlice(b);
  if (p === null || q === null) return p === q;
  if (p.i0 !== q.i0 || p.j0 !== q.j0 || p.wordsPerRow !== q.wordsPerRow || p.rows !== q.rows) return false;
  return p.words.every((word, at) => word === q.words[at]);
}
