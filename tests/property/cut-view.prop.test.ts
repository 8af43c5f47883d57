import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createCutViews,
  dot,
  indexFromUv,
  lpsFromIndex,
  subtract,
  uvFromIndex,
  type Vec3,
} from '../../core/geometry/index.ts';
import { oddStack } from '../support/odd-stacks.ts';

const DIRECTIONS = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [-1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0, 1, 0, 0, 0, -1, -1, 0, 0],
  [0, 1, 0, 1, 0, 0, 0, 0, 1],
  [0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, -1],
];

const stacks = fc
  .record({
    direction: fc.constantFrom(...DIRECTIONS),
    size: fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 9 })),
    spacingMm: fc.tuple(
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      fc.double({ min: 0.3, max: 8, noNaN: true }),
    ),
    tiltDeg: fc.double({ min: -25, max: 25, noNaN: true }),
    unevenSteps: fc.integer({ min: 0, max: 3 }),
  })
  .map((options) => oddStack(options));

const share = fc.double({ min: -0.2, max: 1.2, noNaN: true });

describe('a view of any stack', () => {
  it('takes screen mm back to the indices that they came from', () => {
    fc.assert(
      fc.property(stacks, share, share, (g, s, t) => {
        for (const view of Object.values(createCutViews(g))) {
          const [a, b] = [s * view.aCount, t * view.bCount];
          const back = indexFromUv(view, uvFromIndex(view, a, b));
          expect(back.a).toBeCloseTo(a, 6);
          expect(back.b).toBeCloseTo(b, 6);
        }
      }),
    );
  });

  it('measures distances on the screen as they are in the patient', () => {
    fc.assert(
      fc.property(stacks, share, share, share, share, (g, s, t, p, q) => {
        for (const view of Object.values(createCutViews(g))) {
          const lps = (a: number, b: number): Vec3 => {
            const ijk: [number, number, number] = [0, 0, 0];
            ijk[view.aAxis] = a;
            ijk[view.bAxis] = b;
            return lpsFromIndex(g, ijk);
          };
          const [a0, b0, a1, b1] = [s * view.aCount, t * view.bCount, p * view.aCount, q * view.bCount];
          const [from, to] = [uvFromIndex(view, a0, b0), uvFromIndex(view, a1, b1)];
          const travel = subtract(lps(a1, b1), lps(a0, b0));
          expect(to.u - from.u).toBeCloseTo(dot(travel, view.uLps), 6);
          expect(to.v - from.v).toBeCloseTo(dot(travel, view.vLps), 6);
        }
      }),
    );
  });
});
