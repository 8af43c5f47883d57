import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { contoursToMask, layContours, type PatientContour } from '../../../core/contour/index.ts';
import {
  cross,
  type ImageGeometry,
  lpsFromIndex,
  normalise,
  regularGeometry,
  type Vec3,
  voxelVolumeMm3,
} from '../../../core/geometry/index.ts';
import { countVoxels, denseFromMask, type Mask } from '../../../core/volume/index.ts';
import { PHANTOM_GRIDS } from '../../support/volume-phantom.ts';

const grid = regularGeometry({ size: [60, 56, 40], spacingMm: [1, 1.1, 1.7], originLps: [-30, -31, -33] });
/** Uneven steps, each plane shifted: nothing between the planes may be taken for regular. */
const uneven: ImageGeometry = {
  ...grid,
  planeOriginsLps: Array.from({ length: 40 }, (_, k) => [
    -30 + 0.2 * k,
    -31,
    -33 + 1.5 * k + (k > 20 ? k - 20 : 0),
  ]).flat(),
};

const closed = (xyz: Iterable<number>, geometricType = 'CLOSED_PLANAR'): PatientContour => ({
  geometricType,
  xyz: Float64Array.from(xyz),
});

const axesOf = (normal: Vec3): readonly [Vec3, Vec3] => {
  const u = normalise(cross(normal, [0.3, 0.5, 0.8]));
  return [u, cross(normal, u)];
};

/** Circles of a ball around `centre` on planes across `normal`, `stepMm` apart. */
function ball(normal: Vec3, radiusMm: number, stepMm: number, centre: Vec3 = [0, 0, 0]): PatientContour[] {
  const [u, v] = axesOf(normal);
  const planes = Math.ceil(radiusMm / stepMm);
  return Array.from({ length: 2 * planes }, (_, n) => (n - planes + 0.5) * stepMm).flatMap((h) => {
    const r = Math.sqrt(Math.max(0, radiusMm ** 2 - h ** 2));
    if (r === 0) return [];
    const at = (turn: number, c: 0 | 1 | 2) =>
      centre[c] + h * normal[c] + r * (Math.cos(turn) * u[c] + Math.sin(turn) * v[c]);
    const turns = Array.from({ length: 90 }, (_, n) => (n * Math.PI) / 45);
    return [closed(turns.flatMap((turn) => [at(turn, 0), at(turn, 1), at(turn, 2)]))];
  });
}

const mmOf = (mask: Mask, g: ImageGeometry): number => countVoxels(mask) * voxelVolumeMm3(g);

type Case = readonly [name: string, grid: ImageGeometry, normal: Vec3, contours: readonly PatientContour[]];

/** Set voxels of each case as an independent program finds them. */
function judged(cases: readonly Case[]): number[][] {
  const input = JSON.stringify(
    cases.map(([, g, normal, contours]) => ({ ...g, normal, contours: contours.map(({ xyz }) => [...xyz]) })),
  );
  return JSON.parse(
    execFileSync('/usr/bin/python3', ['tests/support/stack-rasteriser.py'], { input, encoding: 'utf8' }),
  ) as number[][];
}

const setIn = (mask: Mask): number[] =>
  [...denseFromMask(mask).entries()].flatMap(([at, on]) => (on === 1 ? [at] : []));

const oblique = normalise([1, -2, 1.5]);
const VIEWS: readonly (readonly [string, Vec3])[] = [
  ['sagittal', [1, 0, 0]],
  ['coronal', [0, -1, 0]],
  ['oblique', oblique],
  ['nearly axial', normalise([0.1, 0.05, 1])],
];

describe('contours on planes of their own', () => {
  it.each(VIEWS)('%s: a ball has its volume, and the report says how', (_, normal) => {
    const contours = ball(normal, 20, 2.5, [0.31, -0.17, 0.23]);
    const { mask, fates, warnings } = contoursToMask(grid, contours);
    expect(Math.abs(mmOf(mask, grid) / ((4 / 3) * Math.PI * 20 ** 3) - 1)).toBeLessThan(0.01);
    expect([...new Set(fates)]).toEqual(['resampled']);
    expect(warnings.map(({ code, contours: n }) => [code, n])).toEqual([['CONTOUR_RESAMPLED', contours.length]]);
  });

  it('are the voxels that another program finds, on every orientation of the image, uneven planes too', () => {
    const inMiddle = (g: ImageGeometry) => lpsFromIndex(g, g.size.map((n) => n / 2) as unknown as Vec3);
    const cases: Case[] = [
      ...VIEWS.flatMap(([view, normal]): Case[] =>
        (view === 'oblique' ? [grid, uneven] : [uneven]).map((g) => [
          view,
          g,
          normal,
          ball(normal, 20, 2.5, [0.31, -0.17, 0.23]),
        ]),
      ),
      ...PHANTOM_GRIDS.map(([name, g]): Case => [name, g, oblique, ball(oblique, 9, 1.3, inMiddle(g))]),
    ];
    judged(cases).forEach((voxels, at) => {
      const [name, g, , contours] = cases[at] as Case;
      expect(voxels.length, name).toBeGreaterThan(50);
      expect(setIn(contoursToMask(g, contours).mask), name).toEqual(voxels);
    });
  });

  it('a box between whole voxels is exactly that box', () => {
    const rectangle = (x: number) => closed([x, -10.5, -9, x, 10.5, -9, x, 10.5, 9, x, -10.5, 9]);
    const g = regularGeometry({ size: [40, 40, 40], spacingMm: [1, 1, 1], originLps: [-20, -20, -19.5] });
    const { mask } = contoursToMask(g, [-4.5, -1.5, 1.5, 4.5].map(rectangle));
    // Planes 3 mm apart stand for 12 mm, half-way to where the next would be.
    expect(countVoxels(mask)).toBe(12 * 21 * 18);
    expect(mask.box).toEqual({ i0: 14, i1: 26, j0: 10, j1: 31, k0: 11, k1: 29 });
  });

  it('nested, XOR and keyhole holes are the same voxels', () => {
    const square = (x: number, h: number) => [
      [x, -h, -h],
      [x, h, -h],
      [x, h, h],
      [x, -h, h],
    ];
    const heights = [-3.3, -0.3, 2.7];
    const two = (type: string) => heights.flatMap((x) => [14.2, 6.1].map((h) => closed(square(x, h).flat(), type)));
    const keyholes = heights.map((x) => {
      const [outer, inner] = [square(x, 14.2), square(x, 6.1)];
      return closed([...outer, outer[0], inner[0], ...inner.slice(1).reverse(), inner[0], outer[0]].flat() as number[]);
    });
    const nested = contoursToMask(grid, two('CLOSED_PLANAR')).mask;
    expect(countVoxels(nested)).toBeGreaterThan(1000);
    for (const other of [two('CLOSEDPLANAR_XOR'), keyholes]) expect(contoursToMask(grid, other).mask).toEqual(nested);
  });

  it('leaves missing planes empty and says so', () => {
    const all = ball([1, 0, 0], 20, 2);
    const { mask, warnings } = contoursToMask(grid, [...all.slice(0, 8), ...all.slice(10)]);
    expect(warnings[0]?.message).toContain('Planes are missing at 1 place');
    expect(countVoxels(mask)).toBeLessThan(countVoxels(contoursToMask(grid, all).mask) * 0.9);
  });

  const bent = closed([5, -9, -9, 5.6, 9, -9, 5, 9, 9, 5.6, -9, 9]);
  const sagittal = (x: number) => closed([x, -9, -9, x, 9, -9, x, 9, 9, x, -9, 9]);
  it.each([
    ['a single plane', [sagittal(3)], 'a single plane does not say how thick'],
    ['planes that are not parallel', [...ball([1, 0, 0], 9, 2), ...ball([0, 1, 0], 9, 2)], 'parallel planes'],
    ['a bent one', [sagittal(1), sagittal(3), bent], 'parallel planes'],
    ['a few views', [sagittal(-15), sagittal(0), sagittal(15)], 'more than 10 mm apart'],
    ['uneven distances', [0, 2, 4, 9.3].map(sagittal), 'uneven distances'],
    ['a step that changes', [0, 2, 4, 8, 12].map(sagittal), 'uneven distances'],
    ['some on slices', [closed([-9, -9, -33, 9, -9, -33, 9, 9, -33]), sagittal(1), sagittal(3)], 'without a guess'],
    ['beyond the image', [200, 202, 204].map(sagittal), 'no voxel of this image'],
  ])('%s: none, with the reason', (_, contours, reason) => {
    const { resampled, fates, warnings } = layContours(grid, contours);
    expect(resampled).toBeNull();
    expect(fates).toContain('tilted');
    expect(warnings.map(({ message }) => message).join()).toContain(reason);
  });
});
