import { describe, expect, it } from 'vitest';
import {
  hasRegularSteps,
  hasSingleAffine,
  type ImageGeometry,
  ijkToLps,
  isStraight,
  stackTiltDeg,
} from '../../../core/geometry/index.ts';
import { encodeNiftiHeader } from '../../../core/volume-files/index.ts';
import { oddStack } from '../../support/odd-stacks.ts';

const base = { size: [8, 8, 40], spacingMm: [1, 1, 2.5] } as const;
const moved = (g: ImageGeometry, move: (k: number) => readonly number[]): ImageGeometry => ({
  ...g,
  planeOriginsLps: g.planeOriginsLps.map((c, at) => c + (move(Math.floor(at / 3))[at % 3] as number)),
});

describe('a stack counts as straight', () => {
  const thin = { size: [8, 8, 300], spacingMm: [1, 1, 0.5] } as const;

  it('while rounding of its positions alone moves planes', () => {
    const rounded = moved(oddStack(thin), (k) => [0.004 * ((k % 3) - 1), 0.004 * ((k % 2) - 0.5), 0]);
    expect(isStraight(rounded)).toBe(true);
    expect(stackTiltDeg(rounded)).toBe(0);
  });

  it('but not when steps too small to notice add up to a tilt', () => {
    const leaning = oddStack({ ...thin, tiltDeg: 1 });
    expect(isStraight(leaning)).toBe(false);
    expect(stackTiltDeg(leaning)).toBeCloseTo(1, 6);
  });
});

describe('one affine', () => {
  it('holds straight and tilted stacks, and positions as files round them', () => {
    expect(hasSingleAffine(oddStack(base))).toBe(true);
    const tilted = oddStack({ ...base, tiltDeg: -18.5 });
    expect(hasSingleAffine(tilted)).toBe(true);
    const rounded = { ...tilted, planeOriginsLps: tilted.planeOriginsLps.map((c) => Number(c.toFixed(2))) };
    expect(hasSingleAffine(rounded)).toBe(true);
    expect(hasSingleAffine(oddStack({ ...base, size: [8, 8, 1] }))).toBe(true);
  });

  it.each([
    ['with uneven steps', oddStack({ ...base, unevenSteps: 3 }), false],
    ['with a gap', oddStack({ ...base, missing: [10] }), false],
    ['with planes shifted sideways', moved(oddStack(base), (k) => [k > 20 ? 3 : 0, 0, 0]), true],
    ['whose small differences of step add up', moved(oddStack(base), (k) => [0, 0, 0.02 * Math.min(k, 20)]), true],
  ])('does not hold a stack %s, which no volume file can have', (_, g, isRegular) => {
    expect(hasRegularSteps(g)).toBe(isRegular);
    expect(hasSingleAffine(g)).toBe(false);
    expect(() => ijkToLps(g)).toThrowError(expect.objectContaining({ code: 'GEOMETRY_IRREGULAR' }));
    expect(() => encodeNiftiHeader(g, 'uint8')).toThrowError(expect.objectContaining({ code: 'VOLUME_IRREGULAR' }));
  });
});
