// Laws of the comparison, and its distances against a search through every pair of surface elements.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../core/geometry/index.ts';
import { compareMasks, type MaskComparison } from '../../core/metrics/index.ts';
import { computeNearestDistances } from '../../core/metrics/nearest-distances.ts';
import { type Mask, maskFromDense } from '../../core/volume/index.ts';

const tolerancesMm = [0.5, 1, 2, 4];
const spacings = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.3, max: 5, noNaN: true }))) as fc.Arbitrary<
  [number, number, number]
>;
const sizes = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 7 }))) as fc.Arbitrary<
  [number, number, number]
>;

const denseOf = (size: Size3) => {
  const n = size[0] * size[1] * size[2];
  return fc
    .tuple(fc.uint8Array({ minLength: n, maxLength: n }), fc.integer({ min: 1, max: 200 }))
    .map(([bytes, below]) => bytes.map((byte) => (byte < below ? 1 : 0)));
};

const pairs = sizes.chain((size) =>
  fc.record({ size: fc.constant(size), spacing: spacings, a: denseOf(size), b: denseOf(size) }),
);

const compare = (a: Mask, b: Mask, spacingMm: readonly [number, number, number]): MaskComparison =>
  compareMasks(a, b, regularGeometry({ size: a.size, spacingMm, originLps: [0, 0, 0] }), { tolerancesMm });

const close = (a: number | null, b: number | null) =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b));

describe('compareMasks', () => {
  it('is symmetric', () => {
    fc.assert(
      fc.property(pairs, ({ size, spacing, a, b }) => {
        const [p, q] = [maskFromDense(a, size), maskFromDense(b, size)];
        const [forth, back] = [compare(p, q, spacing), compare(q, p, spacing)];
        expect([forth.dice, forth.jaccard, forth.hausdorffMm, forth.hausdorff95Mm]).toEqual([
          back.dice,
          back.jaccard,
          back.hausdorffMm,
          back.hausdorff95Mm,
        ]);
        expect([forth.sensitivity, forth.precision]).toEqual([back.precision, back.sensitivity]);
        const { referenceToTest, testToReference } = forth.averageSurfaceDistanceMm;
        expect(back.averageSurfaceDistanceMm).toEqual({
          referenceToTest: testToReference,
          testToReference: referenceToTest,
        });
        for (const mm of tolerancesMm)
          expect(close(forth.surfaceDice[mm] ?? null, back.surfaceDice[mm] ?? null)).toBe(true);
      }),
    );
  });

  it('finds a mask identical to itself', () => {
    fc.assert(
      fc.property(pairs, ({ size, spacing, a }) => {
        fc.pre(a.includes(1));
        const mask = maskFromDense(a, size);
        expect(compare(mask, mask, spacing)).toMatchObject({
          dice: 1,
          jaccard: 1,
          hausdorffMm: 0,
          hausdorff95Mm: 0,
          averageSurfaceDistanceMm: { referenceToTest: 0, testToReference: 0 },
          surfaceDice: { '0.5': 1, '1': 1, '2': 1, '4': 1 },
        });
      }),
    );
  });

  it('scales lengths with the spacing and nothing else', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(0.25, 2, 8), ({ size, spacing, a, b }, factor) => {
        const [p, q] = [maskFromDense(a, size), maskFromDense(b, size)];
        const plain = compare(p, q, spacing);
        const scaled = compare(p, q, spacing.map((s) => s * factor) as [number, number, number]);
        const times = (x: number | null) => (x === null ? null : x * factor);
        expect(scaled.dice).toBe(plain.dice);
        expect(close(scaled.hausdorffMm, times(plain.hausdorffMm))).toBe(true);
        expect(close(scaled.hausdorff95Mm, times(plain.hausdorff95Mm))).toBe(true);
        for (const way of ['referenceToTest', 'testToReference'] as const) {
          expect(close(scaled.averageSurfaceDistanceMm[way], times(plain.averageSurfaceDistanceMm[way]))).toBe(true);
        }
        expect(close(scaled.volumeMl.reference, plain.volumeMl.reference * factor ** 3)).toBe(true);
      }),
    );
  });

  it('orders its figures', () => {
    fc.assert(
      fc.property(pairs, ({ size, spacing, a, b }) => {
        const result = compare(maskFromDense(a, size), maskFromDense(b, size), spacing);
        fc.pre(result.hausdorffMm !== null);
        const { referenceToTest, testToReference } = result.averageSurfaceDistanceMm;
        expect(result.hausdorff95Mm).toBeLessThanOrEqual(result.hausdorffMm as number);
        expect(Math.max(referenceToTest as number, testToReference as number)).toBeLessThanOrEqual(
          (result.hausdorffMm as number) + 1e-12,
        );
        const byTolerance = tolerancesMm.map((mm) => result.surfaceDice[mm] as number);
        expect(byTolerance).toEqual([...byTolerance].sort((x, y) => x - y));
        expect(byTolerance.every((x) => x >= 0 && x <= 1)).toBe(true);
      }),
    );
  });

  it('does not change when both masks move together', () => {
    fc.assert(
      fc.property(pairs, fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), ({ size, spacing, a, b }, [di, dj, dk]) => {
        const moved = (mask: Mask): Mask => ({
          size: [size[0] + 3, size[1] + 3, size[2] + 3],
          box: {
            i0: mask.box.i0 + di,
            i1: mask.box.i1 + di,
            j0: mask.box.j0 + dj,
            j1: mask.box.j1 + dj,
            k0: mask.box.k0 + dk,
            k1: mask.box.k1 + dk,
          },
          voxels: mask.voxels,
        });
        const [p, q] = [maskFromDense(a, size), maskFromDense(b, size)];
        expect(compare(moved(p), moved(q), spacing)).toEqual(compare(p, q, spacing));
      }),
    );
  });
});

describe('computeNearestDistances', () => {
  it('finds what a search through all points finds', () => {
    const lattices = fc.tuple(...[9, 45, 6].map((max) => fc.integer({ min: 1, max }))).chain((size) => {
      const points = fc.uniqueArray(fc.nat(size.reduce((n, s) => n * s, 1) - 1), { minLength: 1, maxLength: 40 });
      return fc.record({ size: fc.constant(size as unknown as [number, number, number]), points, queries: points });
    });
    fc.assert(
      fc.property(lattices, spacings, ({ size, points, queries }, spacingMm) => {
        const found = computeNearestDistances(
          Int32Array.from(queries),
          { size, points: Int32Array.from(points).sort() },
          spacingMm,
        );
        const at = (n: number) => [n % size[0], Math.floor(n / size[0]) % size[1], Math.floor(n / size[0] / size[1])];
        queries.forEach((query, n) => {
          const distances = points.map((point) =>
            Math.hypot(...at(point).map((x, axis) => (x - (at(query)[axis] as number)) * (spacingMm[axis] as number))),
          );
          expect(found[n]).toBeCloseTo(Math.min(...distances), 10);
        });
      }),
      { numRuns: 300 },
    );
  });
});
