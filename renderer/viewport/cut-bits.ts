// Cuts across the planes of a structure, as rows of bits: row b of a cut that keeps j is a row of plane b as it is stored;
// of one that keeps i, a row of that plane with its axes exchanged. Whole words are copied, no voxel is looked at.

import { type SliceBits, type SliceContent, transposedSlice } from '../../core/edit/index.ts';
import { type CutView, fixedIndexAt } from '../../core/geometry/index.ts';

/** Planes of a running gesture stand before those of the structure; null empties a plane. */
export type ChangedSlices = ReadonlyMap<number, SliceBits | null>;

/** A box of cells of a cut: whole words along a, rows along b. */
export interface CutBits {
  readonly wordsPerRow: number;
  readonly rows: number;
  readonly i0: number;
  readonly j0: number;
  /** Writes row r from word `(r + 1) * stride` on. */
  write(words: Uint32Array, stride: number): void;
}

/** The planes of a structure in order, turned so that what a cut takes of each is a row, and where they all lie. */
interface PlaneRows {
  readonly b0: number;
  readonly rows: readonly (SliceBits | null)[];
  readonly a0: number;
  readonly a1: number;
  /** Along the fixed axis, half open. */
  readonly from: number;
  readonly to: number;
}

/** Planes never change, so that each is turned once. */
const turned = new WeakMap<SliceBits, SliceBits>();
function turnedFor(view: CutView, bits: SliceBits): SliceBits {
  if (view.fixedAxis === 1) return bits;
  let made = turned.get(bits);
  if (made === undefined) {
    made = transposedSlice(bits);
    turned.set(bits, made);
  }
  return made;
}

function rowsOf<T>(planes: ReadonlyMap<number, T>, bitsOf: (plane: T) => SliceBits | null, view: CutView): PlaneRows {
  let [b0, b1] = [Number.POSITIVE_INFINITY, -1];
  for (const k of planes.keys()) {
    b0 = Math.min(b0, k);
    b1 = Math.max(b1, k + 1);
  }
  const rows = new Array<SliceBits | null>(Math.max(0, b1 - b0)).fill(null);
  let [a0, a1, from, to] = [Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY, -1];
  for (const [k, plane] of planes) {
    const bits = bitsOf(plane);
    if (bits === null || bits.rows === 0) continue;
    const own = turnedFor(view, bits);
    rows[k - b0] = own;
    a0 = Math.min(a0, own.i0);
    a1 = Math.max(a1, own.i0 + 32 * own.wordsPerRow);
    from = Math.min(from, own.j0);
    to = Math.max(to, own.j0 + own.rows);
  }
  return { b0, rows, a0, a1, from, to };
}

/** How far the planes of a view drift along its fixed axis, voxels; 0 for a straight stack. */
const drifts = new WeakMap<CutView, number>();
function driftOf(view: CutView): number {
  let drift = drifts.get(view);
  if (drift === undefined) {
    drift = view.fixedShift.reduce((most, shift) => Math.max(most, shift - view.lowestShift), 0);
    drifts.set(view, drift);
  }
  return drift;
}

/** Index along the fixed axis is that of the cut, less what its plane has drifted. */
const mayMeet = ({ from, to }: PlaneRows, view: CutView, cut: number): boolean =>
  cut >= from - 1 && cut - driftOf(view) <= to;

/** Copies what a cut takes of each plane but those that `isLeftOut`. */
function writeRows(
  { b0, rows }: PlaneRows,
  view: CutView,
  cut: number,
  isLeftOut: ((b: number) => boolean) | null,
  words: Uint32Array,
  wordOf: (b: number, i0: number) => number,
): void {
  for (let n = 0; n < rows.length; n++) {
    const bits = rows[n];
    if (bits === null || bits === undefined || isLeftOut?.(b0 + n) === true) continue;
    const row = fixedIndexAt(view, cut, b0 + n) - bits.j0;
    if (row < 0 || row >= bits.rows) continue;
    const { wordsPerRow, words: own } = bits;
    const to = wordOf(b0 + n, bits.i0);
    for (let w = 0; w < wordsPerRow; w++) words[to + w] = own[row * wordsPerRow + w] as number;
  }
}

/** Takes a cut of a structure; null where it passes by all planes. */
export type TakeCut = (
  slices: ReadonlyMap<number, SliceContent>,
  changes: ChangedSlices | null,
  view: CutView,
  cut: number,
) => CutBits | null;

/** What it learns of the planes of a structure is kept for as long as these are the same. */
export function createCutTaker(): TakeCut {
  const stored = new WeakMap<ReadonlyMap<number, SliceContent>, Map<CutView['fixedAxis'], PlaneRows>>();
  const storedRows = (slices: ReadonlyMap<number, SliceContent>, view: CutView): PlaneRows => {
    const byAxis = stored.get(slices) ?? new Map<CutView['fixedAxis'], PlaneRows>();
    const known = byAxis.get(view.fixedAxis);
    if (known !== undefined) return known;
    const made = rowsOf(slices, ({ bits }) => bits, view);
    stored.set(slices, byAxis.set(view.fixedAxis, made));
    return made;
  };
  return (slices, changes, view, cut) => {
    const own = storedRows(slices, view);
    const changed = changes === null ? null : rowsOf(changes, (bits) => bits, view);
    const met = (changed === null ? [own] : [own, changed]).filter((rows) => mayMeet(rows, view, cut));
    if (met.length === 0) return null;
    const a0 = Math.min(...met.map((rows) => rows.a0));
    const a1 = Math.max(...met.map((rows) => rows.a1));
    const b0 = Math.min(...met.map((rows) => rows.b0));
    const b1 = Math.max(...met.map((rows) => rows.b0 + rows.rows.length));
    const isChanged = changes === null ? null : (b: number) => changes.has(b);
    return {
      wordsPerRow: (a1 - a0) >> 5,
      rows: b1 - b0,
      i0: a0,
      j0: b0,
      write: (words, stride) => {
        const wordOf = (b: number, i0: number) => (b - b0 + 1) * stride + ((i0 - a0) >> 5);
        for (const rows of met) writeRows(rows, view, cut, rows === own ? isChanged : null, words, wordOf);
      },
    };
  };
}
