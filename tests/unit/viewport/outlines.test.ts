import { describe, expect, it } from 'vitest';
import { traceMask } from '../../../core/contour/index.ts';
import { blankSlice, type SliceBits, type SliceContent, slicesFromMask, writeRun } from '../../../core/edit/index.ts';
import { createCutViews, fixedIndexAt, type ImageGeometry, regularGeometry } from '../../../core/geometry/index.ts';
import { maskFromDense } from '../../../core/volume/index.ts';
import { createOutlineCache } from '../../../renderer/viewport/outlines.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const geometry = regularGeometry({ size: [70, 40, 12], spacingMm: [2, 2, 3], originLps: [-70, -40, 0] });
const views = createCutViews(geometry);

/** Random lumps with holes, the same every time. */
function lumps(): Map<number, SliceContent> {
  const random = seededRandom(7);
  const dense = new Uint8Array(70 * 40 * 12);
  for (let n = 0; n < 40; n++) {
    const [ci, cj, ck, r] = [70 * random(), 40 * random(), 12 * random(), 2 + 5 * random()];
    for (let k = 0, at = 0; k < 12; k++) {
      for (let j = 0; j < 40; j++) {
        for (let i = 0; i < 70; i++, at++) {
          const d = Math.hypot(i - ci, j - cj, 2 * (k - ck));
          if (d < r) dense[at] = n % 4 === 3 ? 0 : 1;
        }
      }
    }
  }
  const planes = slicesFromMask(maskFromDense(dense, geometry.size));
  return new Map([...planes].map(([k, bits]) => [k, { bits, importedLoops: null }]));
}

const slices = lumps();
const bitAt = (k: number, i: number, j: number) => {
  const bits = slices.get(k)?.bits;
  if (bits === undefined) return 0;
  const [row, word] = [j - bits.j0, (i - bits.i0) >> 5];
  if (row < 0 || row >= bits.rows || word < 0 || word >= bits.wordsPerRow) return 0;
  return ((bits.words[row * bits.wordsPerRow + word] as number) >>> (i & 31)) & 1;
};

describe('outlines on acquired planes', () => {
  it('are those of the mask, hole by hole', () => {
    const cache = createOutlineCache(geometry);
    for (const [k, content] of slices) {
      const dense = new Uint8Array(70 * 40 * 12);
      for (let j = 0; j < 40; j++) for (let i = 0; i < 70; i++) dense[(k * 40 + j) * 70 + i] = bitAt(k, i, j);
      const expected = traceMask(maskFromDense(dense, geometry.size)).map(({ ij }) => [...ij]);
      expect(cache.ofSlice(content, k).map((loop) => [...loop])).toEqual(expected);
    }
  });

  it('are traced once for as long as the plane stays the same', () => {
    const cache = createOutlineCache(geometry);
    const content = slices.get(5) as SliceContent;
    expect(cache.ofSlice(content, 5)).toBe(cache.ofSlice(content, 5));
    expect(cache.ofBits(content.bits)).toBe(cache.ofSlice(content, 5));
    const copy: SliceBits = { ...content.bits };
    expect(cache.ofBits(copy)).not.toBe(cache.ofBits(content.bits));
  });

  it('keep imported points exactly, brought from LPS to indices', () => {
    const loop = Float64Array.from([-70, -40, 15, -50.5, -40, 15, -50.5, -21.25, 15]);
    const content: SliceContent = { bits: blankSlice({ i0: 0, i1: 1, j0: 0, j1: 1 }), importedLoops: [loop] };
    expect([...(createOutlineCache(geometry).ofSlice(content, 5)[0] as Float64Array)]).toEqual([
      0, 0, 9.75, 0, 9.75, 9.375,
    ]);
  });
});

describe('outlines across the planes', () => {
  const referenceOf = (name: 'coronal' | 'sagittal', cut: number) => {
    const width = name === 'coronal' ? 70 : 40;
    const dense = new Uint8Array(width * 12);
    for (let k = 0; k < 12; k++) {
      for (let a = 0; a < width; a++) dense[k * width + a] = name === 'coronal' ? bitAt(k, a, cut) : bitAt(k, cut, a);
    }
    return traceMask(maskFromDense(dense, [width, 12, 1])).map(({ ij }) => [...ij]);
  };

  it.each(['coronal', 'sagittal'] as const)('are those of the voxels that a %s cut passes through', (name) => {
    const cache = createOutlineCache(geometry);
    for (const cut of [0, 7, 19, 31, 33, 39]) {
      const outline = cache.ofCut('s', slices, null, views[name], cut).map((loop) => [...loop]);
      expect(outline).toEqual(referenceOf(name, cut));
    }
  });

  it('follow the planes of a stack that drifts', () => {
    const planes = Array.from({ length: 12 }, (_, k) => k);
    const drifting: ImageGeometry = {
      ...geometry,
      planeOriginsLps: planes.flatMap((k) => [-70 + 3 * k, -40 - k, 3 * k]),
    };
    const cache = createOutlineCache(drifting);
    for (const view of [createCutViews(drifting).coronal, createCutViews(drifting).sagittal]) {
      const isRow = view.fixedAxis === 1;
      for (let cut = 0; cut < view.cutCount; cut += 5) {
        const dense = planes.flatMap((k) => {
          const fixed = fixedIndexAt(view, cut, k);
          return Array.from({ length: view.aCount }, (_, a) => (isRow ? bitAt(k, a, fixed) : bitAt(k, fixed, a)));
        });
        const mask = maskFromDense(Uint8Array.from(dense), [view.aCount, 12, 1]);
        const outline = cache.ofCut('s', slices, null, view, cut).map((loop) => [...loop]);
        expect(outline).toEqual(traceMask(mask).map(({ ij }) => [...ij]));
      }
    }
  });

  it('are kept for the last cut, and traced again when planes change', () => {
    const cache = createOutlineCache(geometry);
    const first = cache.ofCut('s', slices, null, views.coronal, 20);
    expect(cache.ofCut('s', slices, null, views.coronal, 20)).toBe(first);
    expect(cache.ofCut('other', slices, null, views.coronal, 20)).not.toBe(first);
    expect(cache.ofCut('s', new Map(slices), null, views.coronal, 20)).not.toBe(first);
  });

  it('show the planes of a running gesture in place of the stored ones', () => {
    const cache = createOutlineCache(geometry);
    const bits = blankSlice({ i0: 10, i1: 20, j0: 20, j1: 21 });
    writeRun(bits, 20, 10, 20, true);
    const none = new Map<number, SliceContent>();
    const outline = cache.ofCut('s', none, new Map([[4, bits]]), views.coronal, 20);
    expect(outline.map((loop) => [Math.min(...loop), Math.max(...loop)])).toEqual([[3.5, 19.5]]);
    const emptied = new Map([...slices.keys()].map((k) => [k, null]));
    expect(cache.ofCut('s', slices, emptied, views.coronal, 20)).toEqual([]);
    expect(cache.ofCut('s', slices, emptied, views.sagittal, 20)).toEqual([]);
    // Where both lie in the cut, what the gesture made is all that shows of its plane.
    const [own, both] = [
      new Map([[4, { bits, importedLoops: null }]]),
      new Map([
        [4, null],
        [5, bits],
      ]),
    ];
    expect(cache.ofCut('s', own, both, views.sagittal, 15).map((loop) => [...loop])).toEqual(
      cache.ofCut('s', none, new Map([[5, bits]]), views.sagittal, 15).map((loop) => [...loop]),
    );
  });
});
