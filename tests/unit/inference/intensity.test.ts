import { describe, expect, it } from 'vitest';
import { applyIntensitySteps, type IntensityStep, needsWholeImage } from '../../../core/inference/index.ts';

const applied = (raw: readonly number[], ...steps: IntensityStep[]) => {
  const values = Float32Array.from(raw);
  const scalar = applyIntensitySteps(values, steps);
  return { values: [...values], scalar };
};

describe('intensity steps', () => {
  it('bring 12 bits to 8 bits and these to 0 … 1', () => {
    const { values, scalar } = applied(
      [-2000, -1024, 0, 3071, 5000],
      { op: 'clip', min: -1024, max: 3071 },
      { op: 'shift', by: 1024 },
      { op: 'scale', by: 255 / 4095 },
      { op: 'round', to: 'nearest' },
      { op: 'divide', by: 255 },
    );
    // 1024 * 255 / 4095 = 63.77
    expect(values.map((v) => Number((v * 255).toFixed(4)))).toEqual([0, 0, 64, 255, 255]);
    expect(scalar(0) * 255).toBeCloseTo(64, 4);
  });

  it('round halves to the even number, or down', () => {
    expect(applied([0.5, 1.5, 2.5, 2.6, -0.5], { op: 'round', to: 'nearest' }).values).toEqual([0, 2, 2, 3, 0]);
    expect(applied([0.5, 1.9, 2], { op: 'round', to: 'down' }).values).toEqual([0, 1, 2]);
  });

  it('standardise the voxels that are not 0 and leave the others', () => {
    const { values } = applied([0, 1, 3, 0], { op: 'zScore', over: 'nonZero' });
    expect(values).toEqual([0, -1, 1, 0]);
    expect(applied([0, 2, 4], { op: 'zScore', over: 'all' }).values[1]).toBeCloseTo(0, 6);
  });

  it('stretch from the least to the greatest value, and between percentiles as numpy has them', () => {
    expect(applied([2, 4, 6], { op: 'minMax' }).values).toEqual([0, 0.5, 1]);
    // numpy.percentile([0, 10, 20, 30, 40], [10, 90]) = [4, 36]
    expect(applied([40, 0, 10, 30, 20], { op: 'clipPercentiles', low: 10, high: 90 }).values).toEqual([
      36, 4, 10, 30, 20,
    ]);
  });

  it('tell which of them need the whole image', () => {
    expect(needsWholeImage([{ op: 'clip', min: 0, max: 1 }])).toBe(false);
    expect(needsWholeImage([{ op: 'zScore', over: 'all' }])).toBe(true);
  });
});
