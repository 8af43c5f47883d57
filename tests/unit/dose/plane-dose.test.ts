import { describe, expect, it } from 'vitest';
import { type CutPlane, planeDose, sampleRaster } from '../../../core/dose/index.ts';
import { doseField } from '../../support/dose-phantom.ts';

// Linear in the place, which trilinear interpolation keeps exactly; known up to 75 mm from the origin.
const gyAt = (x: number, y: number, z: number) => 40 + 0.2 * x - 0.1 * y + 0.3 * z;
const dose = doseField(([x, y, z]) => gyAt(x, y, z));
const AXIAL: CutPlane = {
  originLps: [0, 0, 0],
  uLps: [1, 0, 0],
  vLps: [0, 1, 0],
  extent: { u0: -90, u1: 90, v0: -90, v1: 90 },
};
const OBLIQUE: CutPlane = { ...AXIAL, originLps: [5, -3, 20], uLps: [0.8, 0, 0.6], vLps: [0, 1, 0] };

/** Even-odd. */
function isWithin(outline: Float64Array, u: number, v: number): boolean {
  let isInside = false;
  for (let at = 0; at < outline.length; at += 2) {
    const next = (at + 2) % outline.length;
    const [a, b, c, d] = [outline[at], outline[at + 1], outline[next], outline[next + 1]] as [
      number,
      number,
      number,
      number,
    ];
    if (b > v !== d > v && u < a + ((v - b) / (d - b)) * (c - a)) isInside = !isInside;
  }
  return isInside;
}

describe('the dose on a plane', () => {
  it.each<[string, CutPlane]>([
    ['axial', AXIAL],
    ['oblique', OBLIQUE],
  ])('is that of the place, and known exactly inside its outline: %s', (_, plane) => {
    const { gyAt: onPlane, outline } = planeDose(dose, plane);
    for (let u = -88.7; u < 90; u += 9.3) {
      for (let v = -88.7; v < 90; v += 9.3) {
        const lps = plane.originLps.map(
          (mm, axis) => mm + u * (plane.uLps[axis] as number) + v * (plane.vLps[axis] as number),
        ) as [number, number, number];
        const gy = onPlane(u, v);
        expect(Number.isNaN(gy), `${u} ${v}`).toBe(!isWithin(outline, u, v));
        if (!Number.isNaN(gy)) expect(gy).toBeCloseTo(gyAt(...lps), 3);
      }
    }
  });

  it('ends with the last plane of the grid, which has its dose, and is nothing beyond', () => {
    const last = planeDose(dose, { ...AXIAL, originLps: [0, 0, 75] });
    expect(last.outline).toHaveLength(8);
    expect(last.gyAt(0, 0)).toBeCloseTo(62.5, 3);
    expect(planeDose(dose, { ...AXIAL, originLps: [0, 0, 75.1] }).outline).toHaveLength(0);
  });

  it.each<[string, CutPlane]>([
    ['axial', { ...AXIAL, originLps: [1, 2, 3.3] }],
    ['coronal', { ...AXIAL, originLps: [0, 7.7, 0], vLps: [0, 0, -1] }],
    ['sagittal', { ...AXIAL, originLps: [-4.1, 0, 0], uLps: [0, 1, 0], vLps: [0, 0, -1] }],
    ['oblique', OBLIQUE],
  ])('is the same where it is looked up for a whole plane: %s', (_, plane) => {
    const curved = planeDose(
      doseField(([x, y, z]) => 40 + 0.01 * x * y - 0.02 * y * z + 0.003 * x * z),
      plane,
    );
    const us = Float64Array.from({ length: 21 }, (_, n) => -70 + 6.7 * n);
    const vs = Float64Array.from({ length: 17 }, (_, n) => -68 + 8.3 * n);
    const gy = new Float64Array(us.length * vs.length);
    curved.fillEdgeGy(us, vs, gy);
    for (const [row, v] of vs.entries()) {
      for (const [column, u] of us.entries()) {
        const known = curved.gyAt(u, v);
        if (!Number.isNaN(known)) expect(gy[row * us.length + column]).toBeCloseTo(known, 6);
      }
    }
  });

  it('is that of the edge just beyond it, for what is cut off afterwards', () => {
    for (const [plane, edge] of [
      [AXIAL, 75],
      [OBLIQUE, 78],
    ] as const) {
      const { fillEdgeGy, gyAt: known } = planeDose(dose, plane);
      const gy = new Float64Array(2);
      fillEdgeGy(Float64Array.of(0, 10), Float64Array.of(edge + 1), gy);
      expect([known(0, edge + 1), known(10, edge + 1)]).toEqual([Number.NaN, Number.NaN]);
      expect(gy[0]).toBeCloseTo(known(0, edge), 6);
      expect(gy[1]).toBeCloseTo(known(10, edge), 6);
    }
  });

  it('is nothing beyond it where lines are looked for, on straight planes and on tilted ones', () => {
    for (const plane of [AXIAL, OBLIQUE, { ...AXIAL, originLps: [0, 0, 76] } as const]) {
      const { gyAt: known } = planeDose(dose, plane);
      const [us, vs] = [Float64Array.of(-76, -75, 0, 75, 76), Float64Array.of(-76, -75, 0, 75, 76)];
      const gy = new Float64Array(25);
      sampleRaster(dose, plane, us, vs, 'nothing', gy);
      const expected = [...vs].flatMap((v) => [...us].map((u) => known(u, v)));
      expect([...gy].map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
    }
  });
});
