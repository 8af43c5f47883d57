// Histograms against formulas: a dose that grows along a line, over bodies whose part beyond a plane is known.

import { describe, expect, it } from 'vitest';
import {
  cumulativeMl,
  type DoseHistogram,
  doseAtVolumeGy,
  doseHistogram,
  insideMl,
  planesOfGrid,
  type StructurePlane,
  volumeAtDoseMl,
  withZeroOutside,
} from '../../../core/dose/index.ts';
import { regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import { boxStructure, doseField, roundStructure } from '../../support/dose-phantom.ts';

const GRADIENT = 0.2;
const along =
  ([a, b, c]: Vec3) =>
  ([x, y, z]: Vec3) =>
    40 + GRADIENT * (a * x + b * y + c * z);

/** Largest error of the cumulative histogram, % of the whole volume. @param share of the volume beyond t mm */
function largestErrorPercent(histogram: DoseHistogram, reachMm: number, share: (t: number) => number): number {
  let worst = 0;
  for (let n = -20; n <= 20; n++) {
    const t = (0.99 * reachMm * n) / 20;
    const got = volumeAtDoseMl(histogram, 40 + GRADIENT * t) / histogram.volumeMl;
    worst = Math.max(worst, 100 * Math.abs(got - share(t)));
  }
  return worst;
}

const ballShare = (r: number) => (t: number) => ((r - t) ** 2 * (2 * r + t)) / (4 * r ** 3);
const discShare = (r: number) => (t: number) => (Math.acos(t / r) - (t / r) * Math.sqrt(1 - (t / r) ** 2)) / Math.PI;
const ball = (r: number, stepMm: number, isBetween = false) =>
  roundStructure((z) => Math.sqrt(Math.max(0, r * r - z * z)), r, stepMm, isBetween);
const rod = (r: number) => roundStructure((z) => (Math.abs(z) < 15 ? r : 0), 15, 2);

describe('the histogram of a dose that grows along a line', () => {
  it.each<[string, StructurePlane[], Vec3, number, (t: number) => number, number]>([
    // Body, direction, its reach from the origin, formula, allowed error in % of the volume.
    ['box', boxStructure([40, 30, 24], 8), [1, 0, 0], 20, (t) => (20 - t) / 40, 0.02],
    ['box, along z', boxStructure([40, 30, 24], 8), [0, 0, 1], 12, (t) => (12 - t) / 24, 0.02],
    ['rod', rod(12), [0, 1, 0], 12, discShare(12), 0.02],
    ['thin rod of 3 mm', rod(1.5), [1, 0, 0], 1.5, discShare(1.5), 0.1],
    ['ball of 40 mm on planes 1 mm apart', ball(20, 1), [1, 0, 0], 20, ballShare(20), 0.05],
    ['ball of 40 mm on planes 3 mm apart', ball(20, 3), [0, 1, 0], 20, ballShare(20), 0.1],
    ['ball of 40 mm, along z', ball(20, 1), [0, 0, 1], 20, ballShare(20), 0.15],
    ['ball of 24 mm on planes 2 mm apart, oblique', ball(12, 2), [0.6, 0, 0.8], 12, ballShare(12), 0.4],
  ])('%s', (_, planes, direction, reachMm, share, allowed) => {
    const histogram = doseHistogram(planes, doseField(along(direction)));
    expect(largestErrorPercent(histogram, reachMm, share)).toBeLessThan(allowed);
    expect(histogram.meanGy).toBeCloseTo(40, 2);
    expect(doseAtVolumeGy(histogram, histogram.volumeMl / 2)).toBeCloseTo(40, 2);
  });

  it.each([
    ['1 mm', ball(20, 1), 0.1],
    ['2 mm', ball(20, 2), 0.3],
    ['3 mm', ball(20, 3), 0.3],
  ] as const)('has the volume of a ball drawn every %s within %d %%', (_, planes, percent) => {
    const { volumeMl } = doseHistogram(
      planes,
      doseField(() => 40),
    );
    expect(Math.abs(volumeMl / ((4 / 3) * Math.PI * 8) - 1) * 100).toBeLessThan(percent);
  });

  it.each([
    ['turned', [0, 1, 0, 0, 0, 1, 1, 0, 0]],
    ['mirrored', [-1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['oblique', [0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1]],
    ['tipped', [1, 0, 0, 0, 0.8, 0.6, 0, -0.6, 0.8]],
  ])('is the same on a dose grid that is %s', (_, direction) => {
    const histogram = doseHistogram(boxStructure([40, 30, 24], 8), doseField(along([1, 0, 0]), 2.5, direction));
    expect(largestErrorPercent(histogram, 20, (t) => (20 - t) / 40)).toBeLessThan(0.02);
    expect(histogram.volumeMl).toBeCloseTo(28.8, 6);
  });

  it('takes planes of a dose where they are: uneven ones too', () => {
    const heights = [-20, -19, -15, -14, -6, 3, 4, 12, 20];
    const dose = {
      geometry: {
        ...regularGeometry({ size: [2, 2, heights.length], spacingMm: [60, 60, 5], originLps: [-30, -30, 0] }),
        planeOriginsLps: heights.flatMap((z) => [-30, -30, z]),
      },
      gy: Float32Array.from({ length: 4 * heights.length }, (_, at) => 40 + GRADIENT * (heights[at >> 2] as number)),
    };
    const histogram = doseHistogram(boxStructure([10, 10, 24], 8), dose);
    expect(largestErrorPercent(histogram, 12, (t) => (12 - t) / 24)).toBeLessThan(0.02);
  });
});

describe('a histogram', () => {
  const dose = doseField(along([1, 0, 0]));
  const box = doseHistogram(boxStructure([40, 30, 24], 8), dose);

  it('has bins of 1 cGy that add up, and falls from the whole volume', () => {
    expect(box.differentialMl.reduce((sum, ml) => sum + ml, 0)).toBeCloseTo(box.volumeMl, 9);
    const cumulative = cumulativeMl(box);
    expect(cumulative[0]).toBeCloseTo(28.8, 6);
    expect(cumulative[4000]).toBeCloseTo(14.4, 1);
    expect(cumulative.length).toBe(Math.floor(box.maxGy * 100) + 1);
    expect(cumulative.every((ml, n) => n === 0 || ml <= (cumulative[n - 1] as number))).toBe(true);
  });

  it('gives the dose of a volume and the volume of a dose, the one from the other', () => {
    for (const ml of [0.03, 1, 10, 28]) expect(volumeAtDoseMl(box, doseAtVolumeGy(box, ml))).toBeCloseTo(ml, 6);
    expect(doseAtVolumeGy(box, 0.03)).toBeCloseTo(44 - (GRADIENT * 30) / (30 * 24), 1);
    expect(doseAtVolumeGy(box, 29)).toBeNaN();
    expect(volumeAtDoseMl(box, 0)).toBe(insideMl(box));
    expect(volumeAtDoseMl(box, 45)).toBe(0);
  });

  it('takes a hole out, and no keyhole', () => {
    const grid = regularGeometry({ size: [1, 1, 4], spacingMm: [1, 1, 3], originLps: [0, 0, -4.5] });
    const square = (half: number) => Float64Array.of(-half, -half, half, -half, half, half, -half, half);
    const keyhole = Float64Array.of(-10, -10, 10, -10, 10, 10, -10, 10, -10, -10, -5, -5, -5, 5, 5, 5, 5, -5, -5, -5);
    const volume = (loops: readonly Float64Array[]) =>
      doseHistogram(
        planesOfGrid(
          grid,
          [0, 1, 2, 3].flatMap((k) => loops.map((ij) => ({ k, ij }))),
        ),
        dose,
      ).volumeMl;
    expect(volume([square(10), square(5)])).toBeCloseTo(3.6, 6);
    expect(volume([keyhole])).toBeCloseTo(3.6, 6);
  });

  it('says what lies outside the dose and keeps it out of every figure', () => {
    const planes = boxStructure([40, 30, 24], 8).map((plane) => ({
      ...plane,
      originLps: [70, 0, plane.originLps[2]] as const,
    }));
    const histogram = doseHistogram(planes, dose);
    expect(histogram.volumeMl).toBeCloseTo(28.8, 6);
    expect(histogram.outsideMl / histogram.volumeMl).toBeCloseTo(15 / 40, 3);
    expect(histogram.meanGy).toBeCloseTo(40 + GRADIENT * 62.5, 1);
    expect(histogram.minGy).toBeGreaterThan(49.9);
    expect(withZeroOutside(histogram)).toMatchObject({ minGy: 0, outsideMl: 0, maxGy: histogram.maxGy });
    expect(withZeroOutside(histogram).meanGy).toBeCloseTo((40 + GRADIENT * 62.5) * (25 / 40), 1);
  });

  it('of something a hundred metres wide is made soon, and nearly all of it lies outside', () => {
    const histogram = doseHistogram(boxStructure([1e5, 1e5, 30], 2), dose);
    expect(histogram.volumeMl / (1e10 * 0.03)).toBeCloseTo(1, 3);
    expect(histogram.outsideMl / histogram.volumeMl).toBeGreaterThan(0.999);
  });

  it('of nothing has no dose, and one wholly outside has only a volume', () => {
    expect(doseHistogram([], dose)).toMatchObject({ volumeMl: 0, meanGy: Number.NaN });
    const away = boxStructure([4, 4, 4], 2).map((plane) => ({ ...plane, originLps: [200, 0, 0] as const }));
    const histogram = doseHistogram(away, dose);
    expect(histogram).toMatchObject({ maxGy: Number.NaN });
    expect(histogram.outsideMl).toBe(histogram.volumeMl);
  });

  it.each([
    ['below zero', doseField(() => -1), 'DOSE_NEGATIVE'],
    ['beyond reason', doseField(() => 70_000), 'DOSE_IMPLAUSIBLE'],
    [
      'of one plane',
      {
        geometry: regularGeometry({ size: [2, 2, 1], spacingMm: [1, 1, 1], originLps: [0, 0, 0] }),
        gy: new Float32Array(4),
      },
      'DOSE_SINGLE_PLANE',
    ],
  ])('is not made of a dose %s', (_, field, code) => {
    expect(() => doseHistogram([], field)).toThrow(expect.objectContaining({ code }));
  });
});
