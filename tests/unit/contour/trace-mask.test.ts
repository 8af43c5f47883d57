import { describe, expect, it } from 'vitest';
import {
  areaCentroidLps,
  loopAreaVoxels,
  loopPointsLps,
  traceMask,
  traceMaskWithKeyholes,
} from '../../../core/contour/index.ts';
import {
  maskCentroidLps,
  maskFromText,
  middle,
  ORIENTATIONS,
  phantomGrid,
  sphere,
  tiltedUnevenGrid,
  torus,
} from '../../support/phantom-masks.ts';

const points = (ij: Float64Array): [number, number][] =>
  Array.from({ length: ij.length / 2 }, (_, at) => [ij[2 * at] as number, ij[2 * at + 1] as number]);

const traceText = (...rows: string[]) => traceMask(maskFromText([rows]));

describe('traceMask on one plane', () => {
  it('draws a single voxel as a diamond through the mid-edges to its neighbours', () => {
    const loops = traceText('....', '..#.', '....');
    expect(loops.map((l) => points(l.ij))).toEqual([
      [
        [1.5, 1],
        [2, 0.5],
        [2.5, 1],
        [2, 1.5],
      ],
    ]);
    expect(loopAreaVoxels(loops[0] as (typeof loops)[0])).toBe(0.5);
  });

  it('keeps only the corners of a block', () => {
    const [loop] = traceText('......', '.####.', '.####.', '.####.', '......');
    expect(points((loop as { ij: Float64Array }).ij)).toEqual([
      [0.5, 1],
      [1, 0.5],
      [4, 0.5],
      [4.5, 1],
      [4.5, 3],
      [4, 3.5],
      [1, 3.5],
      [0.5, 3],
    ]);
  });

  it('keeps voxels at the border of the image, outside half a voxel', () => {
    const [loop] = traceText('##', '##');
    expect(points((loop as { ij: Float64Array }).ij)).toEqual([
      [-0.5, 0],
      [0, -0.5],
      [1, -0.5],
      [1.5, 0],
      [1.5, 1],
      [1, 1.5],
      [0, 1.5],
      [-0.5, 1],
    ]);
  });

  it('keeps a hole as a loop of its own that runs the other way', () => {
    const loops = traceText('.....', '.###.', '.#.#.', '.###.', '.....');
    expect(loops.map(loopAreaVoxels)).toEqual([8.5, -0.5]);
    expect(points((loops[1] as { ij: Float64Array }).ij)).toEqual([
      [2.5, 2],
      [2, 1.5],
      [1.5, 2],
      [2, 2.5],
    ]);
  });

  it('joins voxels that touch by a corner (the stated saddle rule)', () => {
    const falling = traceText('#.', '.#');
    const rising = traceText('.#', '#.');
    expect(falling.length).toBe(1);
    expect(rising.length).toBe(1);
    expect(points((falling[0] as { ij: Float64Array }).ij)).toEqual([
      [-0.5, 0],
      [0, -0.5],
      [1.5, 1],
      [1, 1.5],
    ]);
  });

  it('separates holes that touch by a corner, as the rule for the structure asks', () => {
    const loops = traceText('####', '#.##', '##.#', '####');
    expect(loops.map(loopAreaVoxels)).toEqual([15.5, -0.5, -0.5]);
  });

  it('gives an empty list for an empty mask', () => {
    expect(traceText('...', '...')).toEqual([]);
  });
});

describe('traceMaskWithKeyholes', () => {
  const keyholes = (...rows: string[]) => traceMaskWithKeyholes(maskFromText([rows]));

  it('joins a hole to the outline on its left, between two rows of voxel centres', () => {
    const polygons = keyholes('.....', '.###.', '.#.#.', '.###.', '.....');
    expect(polygons.map((l) => points(l.ij))).toEqual([
      [
        [0.5, 1],
        [1, 0.5],
        [3, 0.5],
        [3.5, 1],
        [3.5, 3],
        [3, 3.5],
        [1, 3.5],
        [0.5, 3],
        [0.5, 1.5],
        [2, 1.5],
        [1.5, 2],
        [2, 2.5],
        [2.5, 2],
        [2, 1.5],
        [0.5, 1.5],
      ],
    ]);
  });

  it('chains holes of one row, and keeps an island in a hole as a polygon of its own', () => {
    expect(keyholes('#######', '#.#.#.#', '#######').length).toBe(1);
    const island = keyholes('#######', '#.....#', '#.###.#', '#.#.#.#', '#.###.#', '#.....#', '#######');
    expect(island.map(loopAreaVoxels)).toEqual([48.5 - 24.5, 8.5 - 0.5]);
  });
});

describe('traceMask in the patient', () => {
  it('puts the points on the acquired plane', () => {
    const g = phantomGrid(ORIENTATIONS['sagittal'] as readonly number[]);
    const mask = maskFromText([
      ['...', '...'],
      ['...', '.#.'],
    ]);
    const [loop] = traceMask(mask);
    const xyz = loopPointsLps(g, loop as NonNullable<typeof loop>);
    // i runs along +y with 0.9765625 mm, j along -z with 1.3 mm, k along -x with 2.5 mm.
    const expected = [
      [-123.45678901234 - 2.5, 67.8901234567 + 0.5 * 0.9765625, -987.654321 - 1.3],
      [-123.45678901234 - 2.5, 67.8901234567 + 0.9765625, -987.654321 - 0.65],
    ];
    expect(Array.from(xyz.subarray(0, 3))).toEqual(expected[0]?.map((v) => expect.closeTo(v, 10)));
    expect(Array.from(xyz.subarray(3, 6))).toEqual(expected[1]?.map((v) => expect.closeTo(v, 10)));
  });

  it.each([...Object.entries(ORIENTATIONS)])('%s: the area centroid is that of the mask', (_, direction) => {
    const g = phantomGrid(direction);
    for (const mask of [sphere(g, middle(g), 12.3), torus(g, middle(g), 11, 4.2)]) {
      const expected = maskCentroidLps(g, mask);
      const got = areaCentroidLps(g, traceMask(mask)) as [number, number, number];
      expect(Math.hypot(...got.map((c, axis) => c - (expected[axis] as number)))).toBeLessThan(0.05);
    }
  });

  it('the area centroid is that of the mask on a tilted, uneven stack', () => {
    const g = tiltedUnevenGrid();
    const mask = sphere(g, middle(g), 13.7);
    const expected = maskCentroidLps(g, mask);
    const got = areaCentroidLps(g, traceMask(mask)) as [number, number, number];
    expect(Math.hypot(...got.map((c, axis) => c - (expected[axis] as number)))).toBeLessThan(0.05);
  });
});
