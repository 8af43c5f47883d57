// The uncertainty along an edge, as a length: two answers that lie 3 mm apart are 3 mm apart.

import { describe, expect, it } from 'vitest';
import { blankSlice, type SliceBits, writeRun } from '../../../core/edit/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { createMapSampler, type PlacedMap, widthsOf } from '../../../core/uncertainty/index.ts';

const geometry = regularGeometry({ size: [100, 80, 4], spacingMm: [1, 1.25, 3], originLps: [-50, -50, 0] });

function disc(radiusMm: number, centreMm = 0): SliceBits {
  const bits = blankSlice({ i0: 0, i1: 100, j0: 0, j1: 80 });
  for (let j = 0; j < 80; j++) {
    for (let i = 0; i < 100; i++) {
      if (Math.hypot(i - 50 - centreMm, j * 1.25 - 50) <= radiusMm) writeRun(bits, j, i, i + 1, true);
    }
  }
  return bits;
}

/** A map on a grid that runs to anterior, right and inferior; `unsure` says 0 to 1 by place (LPS mm). */
function mapOf(unsure: (x: number, y: number, z: number) => number): PlacedMap {
  const [start, size] = [
    [5, 0, 0],
    [111, 121, 13],
  ] as const;
  const values = new Uint8Array(111 * 121 * 13);
  let at = 0;
  for (let a = 0; a < 111; a++) {
    for (let b = 0; b < 121; b++) {
      for (let c = 0; c < 13; c++) values[at++] = Math.round(255 * unsure(60 - b, 60 - a - 5, 12 - c));
    }
  }
  const placement = {
    originLps: [60, 60, 12],
    spacingMm: [1, 1, 1],
    component: [1, 0, 2],
    sign: [-1, -1, -1],
  } as const;
  return { kind: 'disagreement', ...placement, start, size, values };
}

const ring = (inner: number, outer: number) => (x: number, y: number) => {
  const r = Math.hypot(x, y);
  return r >= inner && r <= outer ? 1 : 0;
};

const figures = (
  map: PlacedMap,
  slices: ReadonlyMap<number, SliceBits>,
  others: ReadonlyMap<number, SliceBits>[] = [],
) => {
  const run = widthsOf(createMapSampler(map), geometry, slices, others);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
};

describe('the width of an unsure edge', () => {
  it('is the distance between two answers, slice by slice, the widest first', () => {
    const map = mapOf((x, y, z) => (z < 4.5 ? ring(20, 23)(x, y) : ring(18, 24)(x, y)));
    const found = figures(map, new Map([1, 2].map((k) => [k, disc(21.3)])));
    expect(found?.slices.map(({ k }) => k)).toEqual([2, 1]);
    expect(found?.slices[0]?.widthMm).toBeCloseTo(6, 0);
    expect(found?.slices[1]?.widthMm).toBeGreaterThan(2.8);
    expect(found?.slices[1]?.widthMm).toBeLessThan(3.25);
    expect(found?.meanMm).toBeCloseTo(4.5, 0);
    // Where to look is on the ring.
    const [i, j, k] = found?.slices[0]?.ijk ?? [0, 0, 0];
    expect(k).toBe(2);
    expect(Math.hypot(i - 50, j * 1.25 - 50)).toBeGreaterThan(17);
  });

  it('is 0 where the model is sure, and nothing for an empty structure', () => {
    expect(
      figures(
        mapOf(() => 0),
        new Map([[1, disc(20)]]),
      )?.meanMm,
    ).toBe(0);
    expect(
      figures(
        mapOf(() => 1),
        new Map([[1, disc(-1)]]),
      ),
    ).toBeNull();
  });

  it('leaves out what lies in another structure', () => {
    const map = mapOf((x, y) => (Math.hypot(x - 30, y) <= 10 ? 1 : 0));
    const own = new Map([[1, disc(20)]]);
    expect(figures(map, own)?.meanMm).toBeGreaterThan(0.1);
    expect(figures(map, own, [new Map([[1, disc(9.9, 30)]])])?.meanMm).toBeLessThan(0.05);
    // An organ around a target is no neighbour of it.
    expect(figures(map, own, [new Map([[1, disc(40)]])])?.meanMm).toBe(figures(map, own)?.meanMm);
  });
});

it('a map is read at true places, with nothing beyond its box', () => {
  const sampler = createMapSampler(mapOf((x, y, z) => (x === 10 && y === -20 && z === 3 ? 1 : 0)));
  expect(sampler.at(10, -20, 3)).toBe(1);
  expect(sampler.at(10.5, -20, 3)).toBeCloseTo(0.5);
  expect(sampler.at(-10, 20, 3)).toBe(0);
  expect(sampler.at(500, 0, 0)).toBe(0);
  expect(sampler.box).toEqual({ min: [-61, -56, -1], max: [61, 56, 13] });
});
