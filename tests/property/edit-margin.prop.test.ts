// Margins on upright, tilted-and-uneven and oblique stacks, against the distance of every voxel from every other.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  combineStructures,
  createStackFrame,
  expandStructure,
  type StructureSlices,
  shrinkStructure,
} from '../../core/edit/index.ts';
import { type ImageGeometry, planePointLps, type Vec3 } from '../../core/geometry/index.ts';
import {
  anyStructure,
  obliqueStack,
  slicesWhere,
  tiltedStack,
  uprightStack,
  voxelsOf,
} from '../support/edit-stacks.ts';
import { seededRandom } from '../support/seeded-random.ts';

const STACKS: readonly ImageGeometry[] = [uprightStack([24, 20, 8]), tiltedStack([22, 24, 8]), obliqueStack()];
const seed = fc.integer({ min: 1, max: 1e9 });
const setOf = (slices: StructureSlices, g: ImageGeometry) => new Set(voxelsOf(slices, g.size));

const axisMm = fc.constantFrom(0, 0.7, 1.3, 2.9, 4.1);

/** Sum of (component / its half axis)^2 in LPS; the half axis of each direction of the patient. */
function reached(
  d: Vec3,
  m: { left: number; right: number; anterior: number; posterior: number; superior: number; inferior: number },
): boolean {
  const axes = [
    d[0] >= 0 ? m.left : m.right,
    d[1] >= 0 ? m.posterior : m.anterior,
    d[2] >= 0 ? m.superior : m.inferior,
  ];
  const sum = d.reduce((total, value, n) => {
    const axis = axes[n] as number;
    return total + (Math.abs(value) < 1e-9 ? 0 : axis === 0 ? Number.POSITIVE_INFINITY : (value / axis) ** 2);
  }, 0);
  return sum <= 1 + 1e-6;
}

describe('margins', () => {
  it('reach exactly the voxels whose distance the ellipsoid allows, in six directions', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(STACKS[0] as ImageGeometry, STACKS[1] as ImageGeometry, STACKS[2] as ImageGeometry),
        fc.record({
          left: axisMm,
          right: axisMm,
          anterior: axisMm,
          posterior: axisMm,
          superior: axisMm,
          inferior: axisMm,
        }),
        seed,
        (g, margin, n) => {
          // Oblique axes do not lie in the image's: a direction without a margin is met by no voxel.
          const m =
            g === STACKS[2]
              ? (Object.fromEntries(Object.entries(margin).map(([k, mm]) => [k, mm + 0.5])) as typeof margin)
              : margin;
          const random = seededRandom(n);
          const sources: Vec3[] = Array.from(
            { length: 5 },
            () => g.size.map((count) => Math.floor(random() * count)) as unknown as Vec3,
          );
          const slices = slicesWhere(g, (i, j, k) => sources.some((s) => s[0] === i && s[1] === j && s[2] === k));
          const frame = createStackFrame(g);
          const points = sources.map((s) => planePointLps(g, ...s));
          const expected = slicesWhere(g, (i, j, k) => {
            const x = planePointLps(g, i, j, k);
            return points.some((p) => reached([x[0] - p[0], x[1] - p[1], x[2] - p[2]], m));
          });
          const grown = expandStructure(slices, frame, m);
          const [found, wanted] = [setOf(grown, g), setOf(expected, g)];
          if (Object.values(m).every((mm) => mm === 0)) expect(found).toEqual(setOf(slices, g));
          else expect([...found].sort()).toEqual([...wanted].sort());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('shrink to the voxels that no voxel outside is too near to', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(STACKS[0] as ImageGeometry, STACKS[1] as ImageGeometry),
        fc.record({
          left: axisMm,
          right: axisMm,
          anterior: axisMm,
          posterior: axisMm,
          superior: axisMm,
          inferior: axisMm,
        }),
        seed,
        (g, m, n) => {
          if (Object.values(m).every((mm) => mm === 0)) return;
          const [ni, nj, nk] = g.size;
          // Away from the border, where what lies beyond counts as outside.
          const slices = anyStructure(g, n);
          const inner = slicesWhere(g, (i, j, k) => i > 5 && j > 5 && k > 2 && i < ni - 6 && j < nj - 6 && k < nk - 3);
          const body = combineStructures('intersection', [
            inner,
            combineStructures('union', [slices, slicesWhere(g, (i, j) => Math.hypot(i - 11, j - 11) < 5)]),
          ]);
          const own = setOf(body, g);
          const outside: Vec3[] = [];
          slicesWhere(g, (i, j, k) => {
            if (!own.has(`${i},${j},${k}`)) outside.push(planePointLps(g, i, j, k));
            return false;
          });
          const wanted = [...own].filter((voxel) => {
            const x = planePointLps(g, ...(voxel.split(',').map(Number) as unknown as Vec3));
            // The left margin is what is taken off the left side: from x towards the patient's left.
            return !outside.some((y) => reached([y[0] - x[0], y[1] - x[1], y[2] - x[2]], m));
          });
          expect(voxelsOf(shrinkStructure(body, createStackFrame(g), m), g.size)).toEqual(wanted.sort());
        },
      ),
      { numRuns: 12 },
    );
  });
});
