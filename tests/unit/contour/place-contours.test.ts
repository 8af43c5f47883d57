import { describe, expect, it } from 'vitest';
import { contoursToMask, mapContoursToPlanes, type PatientContour } from '../../../core/contour/index.ts';
import {
  type ImageGeometry,
  iDirection,
  jDirection,
  planeOrigin,
  regularGeometry,
} from '../../../core/geometry/index.ts';
import { countVoxels, isSameMask } from '../../../core/volume/index.ts';
import { PHANTOM_GRIDS } from '../../support/volume-phantom.ts';

/** Uneven steps: planes at 0, 3, 6, 10 and 20 mm, so a mean step of 5 would put every contour wrong. */
const uneven: ImageGeometry = {
  ...regularGeometry({ size: [20, 20, 5], spacingMm: [1, 1, 3], originLps: [0, 0, 0] }),
  planeOriginsLps: [0, 3, 6, 10, 20].flatMap((z) => [0, 0, z]),
};

const square = (z: number, low = 4, high = 12): Float64Array =>
  Float64Array.of(low, low, z, high, low, z, high, high, z, low, high, z);
const closed = (xyz: Float64Array, image?: string): PatientContour => ({
  geometricType: 'CLOSED_PLANAR',
  xyz,
  ...(image === undefined ? {} : { images: [{ sopInstanceUid: image, frameNumber: null }] }),
});
const planeOf = ({ sopInstanceUid }: { sopInstanceUid: string }) => ['a', 'b', 'c', 'd', 'e'].indexOf(sopInstanceUid);
const found = (contours: readonly PatientContour[]) => {
  const { loops, fates, warnings } = mapContoursToPlanes(uneven, contours, planeOf);
  return { planes: loops.map(({ k }) => k), fates, codes: warnings.map(({ code }) => code) };
};

describe('the plane of a contour', () => {
  it('is the one on which its points lie, by the real list of planes', () => {
    expect(found([closed(square(10)), closed(square(20))])).toEqual({
      planes: [3, 4],
      fates: ['drawn', 'drawn'],
      codes: [],
    });
  });

  it('is that of the image it names, for one beside the planes', () => {
    expect(found([closed(square(11.5), 'd')])).toEqual({
      planes: [3],
      fates: ['by-image'],
      codes: ['CONTOUR_BY_IMAGE'],
    });
  });

  it('is none where it is nearer to another image than to the one it names, or names none', () => {
    const { planes, fates } = found([closed(square(16), 'd'), closed(square(11.5)), closed(square(11.5), 'elsewhere')]);
    expect([planes, fates]).toEqual([[], ['off-plane', 'off-plane', 'off-plane']]);
  });

  it('is none for two heights that name one image: they would cancel each other', () => {
    expect(found([closed(square(11), 'd'), closed(square(12), 'd')]).fates).toEqual(['off-plane', 'off-plane']);
    expect(found([closed(square(10), 'd'), closed(square(11), 'd')]).fates).toEqual(['drawn', 'off-plane']);
    // A hole at the height of its outline belongs to it.
    expect(found([closed(square(11), 'd'), closed(square(11, 6, 9), 'd')]).planes).toEqual([3, 3]);
  });

  it('goes by the points where they lie on another plane than the named one', () => {
    expect(found([closed(square(6), 'b')])).toEqual({ planes: [2], fates: ['drawn'], codes: ['CONTOUR_OTHER_IMAGE'] });
  });

  it('is told apart for what has none: points, open lines, oblique, sagittal and short contours', () => {
    const sagittal = Float64Array.of(5, 2, 0, 5, 9, 0, 5, 9, 20, 5, 2, 20);
    const { fates } = found([
      { geometricType: 'POINT', xyz: Float64Array.of(1, 2, 3) },
      { geometricType: 'OPEN_PLANAR', xyz: square(3) },
      { geometricType: 'OPEN_NONPLANAR', xyz: sagittal },
      closed(sagittal),
      closed(Float64Array.of(0, 0, 0, 5, 5, 0)),
    ]);
    expect(fates).toEqual(['point', 'open', 'open', 'tilted', 'short']);
  });
});

describe('a ring', () => {
  const at = (g: ImageGeometry, i: number, j: number): number[] => {
    const [o, u, v] = [planeOrigin(g, 1), iDirection(g), jDirection(g)];
    const [si, sj] = g.spacingMm;
    return [0, 1, 2].map((axis) => (o[axis] as number) + i * si * (u[axis] as number) + j * sj * (v[axis] as number));
  };
  const polygon = (g: ImageGeometry, corners: readonly (readonly [number, number])[]) =>
    Float64Array.from(corners.flatMap(([i, j]) => at(g, i, j)));
  const box = (low: number, high: number) =>
    [
      [low, low],
      [high, low],
      [high, high],
      [low, high],
    ] as const;

  it.each(PHANTOM_GRIDS)('is one mask as nested, XOR and keyhole contours: %s', (_, { direction }) => {
    const g = regularGeometry({ size: [16, 16, 3], spacingMm: [1.5, 2, 3], originLps: [-7, 20, 3], direction });
    const [outer, inner] = [polygon(g, box(1.5, 13.5)), polygon(g, box(5.5, 9.5))];
    const keyhole = polygon(g, [
      ...box(1.5, 13.5),
      [1.5, 7.25],
      [5.5, 7.25],
      [5.5, 9.5],
      [9.5, 9.5],
      [9.5, 5.5],
      [5.5, 5.5],
      [5.5, 7.25],
      [1.5, 7.25],
    ]);
    const ring = (geometricType: string, ...loops: Float64Array[]) =>
      contoursToMask(
        g,
        loops.map((xyz) => ({ geometricType, xyz })),
      );
    const nested = ring('CLOSED_PLANAR', outer, inner);
    expect(nested.warnings).toEqual([]);
    expect(countVoxels(nested.mask)).toBe(12 * 12 - 4 * 4);
    expect(isSameMask(ring('CLOSEDPLANAR_XOR', outer, inner).mask, nested.mask)).toBe(true);
    expect(isSameMask(ring('CLOSED_PLANAR', keyhole).mask, nested.mask)).toBe(true);
  });
});
