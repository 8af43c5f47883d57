// Where a structure meets a cut: closed polylines in the cut's own indices (a, b). On acquired planes they are the
// imported points as long as nobody edited the plane, else the 0.5 iso-line of its voxels; on the other views the 0.5
// iso-line of the voxels that the cut passes through. Nothing is smoothed: what is seen is what is stored.

import { createCellTracer } from '../../core/contour/index.ts';
import { forEachRun, type SliceBits, type SliceContent, tightRect } from '../../core/edit/index.ts';
import {
  type CutView,
  fixedIndexAt,
  type ImageGeometry,
  iDirection,
  jDirection,
  planeOrigin,
} from '../../core/geometry/index.ts';

/** a, b, a, b, … of closed loops; a hole is a loop inside a loop (even-odd). */
export type Outline = readonly Float64Array[];

/** Planes of a running gesture stand before those of the structure; null empties a plane. */
export type ChangedSlices = ReadonlyMap<number, SliceBits | null>;

const NO_OUTLINE: Outline = [];

/** What a plane holds with the changes of a gesture. */
const bitsOf = (slices: ReadonlyMap<number, SliceContent>, changes: ChangedSlices | null, k: number) => {
  const changed = changes?.get(k);
  return changed === undefined ? (slices.get(k)?.bits ?? null) : changed;
};

export interface OutlineCache {
  ofSlice(content: SliceContent, k: number): Outline;
  ofBits(bits: SliceBits | null): Outline;
  /** Of cut `cut` of a view across the planes; `key` tells the structures apart. */
  ofCut(
    key: string,
    slices: ReadonlyMap<number, SliceContent>,
    changes: ChangedSlices | null,
    view: CutView,
    cut: number,
  ): Outline;
}

/** Voxels of row or column `fixed` of a plane, written into a row of cells. */
function writeCells(
  bits: SliceBits,
  view: CutView,
  fixed: number,
  cells: Uint8Array,
  rowStart: number,
  a0: number,
): void {
  const { i0, j0, wordsPerRow, rows, words } = bits;
  if (view.fixedAxis === 1) {
    const row = fixed - j0;
    if (row < 0 || row >= rows) return;
    for (let w = 0; w < wordsPerRow; w++) {
      let word = words[row * wordsPerRow + w] as number;
      const base = rowStart + i0 + 32 * w - a0;
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        cells[base + bit] = 1;
        word &= word - 1;
      }
    }
    return;
  }
  const w = (fixed - i0) >> 5;
  if (fixed < i0 || w >= wordsPerRow) return;
  const mask = 1 << (fixed & 31);
  for (let row = 0; row < rows; row++) {
    if (((words[row * wordsPerRow + w] as number) & mask) !== 0) cells[rowStart + j0 + row - a0] = 1;
  }
}

/** Box of a cut in a and b that holds every plane that it may pass through; null for none. */
function cutBox(
  slices: ReadonlyMap<number, SliceContent>,
  changes: ChangedSlices | null,
  view: CutView,
  cut: number,
): { a0: number; a1: number; b0: number; b1: number } | null {
  let [a0, a1, b0, b1] = [view.aCount, -1, view.bCount, -1];
  const take = (k: number, bits: SliceBits | null) => {
    if (bits === null || bits.rows === 0) return;
    const fixed = fixedIndexAt(view, cut, k);
    const isRow = view.fixedAxis === 1;
    const from = isRow ? bits.j0 : bits.i0;
    const to = isRow ? bits.j0 + bits.rows : bits.i0 + 32 * bits.wordsPerRow;
    if (fixed < from || fixed >= to) return;
    a0 = Math.min(a0, isRow ? bits.i0 : bits.j0);
    a1 = Math.max(a1, isRow ? bits.i0 + 32 * bits.wordsPerRow : bits.j0 + bits.rows);
    b0 = Math.min(b0, k);
    b1 = Math.max(b1, k + 1);
  };
  for (const [k, content] of slices) if (changes?.has(k) !== true) take(k, content.bits);
  if (changes !== null) for (const [k, bits] of changes) take(k, bits);
  return b1 < 0 ? null : { a0, a1, b0, b1 };
}

interface CutEntry {
  readonly slices: ReadonlyMap<number, SliceContent>;
  readonly changes: ChangedSlices | null;
  readonly view: CutView;
  readonly cut: number;
  readonly outline: Outline;
}

/** Outlines are kept for as long as the planes they were traced from; those of cuts for the last one of each key. */
export function createOutlineCache(geometry: ImageGeometry): OutlineCache {
  const trace = createCellTracer();
  const bySlice = new WeakMap<SliceContent, Outline>();
  const byBits = new WeakMap<SliceBits, Outline>();
  const byCut = new Map<string, CutEntry>();

  const importedOutline = (loops: readonly Float64Array[], k: number): Outline => {
    const [ox, oy, oz] = planeOrigin(geometry, k);
    const i = iDirection(geometry);
    const j = jDirection(geometry);
    const [si, sj] = geometry.spacingMm;
    return loops.map((xyz) => {
      const ab = new Float64Array((xyz.length / 3) * 2);
      for (let at = 0, out = 0; at + 2 < xyz.length; at += 3) {
        const x = (xyz[at] as number) - ox;
        const y = (xyz[at + 1] as number) - oy;
        const z = (xyz[at + 2] as number) - oz;
        ab[out++] = (x * i[0] + y * i[1] + z * i[2]) / si;
        ab[out++] = (x * j[0] + y * j[1] + z * j[2]) / sj;
      }
      return ab;
    });
  };

  const ofBits = (bits: SliceBits | null): Outline => {
    if (bits === null) return NO_OUTLINE;
    const known = byBits.get(bits);
    if (known !== undefined) return known;
    const rect = tightRect(bits);
    const outline =
      rect === null
        ? NO_OUTLINE
        : trace({ columns: rect.i1 - rect.i0, rows: rect.j1 - rect.j0, i0: rect.i0, j0: rect.j0 }, (cells, stride) => {
            forEachRun(bits, (j, from, to) => {
              const row = (j - rect.j0 + 1) * stride + 1 - rect.i0;
              cells.fill(1, row + from, row + to);
            });
          });
    byBits.set(bits, outline);
    return outline;
  };

  return {
    ofBits,
    ofSlice: (content, k) => {
      if (content.importedLoops === null) return ofBits(content.bits);
      const known = bySlice.get(content);
      if (known !== undefined) return known;
      const outline = importedOutline(content.importedLoops, k);
      bySlice.set(content, outline);
      return outline;
    },
    ofCut: (key, slices, changes, view, cut) => {
      const last = byCut.get(key);
      if (last?.slices === slices && last.changes === changes && last.view === view && last.cut === cut) {
        return last.outline;
      }
      const box = cutBox(slices, changes, view, cut);
      const outline =
        box === null
          ? NO_OUTLINE
          : trace({ columns: box.a1 - box.a0, rows: box.b1 - box.b0, i0: box.a0, j0: box.b0 }, (cells, stride) => {
              for (let b = box.b0; b < box.b1; b++) {
                const bits = bitsOf(slices, changes, b);
                const fixed = fixedIndexAt(view, cut, b);
                if (bits === null || fixed < 0) continue;
                writeCells(bits, view, fixed, cells, (b - box.b0 + 1) * stride + 1, box.a0);
              }
            });
      byCut.set(key, { slices, changes, view, cut, outline });
      return outline;
    },
  };
}
