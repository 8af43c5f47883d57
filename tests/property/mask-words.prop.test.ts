// Masks are counted and packed four voxels at a time, their middles and boxes found run by run: the same as one by one,
// wherever they lie in memory.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { computeCentroidLps, computeVolumeMl } from '../../core/metrics/index.ts';
import { countVoxels, decodeRunLengths, encodeRunLengths, type Mask, shrinkMask } from '../../core/volume/index.ts';

/** Rows of long runs, as bodies are, in a buffer that begins `offset` bytes before. */
const masks = fc
  .record({
    size: fc.tuple(
      fc.oneof(fc.integer({ min: 1, max: 13 }), fc.constantFrom(18, 40, 64)),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 4 }),
    ),
    offset: fc.integer({ min: 0, max: 3 }),
    runs: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }),
  })
  .map(({ size, offset, runs }): Mask => {
    const [ni, nj, nk] = size;
    const voxels = new Uint8Array(new ArrayBuffer(ni * nj * nk + offset), offset);
    let at = 0;
    for (const [n, length] of runs.entries()) {
      voxels.fill(n % 2, at, at + length);
      at += length;
    }
    return { size: [70, 20, 20], box: { i0: 2, i1: 2 + ni, j0: 1, j1: 1 + nj, k0: 3, k1: 3 + nk }, voxels };
  });

const geometry = regularGeometry({ size: [70, 20, 20], spacingMm: [1, 2, 2.5], originLps: [0, 0, 0] });

it('as many voxels, the same runs', () => {
  fc.assert(
    fc.property(masks, (mask) => {
      const count = [...mask.voxels].filter((v) => v === 1).length;
      expect(countVoxels(mask)).toBe(count);
      expect(computeVolumeMl(mask, geometry)).toBeCloseTo(count * 0.005, 12);
      const read = decodeRunLengths(encodeRunLengths(mask));
      expect([...read.voxels]).toEqual([...mask.voxels]);
      expect(read.box).toEqual(mask.box);
    }),
  );
});

it('the same middle, the same box', () => {
  fc.assert(
    fc.property(masks, (mask) => {
      const { box, voxels } = mask;
      const [ni, nj] = [box.i1 - box.i0, box.j1 - box.j0];
      const set = [...voxels.keys()].filter((at) => voxels[at] === 1);
      const places = [0, 1, 2].map((axis) =>
        set.map(
          (at) => [box.i0 + (at % ni), box.j0 + (Math.floor(at / ni) % nj), box.k0 + Math.floor(at / ni / nj)][axis],
        ),
      ) as number[][];
      const middle = computeCentroidLps(mask, geometry);
      const tight = shrinkMask(mask).box;
      if (set.length === 0) {
        expect(middle).toBeNull();
        return;
      }
      for (const [axis, along] of places.entries()) {
        const mean = along.reduce((sum, n) => sum + n, 0) / set.length;
        expect(middle?.[axis]).toBeCloseTo(mean * (geometry.spacingMm[axis] as number), 9);
      }
      const [i, j, k] = places.map((along) => [Math.min(...along), Math.max(...along) + 1]) as [number, number][];
      expect(tight).toEqual({ i0: i?.[0], i1: i?.[1], j0: j?.[0], j1: j?.[1], k0: k?.[0], k1: k?.[1] });
    }),
  );
});
