// Planes of noise: contours by the ten thousand. To compare each with all others takes from many minutes to hours;
// each answer here comes at once.
import { describe, expect, it } from 'vitest';
import { contourStack } from '../../../core/contour/contour-stack.ts';
import {
  hasNestedLoop,
  joinNestedLoops,
  type PatientContour,
  type PlacedLoop,
  rasteriseLoops,
} from '../../../core/contour/index.ts';
import { planesOfContours } from '../../../core/dose/index.ts';
import { isSameMask } from '../../../core/volume/index.ts';

const MANY = 60_000;
const COLUMNS = 400;

/** A loop through these points on plane 0 of voxels of 1 mm. */
const loop = (...ij: readonly number[]): PlacedLoop => ({
  k: 0,
  ij: Float64Array.from(ij),
  pointsLps: Float64Array.from({ length: (ij.length / 2) * 3 }, (_, n) =>
    n % 3 === 2 ? 0 : (ij[2 * Math.floor(n / 3) + (n % 3)] as number),
  ),
});

/** Squares of one voxel in rows of 400, none of which touches another. */
const squares = (count: number): PlacedLoop[] =>
  Array.from({ length: count }, (_, n) => {
    const [i, j] = [2 * (n % COLUMNS), 2 * Math.floor(n / COLUMNS)];
    return loop(i - 0.5, j - 0.5, i + 0.5, j - 0.5, i + 0.5, j + 0.5, i - 0.5, j + 0.5);
  });

const frame = loop(-1, -1, 2 * COLUMNS, -1, 2 * COLUMNS, 2 * COLUMNS, -1, 2 * COLUMNS);

describe('a plane with tens of thousands of loops', () => {
  it('that lie beside each other has no hole, and each stays a polygon', () => {
    const loops = squares(MANY);
    expect(hasNestedLoop(loops)).toBe(false);
    const joined = joinNestedLoops(loops) ?? [];
    expect(joined.length).toBe(MANY);
    expect(joined.every(({ ij }, at) => ij.every((value, n) => value === loops[at]?.ij[n]))).toBe(true);
  });

  it('has a hole where one of them lies in another', () => {
    expect(hasNestedLoop([...squares(MANY), loop(0.2, 0.2, 0.4, 0.2, 0.4, 0.4)])).toBe(true);
  });
});

it('an outline with thousands of holes becomes one polygon that covers the same, with all points', () => {
  const loops = [frame, ...squares(4000)];
  const joined = joinNestedLoops(loops) ?? [];
  expect(joined).toHaveLength(1);
  const size = [2 * COLUMNS, 2 * COLUMNS, 1] as const;
  expect(isSameMask(rasteriseLoops(joined, size), rasteriseLoops(loops, size))).toBe(true);
  // Four corners a hole, its first one again, and both ends of the channel.
  expect(joined[0]?.ij.length).toBe(2 * (4 + 4000 * 7));
});

describe('contours off the slices', () => {
  /** A triangle of its own for each number, at a height along z. */
  const triangle = (n: number, z: number, geometricType = 'CLOSED_PLANAR') => ({
    geometricType,
    xyz: Float64Array.of(0, 0, z, 1 + n, 0, z, 0, 1, z),
  });
  /** Step, gaps, and how many contours each plane has. */
  const stackOf = (contours: readonly PatientContour[]) => {
    const stack = contourStack(contours);
    if (typeof stack === 'string') throw new Error(stack);
    return { stepMm: stack.stepMm, gaps: stack.gaps, contours: stack.slabs.map((slab) => slab.contours.length) };
  };
  const onTwoPlanes = () =>
    Array.from({ length: MANY }, (_, n) => n).flatMap((n) => [triangle(n, 0), triangle(n, 3), triangle(n, 3)]);

  it('on one plane by the ten thousand are a stack of two planes, repetitions counted once', () => {
    expect(stackOf(onTwoPlanes())).toEqual({ stepMm: 3, gaps: 0, contours: [MANY, MANY] });
  });

  it('are the same planes for a histogram', () => {
    const { planes, warnings } = planesOfContours(onTwoPlanes(), null);
    expect(planes.map(({ loops }) => loops.length)).toEqual([MANY, MANY]);
    expect(warnings.map(({ message }) => message)).toEqual([
      `${MANY} contour(s) repeat another contour exactly and were counted once.`,
    ]);
  });

  it('on a plane each, more than a call has room for, are a stack', () => {
    const planes = 150_000;
    const stack = stackOf(Array.from({ length: planes }, (_, n) => triangle(1, n)));
    expect([stack.stepMm, stack.gaps, stack.contours.length]).toEqual([1, 0, planes]);
  });

  it('an XOR contour counts as often as it is there', () => {
    const twice = [0, 0, 3].map((z) => triangle(1, z, 'CLOSEDPLANAR_XOR'));
    expect(stackOf(twice)).toEqual({ stepMm: 3, gaps: 0, contours: [2, 1] });
  });
});
