import { describe, expect, it } from 'vitest';
import { doseHistogram } from '../../../core/dose/index.ts';
import type { SliceBits, SliceContent } from '../../../core/edit/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { drawnPlanes } from '../../../renderer/workers/drawn-planes.ts';
import { doseField } from '../../support/dose-phantom.ts';
import { bitsWhere } from '../../support/edit-stacks.ts';

const geometry = regularGeometry({ size: [40, 40, 11], spacingMm: [1, 1, 3], originLps: [-20, -20, -15] });
const dose = doseField(([, , z]) => 100 + z, 5);
/** A square of 20 mm, finer than the voxels: its border lies 0.25 mm off the middle between two of them. */
const square = (k: number) => {
  const z = -15 + 3 * k;
  return Float64Array.of(-10.25, -10.25, z, 9.75, -10.25, z, 9.75, 9.75, z, -10.25, 9.75, z);
};
const bits = bitsWhere(40, 40, (i, j) => i >= 10 && i < 30 && j >= 10 && j < 30) as SliceBits;
const structure = (isImported: (k: number) => boolean) =>
  new Map<number, SliceContent>(
    [3, 4, 5, 6, 7].map((k) => [k, { bits, importedLoops: isImported(k) ? [square(k)] : null }]),
  );
const histogramOf = (isImported: (k: number) => boolean) =>
  doseHistogram(drawnPlanes(structure(isImported), geometry).planes, dose);

describe('a structure for its histogram', () => {
  it('is what was imported as long as nobody changed it', () => {
    const { volumeMl, meanGy } = histogramOf(() => true);
    expect(volumeMl).toBeCloseTo((20 * 20 * 15) / 1000, 3);
    expect(meanGy).toBeCloseTo(100, 2);
  });

  it('is the outline of its voxels where somebody did: corners are cut, as in limner dvh', () => {
    expect(histogramOf(() => false).volumeMl).toBeCloseTo(((20 * 20 - 0.5) * 15) / 1000, 3);
  });

  it('is both, plane by plane, where only some were changed', () => {
    const { volumeMl, meanGy } = histogramOf((k) => k < 5);
    expect(volumeMl).toBeCloseTo((2 * 400 * 3 + 3 * 399.5 * 3) / 1000, 3);
    expect(meanGy).toBeCloseTo(100, 1);
  });
});
