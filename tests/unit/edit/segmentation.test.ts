import { describe, expect, it } from 'vitest';
import {
  type Closure,
  closureOfLine,
  closureOfRim,
  computeSegmentation,
  countStructureVoxels,
  createStackFrame,
  lpsFromStack,
  plainRange,
  type Segmentation,
  type SegmentResult,
  type StructureSlices,
  stackPoint,
} from '../../../core/edit/index.ts';
import { type ImageGeometry, regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import { slicesWhere, tiltedStack, voxelsOf } from '../../support/edit-stacks.ts';

const geometry = regularGeometry({ size: [61, 31, 31], spacingMm: [1, 1, 1], originLps: [-30, -15, -15] });

/** Two balls of 10 mm radius around x = -15 and 15 with a tunnel of 3 mm radius between them, in mm of the patient. */
const isOpen = ([x, y, z]: Vec3) =>
  Math.hypot(x + 15, y, z) < 10 || Math.hypot(x - 15, y, z) < 10 || (Math.abs(x) < 15 && Math.hypot(y, z) < 3);

const structure = (g: ImageGeometry, isIn: (lps: Vec3) => boolean): StructureSlices => {
  const frame = createStackFrame(g);
  return slicesWhere(g, (i, j, k) => isIn(lpsFromStack(frame, stackPoint(frame, i, j, k))));
};
const rooms = structure(geometry, isOpen);
const LEFT: Vec3 = [15, 15, 15];
const RIGHT: Vec3 = [45, 15, 15];

const make = (more: Partial<Segmentation>, own = rooms, g = geometry): SegmentResult =>
  computeSegmentation(
    { ...plainRange({ low: 0, high: 0 }), range: null, seeds: [LEFT], ...more },
    createStackFrame(g),
    {
      voxels: null,
      own,
      within: null,
    },
  );
const expectSame = (found: StructureSlices, wanted: StructureSlices, g = geometry) =>
  expect(voxelsOf(found, g.size)).toEqual(voxelsOf(wanted, g.size));
const disc = (x: number, radiusMm: number): Closure => ({ centreLps: [x, 0, 0], normalLps: [1, 0, 0], radiusMm });

describe('growing from a seed', () => {
  it('takes all that hangs together by faces, and nothing else', () => {
    const crumb = structure(geometry, ([x, y]) => x === 29 && y === 14);
    const both = new Map([...rooms, ...[...crumb].filter(([k]) => !rooms.has(k))]);
    expectSame(make({}, both).slices, rooms);
  });

  it.each([
    ['in the middle of the tunnel', 0.5],
    ['where the tunnel begins', -4.5],
  ])('ends at a disc %s to the last voxel', (_where, x) => {
    const { slices, goneAround } = make({ closures: [disc(x, 4)] });
    expectSame(
      slices,
      structure(geometry, (lps) => isOpen(lps) && lps[0] < x),
    );
    expect(goneAround).toEqual([]);
  });

  it('ends at an oblique plane where the formula says', () => {
    const normalLps: Vec3 = [Math.cos(0.4), Math.sin(0.4), 0];
    const { slices } = make({ closures: [{ centreLps: [0.2, 0, 0], normalLps, radiusMm: Number.POSITIVE_INFINITY }] });
    const isNear = ([x, y]: Vec3) => (x - 0.2) * normalLps[0] + y * normalLps[1] < 0;
    expectSame(
      slices,
      structure(geometry, (lps) => isOpen(lps) && isNear(lps)),
    );
  });

  it('says which disc it has gone around, as that one is smaller than the opening', () => {
    expect(make({ closures: [disc(0.5, 1.5)] }).goneAround).toEqual([0]);
    expect(countStructureVoxels(make({ closures: [disc(0.5, 1.5)] }).slices)).toBe(countStructureVoxels(rooms));
  });

  it('closes an opening on tilted planes with uneven steps as on any other', () => {
    const tilted = tiltedStack([40, 36, 10]);
    const frame = createStackFrame(tilted);
    const middle = lpsFromStack(frame, stackPoint(frame, 20, 18, 5));
    const all = structure(tilted, () => true);
    const normalLps: Vec3 = [0, 0.6, 0.8];
    const isNear = (p: Vec3) =>
      normalLps.reduce((sum, n, axis) => sum + n * ((p[axis] ?? 0) - (middle[axis] ?? 0)), 0) < -1e-9;
    const closures = [{ centreLps: middle, normalLps, radiusMm: Number.POSITIVE_INFINITY }];
    expectSame(make({ closures, seeds: [[0, 0, 0]] }, all, tilted).slices, structure(tilted, isNear), tilted);
  });
});

describe('necks', () => {
  it('are passed by a ball that is smaller, and not by a larger one', () => {
    expect(countStructureVoxels(make({ neckMm: 2 }).slices)).toBe(countStructureVoxels(rooms));
    const left = countStructureVoxels(structure(geometry, (lps) => isOpen(lps) && lps[0] < -5));
    const kept = make({ neckMm: 4 }).slices;
    expect(voxelsOf(kept, geometry.size).every((voxel) => Number(voxel.split(',')[0]) - 30 < 3)).toBe(true);
    // The room is whole; of the tunnel it is at most what lies nearer to it.
    expect(countStructureVoxels(kept)).toBeGreaterThanOrEqual(left - 20);
    expect(countStructureVoxels(kept) - left).toBeLessThan(29 * 8);
  });

  it('leave a box whole to its corners', () => {
    const box = structure(geometry, ([x, y, z]) => Math.abs(x) <= 8 && Math.abs(y) <= 8 && Math.abs(z) <= 8);
    expectSame(make({ neckMm: 4, seeds: [[30, 15, 15]] }, box).slices, box);
  });

  it('begin at the nearest place that is wide enough, and say where there is none', () => {
    expect(countStructureVoxels(make({ neckMm: 4, seeds: [[28, 15, 15]] }).slices)).toBe(
      countStructureVoxels(make({ neckMm: 4 }).slices),
    );
    expect(() => make({ neckMm: 12 })).toThrow(expect.objectContaining({ code: 'SEGMENT_NECK' }));
  });
});

describe('splitting what touches', () => {
  it('gives every voxel to one of the two parts, and parts them where they are thin', () => {
    const { slices, rest } = make({ others: [RIGHT], splitBy: 'thickness' });
    expect(countStructureVoxels(slices) + countStructureVoxels(rest)).toBe(countStructureVoxels(rooms));
    // Both balls are alike: the border runs through the tunnel.
    expect(voxelsOf(slices, geometry.size)).toContain('22,15,15');
    expect(voxelsOf(rest, geometry.size)).toContain('38,15,15');
    expect(voxelsOf(slices, geometry.size).every((voxel) => Number(voxel.split(',')[0]) < 42)).toBe(true);
  });

  it('refuses a place that is in no part', () => {
    expect(() => make({ others: [[0, 0, 0]] })).toThrow(expect.objectContaining({ code: 'SEGMENT_SEED' }));
  });
});

describe('discs', () => {
  it('have a drawn line as their diameter, at right angles to the slice', () => {
    const closure = closureOfLine([0, 0, 5], [0, 8, 5], [0, 0, 1]);
    expect(closure).toEqual({ centreLps: [0, 4, 5], normalLps: [1, 0, 0], radiusMm: 4 });
    expect(() => closureOfLine([1, 1, 1], [1, 1, 1], [0, 0, 1])).toThrow(/no length/);
  });

  it('have three points on their rim', () => {
    const { centreLps, normalLps, radiusMm } = closureOfRim([3, 2, 7], [-1, 6, 7], [-5, 2, 7]);
    expect([...centreLps, radiusMm, Math.abs(normalLps[2])]).toEqual([-1, 2, 7, 4, 1].map((n) => expect.closeTo(n, 9)));
    expect(() => closureOfRim([0, 0, 0], [1, 1, 1], [2, 2, 2])).toThrow(/one line/);
  });
});

describe('thin places to split at', () => {
  it('are found between two thick ones, whatever was clicked, and one click there parts them', () => {
    for (const [seed, beyond] of [
      [LEFT, RIGHT],
      [RIGHT, LEFT],
      [[30, 15, 15], null],
    ] as const) {
      const { necks = [], slices } = make({ seeds: [seed], findsNecks: true });
      expectSame(slices, rooms);
      expect(necks).toHaveLength(1);
      expect(necks[0]).toMatchObject({ diameterMm: expect.closeTo(5.3, 0), beyondMm: expect.closeTo(18.9, 0) });
      expect(Math.abs((necks[0]?.ijk[0] ?? 0) - 30)).toBeLessThan(9);
      if (beyond !== null) expect(necks[0]?.beyondIjk).toEqual([beyond]);
    }
    const [neck] = make({ findsNecks: true }).necks ?? [];
    const parted = make({ others: neck?.beyondIjk ?? [], splitBy: 'thickness' });
    const volumes = [parted.slices, parted.rest].map((part) => countStructureVoxels(part));
    expect(Math.min(...volumes)).toBeGreaterThan(0.45 * countStructureVoxels(rooms));
  });

  it('end the clicked part against all that hangs on it, by one click', () => {
    const wide = regularGeometry({ size: [61, 61, 31], spacingMm: [1, 1, 1], originLps: [-30, -15, -15] });
    const isIn = ([x, y, z]: Vec3) =>
      isOpen([x, y, z]) || Math.hypot(x + 15, y - 30, z) < 10 || (y > 0 && y < 30 && Math.hypot(x + 15, z) < 3);
    const three = structure(wide, isIn);
    const { necks = [] } = make({ findsNecks: true }, three, wide);
    const { slices } = make({ others: necks[0]?.beyondIjk ?? [], splitBy: 'thickness' }, three, wide);
    expect(necks[0]?.beyondIjk).toHaveLength(2);
    expect(countStructureVoxels(slices) / countStructureVoxels(three)).toBeCloseTo(1 / 3, 1);
  });

  it('are none in one ball, and not looked for unasked', () => {
    const ball = structure(geometry, ([x, y, z]) => Math.hypot(x + 15, y, z) < 10);
    expect(make({ findsNecks: true }, ball).necks).toEqual([]);
    expect(make({})).not.toHaveProperty('necks');
  });
});
