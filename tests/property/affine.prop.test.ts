import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Affine,
  affineFromColumns,
  affineFromRows,
  compose,
  determinant,
  handedness,
  ijkToLps,
  invert,
  isSameGrid,
  mapPoint,
  mapVector,
  planePointLps,
  regularGeometry,
} from '../../core/geometry/index.ts';
import { pointIjk, pointLps, vectorIjk } from '../../core/units/index.ts';

const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
const triple = fc.tuple(coordinate, coordinate, coordinate);
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const spacing = fc.double({ min: 0.2, max: 8, noNaN: true });

/** Unit directions of i, j, k: three turns, and left-handed in half of the cases. */
const direction = fc.tuple(angle, angle, angle, fc.boolean()).map(([a, b, c, isLeft]) => {
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap((t) => [Math.cos(t), Math.sin(t)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const i = [ca * cb, sa * cb, -sb];
  const j = [ca * sb * sc - sa * cc, sa * sb * sc + ca * cc, cb * sc];
  const k = [ca * sb * cc + sa * sc, sa * sb * cc - ca * sc, cb * cc];
  return [...i, ...j, ...(isLeft ? k.map((x) => -x) : k)];
});

const grid = fc.record({
  size: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  spacingMm: fc.tuple(spacing, spacing, spacing),
  originLps: triple,
  direction,
});

/** Maps of image grids: they can be inverted with small errors. */
const affine = grid.map((g) => ijkToLps(regularGeometry(g)));

const expectNear = (a: readonly number[], b: readonly number[], tolerance: number) => {
  expect(a).toHaveLength(b.length);
  for (const [at, value] of a.entries()) expect(Math.abs(value - (b[at] as number))).toBeLessThanOrEqual(tolerance);
};

describe('affine maps', () => {
  it('undo themselves, both ways', () => {
    fc.assert(
      fc.property(affine, triple, (m, [x, y, z]) => {
        const back = invert(m);
        expectNear(mapPoint(back, mapPoint(m, pointIjk(x, y, z))), [x, y, z], 1e-7);
        expectNear(mapPoint(m, mapPoint(back, pointLps(x, y, z))), [x, y, z], 1e-7);
        expectNear(invert(back), m, 1e-6);
        expectNear(compose(back, m), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], 1e-7);
      }),
    );
  });

  it('composed are one after the other', () => {
    fc.assert(
      fc.property(affine, affine, affine, triple, (m, n, o, [x, y, z]) => {
        const outer = n as unknown as Affine<'Lps', 'Uv'>;
        const last = o as unknown as Affine<'Uv', 'Ijk'>;
        const p = pointIjk(x, y, z);
        expectNear(mapPoint(compose(outer, m), p), mapPoint(outer, mapPoint(m, p)), 1e-6);
        expectNear(compose(last, compose(outer, m)), compose(compose(last, outer), m), 1e-5);
      }),
    );
  });

  it('move a vector as they move the difference of two points', () => {
    fc.assert(
      fc.property(affine, triple, triple, (m, [x, y, z], [u, v, w]) => {
        const p = mapPoint(m, pointIjk(x, y, z));
        const q = mapPoint(m, pointIjk(x + u, y + v, z + w));
        expectNear(mapVector(m, vectorIjk(u, v, w)), [q[0] - p[0], q[1] - p[1], q[2] - p[2]], 1e-7);
      }),
    );
  });

  it('scale volumes by their determinant, and the sign is the handedness', () => {
    fc.assert(
      fc.property(grid, affine, (g, n) => {
        const geometry = regularGeometry(g);
        const m = ijkToLps(geometry);
        const volume = g.spacingMm[0] * g.spacingMm[1] * g.spacingMm[2];
        expectNear([Math.abs(determinant(m)) / volume], [1], 1e-9);
        // A single plane has no step to tell the sign by; its normal says it.
        expect(Math.sign(determinant(m))).toBe(handedness(geometry));
        const composed = compose(n as unknown as Affine<'Lps', 'Uv'>, m);
        expectNear([determinant(composed) / (determinant(m) * determinant(n))], [1], 1e-9);
      }),
    );
  });

  it('without a volume cannot be undone', () => {
    const flat = affineFromColumns<'Ijk', 'Lps'>([1, 0, 0], [0, 1, 0], [1, 1, 0], [5, 5, 5]);
    expect(() => invert(flat)).toThrow(expect.objectContaining({ kind: 'invalid-input', code: 'GEOMETRY_SINGULAR' }));
    expect(() => affineFromRows([1, 0, 0, Number.NaN, 0, 1, 0, 0, 0, 0, 1, 0])).toThrow(
      expect.objectContaining({ code: 'GEOMETRY_AFFINE' }),
    );
    expect(() => affineFromRows([1, 0, 0])).toThrow(expect.objectContaining({ code: 'GEOMETRY_AFFINE' }));
  });
});

describe('image grids', () => {
  it('place a voxel alike by their planes and by their one map', () => {
    fc.assert(
      fc.property(grid, fc.double({ min: 0, max: 1, noNaN: true }), (g, share) => {
        const geometry = regularGeometry(g);
        const [i, j] = [share * g.size[0], share * g.size[1]];
        const k = Math.floor(share * (g.size[2] - 1));
        expectNear(planePointLps(geometry, i, j, k), mapPoint(ijkToLps(geometry), pointIjk(i, j, k)), 1e-9);
      }),
    );
  });

  it('have an absolute place', () => {
    const geometry = regularGeometry({
      size: [4, 3, 2],
      spacingMm: [2, 3, 5],
      originLps: [10, 20, 30],
      direction: [0, 1, 0, 0, 0, 1, 1, 0, 0],
    });
    // i runs posterior, j superior, k left.
    expect(mapPoint(ijkToLps(geometry), pointIjk(1, 2, 1))).toEqual([15, 22, 36]);
    expect(handedness(geometry)).toBe(1);
  });

  it('are the same up to 1 % of a voxel', () => {
    fc.assert(
      fc.property(grid, fc.integer({ min: 0, max: 2 }), (g, axis) => {
        const geometry = regularGeometry(g);
        const shifted = (share: number) => {
          const originLps = g.originLps.map(
            (x, at) => x + share * g.spacingMm[axis as 0] * (g.direction[3 * axis + at] as number),
          );
          return regularGeometry({ ...g, originLps: originLps as unknown as [number, number, number] });
        };
        expect(isSameGrid(geometry, geometry)).toBe(true);
        expect(isSameGrid(geometry, shifted(0.009))).toBe(true);
        expect(isSameGrid(geometry, shifted(0.011))).toBe(false);
      }),
    );
  });
});
