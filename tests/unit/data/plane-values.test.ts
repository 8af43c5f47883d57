// Where a plane is and how it is tilted, as a person reads it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, normalise, subtract } from '../../../core/geometry/index.ts';
import { planeFrom, planeValues } from '../../../renderer/data/plane-values.ts';

const MIDDLE = [5, -40, 120] as const;

describe('a plane in words', () => {
  it('reads a plane across left and right at L 10 mm', () => {
    const values = planeValues({ originLps: [10, 3, 7], normalLps: [2, 0, 0] }, MIDDLE);
    expect(values).toEqual({ axis: 0, isPositive: true, positionMm: 10, tiltsDeg: [0, 0] });
  });

  it('keeps the place on the middle line when the plane is tilted', () => {
    const tilted = planeFrom({ axis: 2, isPositive: false, positionMm: 100, tiltsDeg: [20, -10] }, MIDDLE);
    expect(dot(subtract([5, -40, 100], tilted.originLps), tilted.normalLps)).toBeCloseTo(0, 9);
    expect(tilted.normalLps[2]).toBeLessThan(0);
  });

  it('makes the very plane again that it read', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    const plane = fc
      .tuple(number, number, number, number)
      .filter(([x, y, z]) => Math.hypot(x, y, z) > 0.1)
      .map(([x, y, z, at]) => ({ originLps: [50 * at, 20 * x, 9] as const, normalLps: normalise([x, y, z]) }));
    fc.assert(
      fc.property(plane, (given) => {
        const made = planeFrom(planeValues(given, MIDDLE), MIDDLE);
        expect(dot(made.normalLps, given.normalLps)).toBeCloseTo(1, 9);
        expect(dot(subtract(made.originLps, given.originLps), given.normalLps)).toBeCloseTo(0, 6);
      }),
    );
  });
});
