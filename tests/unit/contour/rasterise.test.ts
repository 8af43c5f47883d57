import { describe, expect, it } from 'vitest';
import { contoursToMask, mapContoursToPlanes, type PlanarLoop, rasteriseLoops } from '../../../core/contour/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { countVoxels, denseFromMask, isSameMask } from '../../../core/volume/index.ts';
import { maskFromText, tiltedUnevenGrid } from '../../support/phantom-masks.ts';

const loop = (...ij: number[]): PlanarLoop => ({ k: 0, ij: Float64Array.from(ij) });

const rows = (loops: PlanarLoop[], ni: number, nj: number): string[] => {
  const dense = denseFromMask(rasteriseLoops(loops, [ni, nj, 1]));
  return Array.from({ length: nj }, (_, j) =>
    Array.from({ length: ni }, (_, i) => (dense[j * ni + i] === 1 ? '#' : '.')).join(''),
  );
};

describe('rasteriseLoops', () => {
  it('sets the voxels whose centre is inside', () => {
    expect(rows([loop(0.6, 0.6, 3.4, 0.6, 3.4, 2.4, 0.6, 2.4)], 5, 4)).toEqual(['.....', '.###.', '.###.', '.....']);
  });

  it('a contour drawn through voxel centres takes the low sides and leaves the high ones', () => {
    expect(rows([loop(1, 1, 3, 1, 3, 3, 1, 3)], 5, 5)).toEqual(['.....', '.##..', '.##..', '.....', '.....']);
  });

  it('stays with that rule when the coordinates carry rounding errors', () => {
    const e = 3e-8;
    expect(rows([loop(1 + e, 1 - e, 3 - e, 1 + e, 3 + e, 3 - e, 1 - e, 3 + e)], 5, 5)).toEqual([
      '.....',
      '.##..',
      '.##..',
      '.....',
      '.....',
    ]);
  });

  it('two polygons with a common edge share no voxel and leave none out', () => {
    const left = loop(0, 0, 3, 0, 2, 4, 0, 4);
    const right = loop(3, 0, 5, 0, 5, 4, 2, 4);
    const both = rows([left, right], 6, 5).join('');
    expect(both.split('#').length - 1).toBe(20);
  });

  it('nested loops are even-odd: a hole, and an island in it', () => {
    const square = (low: number, high: number) => loop(low, low, high, low, high, high, low, high);
    expect(rows([square(-0.5, 6.5), square(0.5, 5.5), square(2.5, 3.5)], 7, 7)).toEqual([
      '#######',
      '#.....#',
      '#.....#',
      '#..#..#',
      '#.....#',
      '#.....#',
      '#######',
    ]);
  });

  it('a keyhole leaves its bridge filled', () => {
    const keyhole = loop(
      0.5,
      0.5,
      5.5,
      0.5,
      5.5,
      2.7,
      3.5,
      2.7,
      3.5,
      1.5,
      2.5,
      1.5,
      2.5,
      3.5,
      3.5,
      3.5,
      3.5,
      2.7,
      5.5,
      2.7,
      5.5,
      4.5,
      0.5,
      4.5,
    );
    expect(rows([keyhole], 7, 6)).toEqual(['.......', '.#####.', '.##.##.', '.##.##.', '.#####.', '.......']);
  });

  it('cuts what lies outside the grid', () => {
    expect(rows([loop(-9, -9, 1.5, -9, 1.5, 1.5, -9, 1.5)], 4, 3)).toEqual(['##..', '##..', '....']);
    expect(rows([loop(10, 10, 12, 10, 12, 12)], 4, 3)).toEqual(['....', '....', '....']);
    expect(rows([loop(-5, -5, 99, -5, 99, 99, -5, 99)], 4, 3)).toEqual(['####', '####', '####']);
  });
});

const square = (x: number, y: number, z: number, half: number) =>
  Float64Array.of(x - half, y - half, z, x + half, y - half, z, x + half, y + half, z, x - half, y + half, z);

describe('contours of a structure set on an image', () => {
  const g = regularGeometry({ size: [9, 7, 3], spacingMm: [2, 3, 5], originLps: [-8, -9, 100] });

  it('places them by plane, in patient millimetres', () => {
    const { mask, warnings } = contoursToMask(g, [
      { geometricType: 'CLOSED_PLANAR', xyz: square(0, 0, 105, 3.5) },
      { geometricType: 'CLOSED_PLANAR', xyz: square(2, 3, 110, 1) },
    ]);
    expect(warnings).toEqual([]);
    const empty = Array.from({ length: 7 }, () => '.........');
    const expected = maskFromText([
      empty,
      ['.........', '.........', '...###...', '...###...', '...###...', '.........', '.........'],
      ['.........', '.........', '.........', '.........', '.....#...', '.........', '.........'],
    ]);
    expect(isSameMask(mask, expected)).toBe(true);
  });

  it('leaves out, with a reason, what lies between planes, is bent, open or too short', () => {
    const bent = square(0, 0, 105, 3);
    bent[2] = 106;
    const { mask, warnings } = contoursToMask(g, [
      { geometricType: 'CLOSED_PLANAR', xyz: square(0, 0, 102.5, 3) },
      { geometricType: 'CLOSED_PLANAR', xyz: square(0, 0, 105.11, 3) },
      { geometricType: 'CLOSED_PLANAR', xyz: bent },
      { geometricType: 'OPEN_PLANAR', xyz: square(0, 0, 105, 3) },
      { geometricType: 'POINT', xyz: Float64Array.of(0, 0, 105) },
      { geometricType: 'CLOSED_PLANAR', xyz: Float64Array.of(0, 0, 105, 1, 1, 105) },
    ]);
    expect(countVoxels(mask)).toBe(0);
    expect(warnings.map(({ code, contours }) => [code, contours])).toEqual([
      ['CONTOUR_OFF_PLANE', 2],
      ['CONTOUR_NOT_PLANAR', 1],
      ['CONTOUR_NOT_CLOSED', 2],
      ['CONTOUR_TOO_SHORT', 1],
    ]);
  });

  it('counts an exact repetition once, but honours the XOR type', () => {
    const twice = (geometricType: string) => [1, 2].map(() => ({ geometricType, xyz: square(0, 0, 105, 3.5) }));
    const closed = contoursToMask(g, twice('CLOSED_PLANAR'));
    expect(countVoxels(closed.mask)).toBe(9);
    expect(closed.warnings.map((w) => w.code)).toEqual(['CONTOUR_DUPLICATE']);
    expect(countVoxels(contoursToMask(g, twice('CLOSEDPLANAR_XOR')).mask)).toBe(0);
  });

  it('takes a plane full of noise in its stride: 32 000 contours, one of them twice', () => {
    const wide = regularGeometry({ size: [512, 512, 1], spacingMm: [1, 1, 2], originLps: [0, 0, 0] });
    const contours = Array.from({ length: 32_000 }, (_, n) => ({
      geometricType: 'CLOSED_PLANAR',
      xyz: square(2 * (n % 256), 2 * Math.floor(n / 256), 0, 0.5),
    }));
    const begun = process.cpuUsage();
    const { mask, warnings } = contoursToMask(wide, [...contours, contours[777] as (typeof contours)[0]]);
    // Every contour against every other one of its plane would be 13 s.
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(4000);
    expect(countVoxels(mask)).toBe(32_000);
    expect(warnings.map(({ message }) => message)).toEqual([
      '1 contour repeats another contour exactly and was counted once.',
    ]);
  });

  it('says when a contour reaches beyond the image', () => {
    const { warnings } = mapContoursToPlanes(g, [{ geometricType: 'CLOSED_PLANAR', xyz: square(0, 0, 105, 40) }]);
    expect(warnings.map((w) => w.code)).toEqual(['CONTOUR_OUTSIDE_IMAGE']);
  });

  it('uses the origin of each plane of a tilted, uneven stack', () => {
    const tilted = tiltedUnevenGrid();
    const k = 11;
    const [x, y, z] = tilted.planeOriginsLps.slice(3 * k, 3 * k + 3) as [number, number, number];
    const jDir = tilted.direction.slice(3, 6) as [number, number, number];
    const at = (i: number, j: number) => [x + i * 0.9765625, y + j * 1.3 * jDir[1], z + j * 1.3 * jDir[2]];
    const xyz = Float64Array.from([...at(4.5, 6.5), ...at(6.5, 6.5), ...at(6.5, 7.5), ...at(4.5, 7.5)]);
    const { mask, warnings } = contoursToMask(tilted, [{ geometricType: 'CLOSED_PLANAR', xyz }]);
    expect(warnings).toEqual([]);
    expect(mask.box).toEqual({ i0: 5, i1: 7, j0: 7, j1: 8, k0: k, k1: k + 1 });
  });
});
