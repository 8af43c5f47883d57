import { describe, expect, it } from 'vitest';
import {
  doseHistogram,
  evaluateMetric,
  isodoseVolumeMl,
  metricName,
  parseMetric,
  sumDoses,
  targetIndices,
} from '../../../core/dose/index.ts';
import { boxStructure, doseField, roundStructure } from '../../support/dose-phantom.ts';

// 32 to 48 Gy from left to right over 28.8 ml.
const histogram = doseHistogram(
  boxStructure([40, 30, 24], 8),
  doseField(([x]) => 40 + 0.4 * x),
);
const figure = (name: string, prescriptionGy: number | null = null) =>
  evaluateMetric(parseMetric(name), histogram, prescriptionGy);
const value = (name: string, prescriptionGy: number | null = null) => {
  const found = figure(name, prescriptionGy);
  return 'value' in found ? found.value : Number.NaN;
};

describe('a dose figure', () => {
  it.each([
    ['Mean', 40],
    ['Dmax', 48],
    ['Min[Gy]', 32],
    ['Median', 40],
    ['D95%', 32.8],
    ['D2%', 47.68],
    ['D14.4cc', 40],
    ['V44Gy', 25],
    ['V44Gy[cc]', 7.2],
  ])('%s', (name, expected) => {
    expect(value(name)).toBeCloseTo(expected, 1);
  });

  it.each([
    ['D50%[%]', 80],
    ['V88%', 25],
    ['V88%[cc]', 7.2],
    ['Mean[%]', 80],
  ])('%s of a prescription of 50 Gy', (name, expected) => {
    expect(value(name, 50)).toBeCloseTo(expected, 1);
    expect(figure(name)).toEqual({ why: 'no prescription is known' });
  });

  it('has one name', () => {
    const names = ['dmean', 'D0.03CC', 'd95%', 'V20gy', 'v20Gy[ml]', 'V95%[%]'].map((text) =>
      metricName(parseMetric(text)),
    );
    expect(names).toEqual(['Mean[Gy]', 'D0.03cc[Gy]', 'D95%[Gy]', 'V20Gy[%]', 'V20Gy[cc]', 'V95%[%]']);
  });

  it.each(['D', 'D101%', 'V20', 'Vmax', 'D95%[cc]', 'rm -rf'])('%s is none', (name) => {
    expect(() => parseMetric(name)).toThrow(expect.objectContaining({ code: 'DOSE_METRIC' }));
  });

  it('says why it has no number', () => {
    expect(figure('D30cc')).toEqual({ why: 'the structure is smaller than 30 cc' });
    const dose = doseField(() => 1);
    expect(evaluateMetric(parseMetric('Mean'), doseHistogram([], dose), null)).toEqual({
      why: 'the structure is empty',
    });
    const away = boxStructure([4, 4, 4], 2).map((plane) => ({ ...plane, originLps: [200, 0, 0] as const }));
    expect(evaluateMetric(parseMetric('Mean'), doseHistogram(away, dose), null)).toEqual({
      why: 'the structure lies outside the dose grid',
    });
  });
});

describe('how a target is covered', () => {
  // Falls by 1 Gy a mm from 80 Gy in the middle: the isodose of 50 Gy is a ball of 30 mm.
  const dose = doseField(([x, y, z]) => Math.max(0, 80 - Math.hypot(x, y, z)), 2);
  const ball = (r: number) => roundStructure((z) => Math.sqrt(Math.max(0, r * r - z * z)), r, 1);
  const ballMl = (r: number) => ((4 / 3) * Math.PI * r ** 3) / 1000;

  it('has the volume of an isodose', () => {
    const ramp = doseField(([x]) => 40 + 0.4 * x);
    expect(isodoseVolumeMl(ramp, 41.234)).toBeCloseTo(((75 - 1.234 / 0.4) * 150 * 150) / 1000, 1);
    // What is missing is what straight lines between voxel centres make of a cone.
    for (const r of [20, 30]) expect(Math.abs(isodoseVolumeMl(dose, 80 - r) / ballMl(r) - 1)).toBeLessThan(0.01);
    expect(isodoseVolumeMl(dose, 81)).toBe(0);
    expect(isodoseVolumeMl(dose, 0)).toBeCloseTo(150 ** 3 / 1000, 6);
  });

  it.each([
    // Radius of the target, Paddick, RTOG, coverage.
    [30, 1, 1, 100],
    [20, (20 / 30) ** 3, (30 / 20) ** 3, 100],
    [40, (30 / 40) ** 3, (30 / 40) ** 3, 100 * (30 / 40) ** 3],
  ])('target of %d mm', (r, paddick, rtog, coverage) => {
    const indices = targetIndices(doseHistogram(ball(r), dose), dose, 50);
    expect(Math.abs((indices.conformityPaddick ?? 0) / paddick - 1)).toBeLessThan(0.015);
    expect(Math.abs((indices.conformityRtog ?? 0) / rtog - 1)).toBeLessThan(0.01);
    expect(Math.abs((indices.coveragePercent ?? 0) / coverage - 1)).toBeLessThan(0.015);
  });

  it('knows how even it is', () => {
    const indices = targetIndices(
      histogram,
      doseField(([x]) => 40 + 0.4 * x),
      40,
    );
    expect(indices.homogeneity).toBeCloseTo((47.68 - 32.32) / 40, 2);
  });

  it('tells nothing of a target that leaves the dose', () => {
    const half = boxStructure([20, 20, 20], 10).map((plane) => ({ ...plane, originLps: [75, 0, 0] as const }));
    const { isodoseMl, ...indices } = targetIndices(doseHistogram(half, dose), dose, 50);
    expect(Object.values(indices)).toEqual([null, null, null, null]);
    expect(isodoseMl).toBeGreaterThan(100);
  });
});

describe('a sum of doses', () => {
  it('adds on one grid, and refuses others that name no frame of reference', () => {
    const sum = sumDoses([doseField(() => 1.25), doseField(() => 2)]);
    expect(sum.resampled).toBeNull();
    expect(sum.grid.gy.every((gy) => gy === 3.25)).toBe(true);
    expect(() => sumDoses([doseField(() => 1), doseField(() => 1, 5)])).toThrow(
      expect.objectContaining({ code: 'DOSE_GRIDS_DIFFER' }),
    );
  });
});
