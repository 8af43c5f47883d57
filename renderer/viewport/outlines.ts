// Where a structure meets a cut: closed polylines in the cut's own indices (a, b). On acquired planes they are the
// imported points as long as nobody edited the plane, else the 0.5 iso-line of its voxels; on the other views the 0.5
// iso-line of the voxels that the cut passes through. Nothing is smoothed: what is seen is what is stored.

import { createBitTracer } from '../../core/contour/index.ts';
import type { SliceBits, SliceContent } from '../../core/edit/index.ts';
import { type CutView, type ImageGeometry, iDirection, jDirection, planeOrigin } from '../../core/geometry/index.ts';
import { type ChangedSlices, createCutTaker } from './cut-bits.ts';

/** a, b, a, b, … of closed loops; a hole is a loop inside a loop (even-odd). */
export type Outline = readonly Float64Array[];

const NO_OUTLINE: Outline = [];

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

interface CutEntry {
  readonly slices: ReadonlyMap<number, SliceContent>;
  readonly changes: ChangedSlices | null;
  readonly view: CutView;
  readonly cut: number;
  readonly outline: Outline;
}

/** Outlines are kept for as long as the planes they were traced from; those of cuts for the last one of each key. */
export function createOutlineCache(geometry: ImageGeometry): OutlineCache {
  const trace = createBitTracer();
  const takeCut = createCutTaker();
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
    const { i0, j0, wordsPerRow, rows, words } = bits;
    const outline = trace({ wordsPerRow, rows, i0, j0 }, (to, stride) => {
      for (let row = 0; row < rows; row++) {
        for (let w = 0; w < wordsPerRow; w++) to[(row + 1) * stride + w] = words[row * wordsPerRow + w] as number;
      }
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
      const bits = takeCut(slices, changes, view, cut);
      const outline = bits === null ? NO_OUTLINE : trace(bits, bits.write);
      byCut.set(key, { slices, changes, view, cut, outline });
      return outline;
    },
  };
}
