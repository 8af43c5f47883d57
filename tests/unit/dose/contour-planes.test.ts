import { describe, expect, it } from 'vitest';
import { coveredAreaMm2 } from '../../../core/dose/cover-plane.ts';
import { type DrawnContour, planesOfContours } from '../../../core/dose/index.ts';
import { regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';

/** A square of this half side at a height along z; `turn` maps the points. */
const square = (
  z: number,
  half = 10,
  turn: (p: Vec3) => Vec3 = (p) => p,
  geometricType = 'CLOSED_PLANAR',
): DrawnContour => ({
  geometricType,
  xyz: Float64Array.from(
    [
      [-half, -half],
      [half, -half],
      [half, half],
      [-half, half],
    ].flatMap(([x, y]) => [...turn([x as number, y as number, z])]),
  ),
});
const stack = (heights: readonly number[], turn?: (p: Vec3) => Vec3) => heights.map((z) => square(z, 10, turn));
/** Of all slabs. */
const ml = (
  contours: readonly DrawnContour[],
  image: Parameters<typeof planesOfContours>[1] = null,
  nominalMm?: number,
) =>
  planesOfContours(contours, image, nominalMm).planes.reduce(
    (sum, { loops, lowMm, highMm }) => sum + (coveredAreaMm2(loops, 0.25) * (highMm - lowMm)) / 1000,
    0,
  );
const codes = (contours: readonly DrawnContour[], image: Parameters<typeof planesOfContours>[1] = null) =>
  planesOfContours(contours, image).warnings.map(({ code }) => code);

describe('a structure on its own planes', () => {
  it('reaches half-way to its neighbours and as far beyond its ends', () => {
    expect(ml(stack([-3, 0, 3]))).toBeCloseTo(0.4 * 9, 6);
    expect(ml(stack([0, 1, 4]), null)).toBeCloseTo(0.4 * (1 + 2 + 3), 1);
  });

  it.each<[string, (p: Vec3) => Vec3]>([
    ['sagittal', ([x, y, z]) => [z, x, y]],
    ['coronal', ([x, y, z]) => [x, z, y]],
    ['oblique', ([x, y, z]) => [0.8 * x + 0.6 * z, y, -0.6 * x + 0.8 * z]],
    ['upside down', ([x, y, z]) => [x, y, -z]],
  ])('whichever way they lie: %s', (_, turn) => {
    expect(ml(stack([-3, 0, 3], turn))).toBeCloseTo(3.6, 3);
  });

  it('takes the thickness from the image where there is one', () => {
    const image = regularGeometry({ size: [40, 40, 21], spacingMm: [1, 1, 2], originLps: [-20, -20, -20] });
    expect(ml(stack([0]), image)).toBeCloseTo(0.8, 6);
    expect(ml(stack([0, 4]), image)).toBeCloseTo(1.6, 6);
    expect(codes(stack([0, 4]), image)).toEqual(['STRUCTURE_GAPS']);
    expect(ml(stack([0.5, 2.5]), image)).toBeCloseTo(1.6, 6);
  });

  it('fills no gap, and says so', () => {
    const contours = stack([-9, -6, -3, 6, 9, 12]);
    expect(ml(contours)).toBeCloseTo(0.4 * 18, 6);
    expect(codes(contours)).toEqual(['STRUCTURE_GAPS']);
  });

  it('of one plane has no volume unless something says how thick it is', () => {
    expect(planesOfContours(stack([0]), null)).toMatchObject({
      planes: [],
      warnings: [{ code: 'STRUCTURE_NO_THICKNESS' }],
    });
    expect(ml(stack([0]), null, 2.5)).toBeCloseTo(1, 6);
  });

  it('takes inner lines as holes and counts repeated ones once', () => {
    const ring = [-3, 0, 3].flatMap((z) => [square(z, 10), square(z, 5)]);
    expect(ml(ring)).toBeCloseTo(2.7, 6);
    const twice = [...stack([-3, 0, 3]), square(0)];
    expect(ml(twice)).toBeCloseTo(3.6, 6);
    expect(codes(twice)).toEqual(['CONTOUR_DUPLICATE']);
  });

  it('leaves out points, open lines and bent ones, and says so', () => {
    const bent = { geometricType: 'CLOSED_PLANAR', xyz: Float64Array.of(0, 0, 0, 5, 0, 0, 5, 5, 3, 0, 5, 0) };
    const contours = [...stack([-3, 0, 3]), square(0, 4, undefined, 'OPEN_PLANAR'), bent];
    expect(ml(contours)).toBeCloseTo(3.6, 6);
    expect(codes(contours).sort()).toEqual(['CONTOUR_NOT_CLOSED', 'CONTOUR_NOT_PLANAR']);
    expect(planesOfContours([], null)).toEqual({ planes: [], warnings: [] });
  });
});
