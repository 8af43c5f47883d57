import { describe, expect, it } from 'vitest';
import {
  createCutViews,
  cutThrough,
  fixedIndexAt,
  type ImageGeometry,
  ijkOfCut,
  indexFromLps,
  indexFromUv,
  lpsFromIndex,
  regularGeometry,
  uvFromIndex,
  type Vec3,
} from '../../../core/geometry/index.ts';
import { oddStack } from '../../support/odd-stacks.ts';

const grid = (direction: readonly number[], more: Partial<Parameters<typeof regularGeometry>[0]> = {}) =>
  regularGeometry({ size: [40, 30, 20], spacingMm: [2, 3, 5], originLps: [-100, -50, 10], direction, ...more });

const AXIAL_HFS = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const c = Math.cos(Math.PI / 9);
const s = Math.sin(Math.PI / 9);

describe('views of an axial CT, head first supine', () => {
  const views = createCutViews(grid(AXIAL_HFS));

  it('shows the patient as a clinician expects: right on the left, anterior or superior on top', () => {
    expect(views.axial.letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    expect(views.coronal.letters).toEqual({ left: 'R', right: 'L', top: 'S', bottom: 'I' });
    expect(views.sagittal.letters).toEqual({ left: 'A', right: 'P', top: 'S', bottom: 'I' });
  });

  it('keeps k, j and i fixed', () => {
    expect([views.axial, views.coronal, views.sagittal].map((v) => [v.fixedAxis, v.cutCount])).toEqual([
      [2, 20],
      [1, 30],
      [0, 40],
    ]);
  });

  it('measures in mm from voxel (0, 0): i along u, j along v, k upwards', () => {
    expect(uvFromIndex(views.axial, 10, 4)).toEqual({ u: 20, v: 12 });
    expect(uvFromIndex(views.coronal, 10, 4)).toEqual({ u: 20, v: -20 });
    expect(uvFromIndex(views.sagittal, 7, 4)).toEqual({ u: 21, v: -20 });
  });

  it('reaches to the outer edges of the voxels', () => {
    expect(views.axial.extent).toEqual({ u0: -1, u1: 79, v0: -1.5, v1: 88.5 });
    expect(views.coronal.extent).toEqual({ u0: -1, u1: 79, v0: -97.5, v1: 2.5 });
  });

  it('finds the cut through a voxel in every view', () => {
    const ijk: Vec3 = [10, 4, 7];
    expect(cutThrough(views.axial, ijk)).toEqual({ cut: 7, a: 10, b: 4 });
    expect(cutThrough(views.coronal, ijk)).toEqual({ cut: 4, a: 10, b: 7 });
    expect(cutThrough(views.sagittal, ijk)).toEqual({ cut: 10, a: 4, b: 7 });
  });
});

describe('letters and flips', () => {
  it.each([
    ['rows to the right', [-1, 0, 0, 0, 1, 0, 0, 0, -1], { left: 'R', right: 'L', top: 'A', bottom: 'P' }],
    ['prone', [-1, 0, 0, 0, -1, 0, 0, 0, 1], { left: 'R', right: 'L', top: 'A', bottom: 'P' }],
    ['left-handed, planes downwards', [1, 0, 0, 0, 1, 0, 0, 0, -1], { left: 'R', right: 'L', top: 'A', bottom: 'P' }],
  ])('of an axial stack with %s do not change what is where', (_, direction, letters) => {
    const views = createCutViews(grid(direction));
    expect(views.axial.letters).toEqual(letters);
    expect(views.coronal.letters).toEqual({ left: 'R', right: 'L', top: 'S', bottom: 'I' });
    expect(views.sagittal.letters).toEqual({ left: 'A', right: 'P', top: 'S', bottom: 'I' });
  });

  it('flips u where i runs to the right of the patient', () => {
    const { axial } = createCutViews(grid([-1, 0, 0, 0, 1, 0, 0, 0, -1]));
    expect(uvFromIndex(axial, 10, 4)).toEqual({ u: -20, v: 12 });
  });

  it('puts superior on top where planes run downwards: v grows with k', () => {
    const { coronal } = createCutViews(grid([1, 0, 0, 0, 1, 0, 0, 0, -1]));
    expect(uvFromIndex(coronal, 0, 4).v).toBe(20);
  });

  it('names the views of sagittal and coronal acquisitions by what they show', () => {
    const sagittal = createCutViews(grid([0, 1, 0, 0, 0, -1, -1, 0, 0]));
    expect(sagittal.sagittal.fixedAxis).toBe(2);
    expect(sagittal.axial.letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    const coronal = createCutViews(grid([1, 0, 0, 0, 0, -1, 0, 1, 0]));
    expect(coronal.coronal.fixedAxis).toBe(2);
    expect(coronal.axial.letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    expect(coronal.sagittal.letters).toEqual({ left: 'A', right: 'P', top: 'S', bottom: 'I' });
  });

  it('turns rows into columns where the acquired plane lies on its side', () => {
    // i down the screen, j to the right.
    const { axial } = createCutViews(grid([0, 1, 0, 1, 0, 0, 0, 0, 1]));
    expect(axial.isTransposed).toBe(true);
    expect(uvFromIndex(axial, 10, 4)).toEqual({ u: 12, v: 20 });
  });

  it('names two directions for an oblique stack, the stronger first', () => {
    const oblique = createCutViews(grid([c, s, 0, -s, c, 0, 0, 0, 1]));
    expect(oblique.axial.letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    const half = Math.SQRT1_2;
    const steep = createCutViews(grid([half * 1.01, half * 0.99, 0, -half * 0.99, half * 1.01, 0, 0, 0, 1]));
    expect(steep.axial.letters).toEqual({ left: 'RA', right: 'LP', top: 'AL', bottom: 'PR' });
  });
});

describe('a tilted gantry', () => {
  // tan 20 degrees * 5 mm = 1.820 mm a plane along j, 0.6066 voxels of 3 mm.
  const tilted = (tiltDeg: number) => oddStack({ size: [40, 30, 20], spacingMm: [2, 3, 5], tiltDeg });
  const drift = Math.tan(Math.PI / 9) * 5;

  it.each([20, -20])('of %d degrees shears the sagittal view by its true drift', (tiltDeg) => {
    const { sagittal } = createCutViews(tilted(tiltDeg));
    const sign = Math.sign(tiltDeg);
    expect(uvFromIndex(sagittal, 0, 0)).toEqual({ u: 0, v: -0 });
    expect(uvFromIndex(sagittal, 0, 10).u).toBeCloseTo(sign * 10 * drift, 9);
    expect(uvFromIndex(sagittal, 6, 10).u).toBeCloseTo(18 + sign * 10 * drift, 9);
    expect(uvFromIndex(sagittal, 6, 10).v).toBeCloseTo(-50, 9);
    const widest = 19 * drift;
    expect(sagittal.extent.u1 - sagittal.extent.u0).toBeCloseTo(30 * 3 + widest, 9);
  });

  it.each([20, -20])('of %d degrees keeps coronal cuts at a constant place: other rows of other planes', (tiltDeg) => {
    const { coronal } = createCutViews(tilted(tiltDeg));
    // 19 planes drift by 11.53 voxels: 12 cuts more than rows.
    expect(coronal.cutCount).toBe(30 + 12);
    const shift = (Math.sign(tiltDeg) * drift) / 3;
    for (const cut of [0, 15, 41]) {
      const places = Array.from({ length: 20 }, (_, k) => [k, fixedIndexAt(coronal, cut, k)] as const);
      for (const [k, j] of places)
        if (j >= 0) expect(Math.abs(j + shift * k - cut - coronal.lowestShift)).toBeLessThanOrEqual(0.5);
      expect(places.some(([, j]) => j >= 0)).toBe(true);
    }
    expect(ijkOfCut(coronal, 0, 5, tiltDeg > 0 ? 19 : 0)[1]).toBe(-1);
  });

  it.each([20, -20])('of %d degrees: the cut through a voxel passes through it', (tiltDeg) => {
    const { coronal } = createCutViews(tilted(tiltDeg));
    for (const [j, k] of [
      [0, 0],
      [29, 0],
      [12, 7],
      [0, 19],
      [29, 19],
    ] as const) {
      expect(fixedIndexAt(coronal, cutThrough(coronal, [3, j, k]).cut, k)).toBe(j);
    }
  });
});

describe('uneven planes and single ones', () => {
  const uneven: ImageGeometry = {
    ...grid(AXIAL_HFS, { size: [40, 30, 4] }),
    planeOriginsLps: [-100, -50, 10, -100, -50, 15, -100, -50, 30, -100, -50, 32],
  };

  it('puts planes at their true heights', () => {
    const { coronal } = createCutViews(uneven);
    expect([0, 1, 2, 3].map((k) => -uvFromIndex(coronal, 0, k).v)).toEqual([0, 5, 20, 22]);
    expect(-uvFromIndex(coronal, 0, 1.5).v).toBeCloseTo(12.5, 12);
    expect(coronal.extent).toMatchObject({ v0: -23, v1: 2.5 });
    expect(indexFromUv(coronal, { u: 0, v: -12.5 })).toEqual({ a: 0, b: 1.5 });
  });

  it('gives a single plane the thickness that it has', () => {
    const { axial, coronal } = createCutViews(grid(AXIAL_HFS, { size: [40, 30, 1] }));
    expect(axial.cutCount).toBe(1);
    expect(coronal.extent).toMatchObject({ v0: -2.5, v1: 2.5 });
    expect(uvFromIndex(coronal, 0, 0.5).v).toBe(-2.5);
    expect(indexFromUv(coronal, { u: 4, v: -2.5 })).toEqual({ a: 2, b: 0.5 });
  });
});

describe('continuous indices in the patient', () => {
  it('are LPS mm at voxel centres, and half-way between two planes between them', () => {
    const g = grid(AXIAL_HFS);
    expect(lpsFromIndex(g, [10, 4, 7])).toEqual([-80, -38, 45]);
    expect(lpsFromIndex(g, [10, 4, 7.5])).toEqual([-80, -38, 47.5]);
    expect(indexFromLps(g, [-80, -38, 47.5])).toEqual([10, 4, 7.5]);
  });

  it('go on beyond the ends with the last step', () => {
    const g = oddStack({ size: [8, 8, 5], spacingMm: [1, 1, 4], tiltDeg: 15, unevenSteps: 2 });
    for (const k of [-1.5, 0.25, 3.9, 5.5]) {
      const back = indexFromLps(g, lpsFromIndex(g, [2, 3, k]));
      for (const [axis, value] of [2, 3, k].entries()) expect(back[axis]).toBeCloseTo(value, 9);
    }
  });
});
