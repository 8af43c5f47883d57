// What a model was unsure of lies on the screen where it lies in the patient, on tilted and turned images too.

import { describe, expect, it } from 'vitest';
import {
  createCutViews,
  cutThrough,
  type ImageGeometry,
  indexFromLps,
  regularGeometry,
  uvFromIndex,
} from '../../../core/geometry/index.ts';
import { createMapSampler, type PlacedMap } from '../../../core/uncertainty/index.ts';
import { heatLattice, heatTable } from '../../../renderer/viewport/uncertainty-layer.ts';
import type { ViewImage } from '../../../renderer/viewport/view-types.ts';

/** One unsure voxel of 4 mm. */
const LPS = [12, -8, 30] as const;
const map: PlacedMap = {
  kind: 'entropy',
  originLps: [0, 0, 10],
  spacingMm: [4, 4, 4],
  component: [2, 1, 0],
  sign: [1, -1, 1],
  start: [5, 2, 3],
  size: [1, 1, 1],
  values: Uint8Array.of(255),
};

const straight = regularGeometry({ size: [60, 50, 30], spacingMm: [1.5, 2, 3], originLps: [-40, -50, -20] });
const turned = regularGeometry({
  size: [60, 50, 30],
  spacingMm: [1.5, 2, 3],
  originLps: [50, 45, -20],
  direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
});
const tilted: ImageGeometry = {
  ...straight,
  planeOriginsLps: straight.planeOriginsLps.map((value, at) =>
    at % 3 === 1 ? value + 0.8 * Math.floor(at / 3) : value,
  ),
};

describe('uncertainty on the screen', () => {
  it.each([
    ['straight', straight],
    ['turned', turned],
    ['tilted', tilted],
  ])('is where it is in the patient: %s', (_, geometry) => {
    const views = createCutViews(geometry);
    const image = { geometry, views } as unknown as ViewImage;
    const ijk = indexFromLps(geometry, LPS);
    for (const view of Object.values(views)) {
      const { cut, a, b } = cutThrough(view, ijk);
      const { u, v } = uvFromIndex(view, a, b);
      const found = heatLattice(createMapSampler(map), { image, view, outlines: null as never }, cut);
      const most = found?.values.indexOf(Math.max(...(found?.values ?? []))) ?? -1;
      const [column, row] = [most % (found?.width ?? 1), Math.floor(most / (found?.width ?? 1))];
      expect(Math.abs((found?.u0 ?? 0) + 2 * (column + 0.5) - u), view.name).toBeLessThan(2);
      expect(Math.abs((found?.v0 ?? 0) + 2 * (row + 0.5) - v), view.name).toBeLessThan(2);
      expect(found?.values[most]).toBeGreaterThan(100);
      expect(heatLattice(createMapSampler(map), { image, view, outlines: null as never }, cut > 5 ? 0 : 25)).toBeNull();
    }
  });

  it('is denser and lighter the more there is, and leaves what is nearly sure as it is', () => {
    const table = heatTable({ low: '#b8431a', high: '#ffe9a6' });
    const of = (n: number) => [...table.subarray(4 * n, 4 * n + 4)];
    expect(of(20)).toEqual([0, 0, 0, 0]);
    expect(of(255)).toEqual([255, 233, 166, 204]);
    for (let n = 40; n < 255; n++) expect(of(n + 1)[3]).toBeGreaterThanOrEqual(of(n)[3] ?? 0);
  });
});
