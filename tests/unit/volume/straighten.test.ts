import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasRegularSteps,
  type ImageGeometry,
  isSameGrid,
  isStraight,
  planePointLps,
  planeStepsMm,
  type Vec3,
} from '../../../core/geometry/index.ts';
import {
  countVoxels,
  denseFromMask,
  emptyMask,
  isSameMask,
  moveMaskToPlanes,
  moveToPlanes,
  straighten,
  straightGeometry,
} from '../../../core/volume/index.ts';
import { oddStack } from '../../support/odd-stacks.ts';
import { maskWhere, ORIENTATIONS, phantomGrid } from '../../support/phantom-masks.ts';

const SIZE = [40, 36, 21] as const;
const SPACING = [1.5, 2, 3] as const;
const OBLIQUE = ORIENTATIONS['oblique'] as readonly number[];
const LEFT_HANDED = [1, 0, 0, 0, 1, 0, 0, 0, -1];

const ODD: [string, ImageGeometry][] = [
  ['tilted by 18.5 degrees', oddStack({ size: SIZE, spacingMm: SPACING, tiltDeg: 18.5 })],
  ['tilted by -24 degrees', oddStack({ size: SIZE, spacingMm: SPACING, tiltDeg: -24 })],
  ['uneven', oddStack({ size: SIZE, spacingMm: SPACING, unevenSteps: 4 })],
  [
    'tilted, uneven, oblique',
    oddStack({ size: SIZE, spacingMm: SPACING, tiltDeg: 12, unevenSteps: 5, direction: OBLIQUE }),
  ],
  ['with gaps', oddStack({ size: SIZE, spacingMm: SPACING, missing: [5, 12, 13] })],
  ['tilted, left-handed', oddStack({ size: SIZE, spacingMm: SPACING, tiltDeg: 15, direction: LEFT_HANDED })],
];

const valuesOf = (g: ImageGeometry, value: (lps: Vec3) => number): Float32Array => {
  const voxels = new Float32Array(g.size[0] * g.size[1] * g.size[2]);
  let at = 0;
  for (let k = 0; k < g.size[2]; k++) {
    for (let j = 0; j < g.size[1]; j++) {
      for (let i = 0; i < g.size[0]; i++) voxels[at++] = value(planePointLps(g, i, j, k));
    }
  }
  return voxels;
};

const linear = ([x, y, z]: Vec3): number => 3 * x - 2 * y + 5 * z + 7;

describe('the straight grid', () => {
  it.each(ODD)('of a stack %s is straight, regular and holds every voxel', (_, g) => {
    const straight = straightGeometry(g);
    expect([isStraight(straight), hasRegularSteps(straight)]).toEqual([true, true]);
    expect(straight.spacingMm.slice(0, 2)).toEqual(g.spacingMm.slice(0, 2));
    expect(straight.direction).toEqual(g.direction);
    expect(straight.frameOfReferenceUid).toBe(g.frameOfReferenceUid);
    const axes = [0, 3, 6].map((at) => g.direction.slice(at, at + 3));
    const first = planePointLps(straight, 0, 0, 0);
    for (let k = 0; k < g.size[2]; k++) {
      for (const [i, j] of [
        [0, 0],
        [SIZE[0] - 1, SIZE[1] - 1],
      ] as const) {
        const point = planePointLps(g, i, j, k);
        axes.forEach((axis, a) => {
          const mm = axis.reduce((sum, c, at) => sum + c * ((point[at] as number) - (first[at] as number)), 0);
          const index = mm / (straight.spacingMm[a] as number);
          expect(index).toBeGreaterThan(-0.011);
          expect(index).toBeLessThan((straight.size[a] as number) - 1 + 0.011);
        });
      }
    }
  });

  it('keeps the planes of a tilted stack at their heights, and adds only the rows that the tilt needs', () => {
    const g = oddStack({ size: SIZE, spacingMm: SPACING, tiltDeg: 18.5 });
    const straight = straightGeometry(g);
    // 20 steps of 3 mm drift by 60 mm * tan 18.5 degrees = 20.075 mm, 10.04 rows.
    expect(straight.size).toEqual([40, 47, 21]);
    expect(straight.spacingMm[2]).toBeCloseTo(3, 12);
    expect(straight.planeOriginsLps.slice(0, 3)).toEqual(g.planeOriginsLps.slice(0, 3));
  });

  it('fills gaps with planes of the usual step', () => {
    const straight = straightGeometry(oddStack({ size: SIZE, spacingMm: SPACING, missing: [5, 12, 13] }));
    expect(straight.size).toEqual([40, 36, 24]);
    expect(straight.spacingMm[2]).toBeCloseTo(3, 12);
  });

  it('follows the thin part of a stack, but not one odd step', () => {
    const stack = (stepsMm: readonly number[]): ImageGeometry => {
      let z = 0;
      const planeOriginsLps = [0, ...stepsMm].flatMap((step) => {
        z += step;
        return [0, 0, z];
      });
      const size = [4, 4, stepsMm.length + 1] as const;
      return { ...oddStack({ size, spacingMm: [1, 1, 5] }), size, planeOriginsLps };
    };
    const headCt = stack([...Array(8).fill(2), ...Array(12).fill(8)]);
    expect(straightGeometry(headCt).spacingMm[2]).toBeCloseTo(2, 12);
    const oneShort = stack([...Array(14).fill(5), 0.25, ...Array(14).fill(5)]);
    expect(straightGeometry(oneShort).spacingMm[2]).toBeCloseTo(140.25 / 28, 12);
    const tiny = stack([...Array(5).fill(0.01), ...Array(20).fill(5)]);
    expect(straightGeometry(tiny).size[2]).toBe(101);
  });

  it('of a straight, regular image is the image itself, in every orientation', () => {
    for (const direction of [...Object.values(ORIENTATIONS), LEFT_HANDED]) {
      const geometry = phantomGrid(direction, [9, 8, 7]);
      const volume = { geometry, voxels: valuesOf(geometry, linear) };
      expect(straightGeometry(geometry)).toBe(geometry);
      expect(straighten(volume, -1000)).toBe(volume);
      const moved = moveToPlanes(volume, { ...geometry, planeOriginsLps: [...geometry.planeOriginsLps] }, -1000);
      expect(moved.voxels).toEqual(volume.voxels);
    }
  });
});

describe('the straight volume', () => {
  it.each(ODD)('of a stack %s is exact where values change linearly', (_, g) => {
    const straight = straighten({ geometry: g, voxels: valuesOf(g, linear) }, Number.NaN);
    const expected = valuesOf(straight.geometry, linear);
    const differences = Array.from(straight.voxels, (v, at) => Math.abs(v - (expected[at] as number)));
    // On the outer half voxel the last value holds, as everywhere in the program: a few voxels, off by half a step.
    const exact = differences.filter((d) => d < 2e-4).length;
    const covered = differences.filter((d) => !Number.isNaN(d)).length;
    expect(covered / (SIZE[0] * SIZE[1] * straight.geometry.size[2])).toBeGreaterThan(0.93);
    expect(exact / covered).toBeGreaterThan(0.97);
    expect(Math.max(...differences.filter((d) => !Number.isNaN(d)))).toBeLessThan(
      0.51 * Math.hypot(3 * 1.5, 2 * 2, 5 * 2),
    );
  });

  it('stands a leaning rod upright', () => {
    const g = oddStack({ size: [30, 60, 25], spacingMm: [2, 2, 3], tiltDeg: -18.5 });
    const rod = ([x, y]: Vec3) => 1000 - 40 * Math.hypot(x - 3, y + 5);
    const middleRow = (volume: { geometry: ImageGeometry; voxels: Float32Array }, k: number) => {
      const [ni, nj] = volume.geometry.size;
      let [sum, weight] = [0, 0];
      for (let j = 0; j < nj; j++) {
        for (let i = 0; i < ni; i++) {
          const w = Math.max(0, volume.voxels[(k * nj + j) * ni + i] as number);
          sum += w * j;
          weight += w;
        }
      }
      return sum / weight;
    };
    const tilted = { geometry: g, voxels: valuesOf(g, rod) };
    const straight = straighten(tilted, -1000);
    const lean = (v: typeof tilted) => 2 * (middleRow(v, 24) - middleRow(v, 0));
    // The planes drift by 72 mm * tan 18.5 degrees; on the straight grid the rod moves by less than a tenth of a mm.
    expect(lean(tilted)).toBeCloseTo(24.09, 1);
    expect(Math.abs(lean(straight))).toBeLessThan(0.1);
  });

  it('keeps the type of the voxels and rounds to the nearest', () => {
    const g = oddStack({ size: [4, 4, 3], spacingMm: [1, 1, 1], tiltDeg: (Math.atan(0.25) * 180) / Math.PI });
    const voxels = Int16Array.from({ length: 48 }, (_, at) => (at >> 2) % 4);
    const straight = straighten({ geometry: g, voxels }, -1000);
    expect(straight.voxels).toBeInstanceOf(Int16Array);
    expect(straight.geometry.size).toEqual([4, 5, 3]);
    const column = (k: number) => Array.from({ length: 5 }, (_, j) => straight.voxels[(k * 5 + j) * 4]);
    expect([column(0), column(1), column(2)]).toEqual([
      [0, 1, 2, 3, -1000],
      [0, 1, 2, 3, -1000],
      [0, 1, 2, 3, 3],
    ]);
  });

  it('is refused for planes of another direction', () => {
    const g = oddStack({ size: [4, 4, 3], spacingMm: [1, 1, 1] });
    const turned = oddStack({ size: [4, 4, 3], spacingMm: [1, 1, 1], direction: OBLIQUE });
    expect(() => moveToPlanes({ geometry: g, voxels: new Uint8Array(48) }, turned, 0)).toThrowError(
      expect.objectContaining({ kind: 'internal', code: 'VOLUME_PLANES_DIFFER' }),
    );
  });
});

describe('a structure on the straight grid', () => {
  const ellipsoid =
    (grow: number) =>
    ([x, y, z]: Vec3): boolean =>
      (x / (18 + grow)) ** 2 + ((y - 4) / (15 + grow)) ** 2 + ((z + 3) / (20 + grow)) ** 2 <= 1;

  it.each(ODD)('comes back to the planes of a stack %s within a voxel of the truth', (_, g) => {
    const straight = straightGeometry(g);
    const back = moveMaskToPlanes(maskWhere(straight, ellipsoid(0)), straight, g);
    const truth = maskWhere(g, ellipsoid(0));
    const [a, b] = [denseFromMask(back), denseFromMask(truth)];
    const both = a.reduce((sum, v, at) => sum + v * (b[at] as number), 0);
    expect((2 * both) / (countVoxels(back) + countVoxels(truth))).toBeGreaterThan(0.955);
    // Nothing beyond a voxel of the surface, nothing missing deeper than one.
    const wide = denseFromMask(maskWhere(g, ellipsoid(2.2)));
    const narrow = denseFromMask(maskWhere(g, ellipsoid(-2.2)));
    expect(a.every((v, at) => v <= (wide[at] as number) && v >= (narrow[at] as number))).toBe(true);
  });

  it.each(ODD)('that fills the grid fills the planes of a stack %s, and an empty one stays empty', (_, g) => {
    const straight = straightGeometry(g);
    expect(
      countVoxels(
        moveMaskToPlanes(
          maskWhere(straight, () => true),
          straight,
          g,
        ),
      ),
    ).toBe(SIZE[0] * SIZE[1] * SIZE[2]);
    expect(moveMaskToPlanes(emptyMask(straight.size), straight, g)).toEqual(emptyMask(g.size));
  });

  it('is the same on the same planes, and single voxels survive a shift of under half a voxel', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 120, maxLength: 120 }), (bits) => {
        const g = oddStack({ size: [6, 5, 4], spacingMm: [1, 1, 1] });
        let at = 0;
        const mask = maskWhere(g, () => bits[at++] as boolean);
        const copy = { ...g, planeOriginsLps: [...g.planeOriginsLps] };
        expect(isSameGrid(g, copy)).toBe(true);
        expect(isSameMask(moveMaskToPlanes(mask, g, copy), mask)).toBe(true);
        const shifted = { ...g, planeOriginsLps: g.planeOriginsLps.map((c, n) => (n % 3 === 1 ? c + 0.4 : c)) };
        const one = maskWhere(g, ([x, y, z]) => x === 0.5 && y === 0 && z === 0.5);
        expect(countVoxels(moveMaskToPlanes(one, g, shifted))).toBe(1);
      }),
      { numRuns: 50 },
    );
  });
});

it('the stacks of these tests are what they are called', () => {
  const steps = planeStepsMm(oddStack({ size: [4, 4, 73], spacingMm: [1, 1, 2.5], unevenSteps: 13 }));
  expect(steps.filter((step) => Math.abs(step - 2.5) > 0.1)).toHaveLength(13);
});
