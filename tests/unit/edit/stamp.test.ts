import { describe, expect, it } from 'vitest';
import {
  circleStamp,
  countStructureVoxels,
  createStackFrame,
  readCut,
  regionFromCut,
  sphereStamp,
  stackPoint,
  stackPointOfCut,
  voxelUnder,
} from '../../../core/edit/index.ts';
import {
  createCutViews,
  cutThrough,
  fixedIndexAt,
  type ImageGeometry,
  planePointLps,
  uvFromIndex,
  type Vec3,
  type ViewName,
} from '../../../core/geometry/index.ts';
import { obliqueStack, slicesWhere, tiltedStack, uprightStack, voxelsOf } from '../../support/edit-stacks.ts';

const STACKS: readonly [string, ImageGeometry][] = [
  ['upright', uprightStack()],
  ['tilted and uneven', tiltedStack()],
  ['oblique', obliqueStack()],
];
const VIEWS: readonly ViewName[] = ['axial', 'coronal', 'sagittal'];

/** Distance of x from the segment p - q, any frame. */
function segmentDistance(x: readonly number[], p: readonly number[], q: readonly number[]): number {
  const d = q.map((value, n) => value - (p[n] as number));
  const w = x.map((value, n) => value - (p[n] as number));
  const length2 = d.reduce((sum, value) => sum + value * value, 0);
  const along = w.reduce((sum, value, n) => sum + value * (d[n] as number), 0);
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, along / length2));
  return Math.hypot(...w.map((value, n) => value - t * (d[n] as number)));
}

describe('the brush on a plane', () => {
  it('covers 81 voxels of 1 mm with a circle of 10 mm', () => {
    const g = uprightStack([32, 32, 4], [1, 1, 2]);
    const view = createCutViews(g).axial;
    const at = uvFromIndex(view, 15, 15);
    // Lattice points within 5 of the origin: Gauss's circle problem, N(5) = 81.
    const stamp = circleStamp(view, 2, at, at, 10);
    expect([...stamp.keys()]).toEqual([2]);
    expect(countStructureVoxels(stamp)).toBe(81);
  });

  it('paints one voxel at size 0, and never less however small the ring is', () => {
    const view = createCutViews(uprightStack([32, 32, 4], [1, 1, 5])).coronal;
    const at = uvFromIndex(view, 15.3, 1.4);
    for (const size of [0, 0.2]) expect(voxelsOf(circleStamp(view, 7, at, at, size), [32, 32, 4])).toEqual(['15,7,1']);
  });

  it.each(STACKS)('is a capsule in mm between two samples in every view: %s', (_, g) => {
    const views = createCutViews(g);
    for (const name of VIEWS) {
      const view = views[name];
      const cut = Math.floor(view.cutCount / 2);
      const p = uvFromIndex(view, view.aCount * 0.3, view.bCount * 0.35);
      const q = uvFromIndex(view, view.aCount * 0.6, view.bCount * 0.6);
      const stamp = circleStamp(view, cut, p, q, 7.3);
      const expected = slicesWhere(g, (i, j, k) => {
        const ijk: Vec3 = [i, j, k];
        const [a, b] = [ijk[view.aAxis] as number, ijk[view.bAxis] as number];
        if (fixedIndexAt(view, cut, b) !== ijk[view.fixedAxis]) return false;
        const { u, v } = uvFromIndex(view, a, b);
        return segmentDistance([u, v], [p.u, p.v], [q.u, q.v]) <= 3.65;
      });
      const found = new Set(voxelsOf(stamp, g.size));
      for (const voxel of voxelsOf(expected, g.size)) expect(found.has(voxel)).toBe(true);
      // What is more lies under the pointer's way itself.
      for (const voxel of found) {
        const ijk = voxel.split(',').map(Number) as unknown as Vec3;
        const place = cutThrough(view, ijk);
        const { u, v } = uvFromIndex(view, place.a, place.b);
        expect(place.cut).toBe(cut);
        expect(segmentDistance([u, v], [p.u, p.v], [q.u, q.v])).toBeLessThanOrEqual(Math.max(3.65 + 1e-6, 4));
      }
    }
  });
});

describe('the ball', () => {
  it.each(STACKS)('is round in LPS mm across planes: %s', (_, g) => {
    const frame = createStackFrame(g);
    const [p, q] = [stackPoint(frame, 12.4, 15.2, 3), stackPoint(frame, 18.1, 13.7, 5)];
    const [pLps, qLps] = [planePointLps(g, 12.4, 15.2, 3), planePointLps(g, 18.1, 13.7, 5)];
    const stamp = sphereStamp(frame, p, q, 9);
    const expected = slicesWhere(g, (i, j, k) => segmentDistance(planePointLps(g, i, j, k), pLps, qLps) <= 4.5);
    expect(voxelsOf(expected, g.size).length).toBeGreaterThan(80);
    expect(voxelsOf(stamp, g.size)).toEqual(voxelsOf(expected, g.size));
  });
});

describe('cuts', () => {
  it.each(STACKS)('give back what was put on them: %s', (_, g) => {
    const views = createCutViews(g);
    const frame = createStackFrame(g);
    for (const name of VIEWS) {
      const view = views[name];
      const cut = view.cutCount >> 1;
      const region = slicesWhere(g, (i, j, k) => (i * 7 + j * 3 + k * 5) % 4 === 0);
      const bits = readCut(region, view, cut);
      const back = regionFromCut(view, cut, bits);
      expect(readCut(back, view, cut)?.words).toEqual(bits?.words);
      for (const voxel of voxelsOf(back, g.size)) {
        const ijk = voxel.split(',').map(Number) as unknown as Vec3;
        const { a, b } = cutThrough(view, ijk);
        const at = uvFromIndex(view, a, b);
        expect(voxelUnder(view, at)).toEqual({ a, b });
        // The screen point of a voxel is its place in the stack, up to half a voxel along the cut's own axis.
        const [x, y, h] = stackPointOfCut(frame, view, cut, at);
        const [ex, ey, eh] = stackPoint(frame, ...ijk);
        const off = [x - ex, y - ey, h - eh].map(Math.abs);
        const steps = [frame.iStepMm, frame.jStepMm, 0] as const;
        for (const axis of [0, 1, 2] as const) {
          expect(off[axis]).toBeLessThanOrEqual(axis === view.fixedAxis ? steps[axis] / 2 + 1e-9 : 1e-9);
        }
      }
    }
  });
});
