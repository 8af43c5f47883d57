import { describe, expect, it } from 'vitest';
import { type CutPlane, cutPlane, isodoseContours, levelsGy } from '../../../core/dose/index.ts';
import { createCutViews, indexFromUv, lpsFromIndex, regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import { doseField } from '../../support/dose-phantom.ts';

// A ball of dose: 80 Gy in the middle, 1 Gy less a mm.
const dose = doseField(([x, y, z]) => Math.max(0, 80 - Math.hypot(x, y, z)), 2);
const AXIAL: CutPlane = {
  originLps: [0, 0, 0],
  uLps: [1, 0, 0],
  vLps: [0, 1, 0],
  extent: { u0: -90, u1: 90, v0: -90, v1: 90 },
};
const lpsOf = (plane: CutPlane, u: number, v: number): Vec3 =>
  [0, 1, 2].map(
    (axis) => (plane.originLps[axis] as number) + u * (plane.uLps[axis] as number) + v * (plane.vLps[axis] as number),
  ) as unknown as Vec3;

/** Distances of all points of all lines from the origin, least and most. */
function radii(plane: CutPlane, gy: number): readonly [number, number] {
  const [isodose] = isodoseContours(dose, plane, [gy]);
  const all = (isodose?.lines ?? []).flatMap(({ uv }) =>
    Array.from({ length: uv.length / 2 }, (_, n) =>
      Math.hypot(...lpsOf(plane, uv[2 * n] as number, uv[2 * n + 1] as number)),
    ),
  );
  return [Math.min(...all), Math.max(...all)];
}

describe('isodose lines', () => {
  it.each<[string, Partial<CutPlane>]>([
    ['axial', {}],
    ['sagittal', { uLps: [0, 1, 0], vLps: [0, 0, -1] }],
    ['off the middle', { originLps: [3, 4, 12] }],
    ['oblique', { uLps: [0.8, 0, 0.6], vLps: [0, 1, 0] }],
  ])('lie where the dose is: %s', (_, over) => {
    const [least, most] = radii({ ...AXIAL, ...over }, 50);
    expect(least).toBeGreaterThan(29.9);
    expect(most).toBeLessThan(30.1);
  });

  it('come one closed line a level, the higher dose on the right hand', () => {
    const isodoses = isodoseContours(dose, AXIAL, levelsGy([95, 50, 120], 70));
    expect(isodoses.map(({ gy, lines }) => [gy, lines.length])).toEqual([
      [66.5, 1],
      [35, 1],
      [84, 0],
    ]);
    const [line] = isodoses[0]?.lines ?? [];
    expect(line?.isClosed).toBe(true);
    const uv = line?.uv ?? new Float64Array(0);
    let twice = 0;
    for (let at = 0; at < uv.length; at += 2) {
      const to = (at + 2) % uv.length;
      twice += (uv[at] as number) * (uv[to + 1] as number) - (uv[to] as number) * (uv[at + 1] as number);
    }
    // With v down an area above zero runs clockwise.
    expect(twice / 2 / (Math.PI * 13.5 ** 2)).toBeCloseTo(1, 1);
  });

  it('end where the dose grid ends, and there are none beyond it', () => {
    const [cut] = isodoseContours(dose, { ...AXIAL, extent: { u0: 0, u1: 90, v0: -90, v1: 90 } }, [50]);
    expect(cut?.lines).toMatchObject([{ isClosed: false }]);
    const [corner] = isodoseContours(dose, AXIAL, [2]);
    expect(corner?.lines.map(({ isClosed }) => isClosed)).toEqual([false, false, false, false]);
    const [away] = isodoseContours(dose, { ...AXIAL, originLps: [0, 0, 80] }, [50]);
    expect(away?.lines).toEqual([]);
  });

  it('of two hot spots are two, joined by a lower level', () => {
    const spot = (x: number, at: number, y: number) => 60 * Math.exp(-((x - at) ** 2 + y ** 2) / 200);
    const twin = doseField(([x, y]) => spot(x, -20, y) + spot(x, 20, y));
    const counts = isodoseContours(twin, AXIAL, [50, 5]).map(({ lines }) => lines.length);
    expect(counts).toEqual([2, 1]);
  });
});

describe('a cut of the window', () => {
  const image = regularGeometry({
    size: [30, 20, 12],
    spacingMm: [3, 4, 5],
    originLps: [-40, 30, 25],
    direction: [1, 0, 0, 0, -1, 0, 0, 0, -1],
  });
  const tilted = {
    ...image,
    planeOriginsLps: image.planeOriginsLps.map((mm, at) => (at % 3 === 1 ? mm + 2 * Math.floor(at / 3) : mm)),
  };

  it.each([
    ['straight', image],
    ['tilted', tilted],
  ])('has the place of its voxels in the patient: %s', (_, geometry) => {
    for (const view of Object.values(createCutViews(geometry))) {
      const cut = 7;
      const plane = cutPlane(geometry, view, cut);
      for (const [u, v] of [
        [view.extent.u0 + 9, view.extent.v0 + 11],
        [view.extent.u1 - 13, view.extent.v1 - 8],
      ] as const) {
        const { a, b } = indexFromUv(view, { u, v });
        const index: [number, number, number] = [0, 0, 0];
        index[view.aAxis] = a;
        index[view.bAxis] = b;
        const shift = view.fixedAxis === 2 ? 0 : interpolate(view.fixedShift, b);
        index[view.fixedAxis] = cut + view.lowestShift - shift;
        const expected = lpsFromIndex(geometry, index);
        for (const [axis, mm] of lpsOf(plane, u, v).entries()) expect(mm).toBeCloseTo(expected[axis] as number, 9);
      }
    }
  });
});

const interpolate = (table: Float64Array, b: number): number => {
  const low = Math.min(Math.max(Math.floor(b), 0), table.length - 2);
  return (table[low] as number) + (b - low) * ((table[low + 1] as number) - (table[low] as number));
};
