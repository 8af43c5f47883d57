import { describe, expect, it } from 'vitest';
import { joinMeshes, turnedInsideOut } from '../../../core/mesh/index.ts';
import { checkParts, fitsBed, hiddenCavities, massProperties, standOn } from '../../../core/printability/index.ts';
import { ball, box, torus } from '../../support/analytic-solids.ts';
import { boxMesh } from '../../support/solid-shapes.ts';

const LIMITS = { minWallMm: 1.5, bedMm: [220, 220, 250] } as const;
const open = (mesh: Parameters<typeof massProperties>[0], limits: Parameters<typeof checkParts>[1] = LIMITS) =>
  checkParts([{ name: 'Part', mesh }], limits)
    .filter(({ severity }) => severity === 'open')
    .map(({ code, message, detail }) => [code, message, detail]);

describe('the checks before printing', () => {
  it('pass for a good part, each by name', () => {
    const checks = checkParts([{ name: 'Ball', mesh: ball(10, [0, 0, 0], 24), deviationMm: 0.4 }], {
      ...LIMITS,
      maxDeviationMm: 1.25,
    });
    expect(checks.map(({ severity, message }) => [severity, message])).toEqual([
      ['passed', 'No wall under 1.5 mm'],
      ['passed', 'Up to 0.4 mm from the mask'],
      ['passed', 'Closed, 2-manifold, outward normals'],
      ['passed', 'No self-intersection'],
      ['passed', 'No stray shells'],
      ['passed', 'No hidden cavities'],
      ['passed', 'Fits the printer'],
    ]);
  });

  it('name what is open, and where', () => {
    const plate = boxMesh([0, 0, 0], [20, 20, 1]);
    const [wall] = checkParts([{ name: 'Plate', mesh: plate, deviationMm: 1.6 }], { ...LIMITS, maxDeviationMm: 1.25 });
    expect(wall).toMatchObject({
      code: 'WALL',
      message: 'Wall under 1.5 mm in one place',
      detail: 'Thinnest 1.0 mm (ends of walls left out), in a place of 800 mm2.',
      part: 'Plate',
    });
    expect(wall?.atLps?.every(Number.isFinite)).toBe(true);
    expect(open(joinMeshes([ball(10, [0, 0, 0], 16), ball(2, [30, 0, 0], 12)]))).toEqual([
      ['SHELLS', 'One loose piece beside the part', 'The largest of them holds 0.03 ml.'],
    ]);
    expect(open(joinMeshes([ball(10, [0, 0, 0], 24), turnedInsideOut(ball(4, [0, 0, 0], 24))]))).toEqual([
      ['CAVITIES', 'A hidden cavity without a drain', 'The largest holds 0.27 ml.'],
    ]);
    const crossed = joinMeshes([boxMesh([0, 0, 0], [10, 10, 10]), boxMesh([5, 5, 5], [15, 15, 15])]);
    expect(open(crossed).map(([code]) => code)).toContain('CROSSING');
    expect(open({ ...plate, indices: plate.indices.slice(3) })).toEqual([
      ['CLOSED', 'The surface is not closed', '3 edges are open or have more than two triangles.'],
    ]);
    expect(open(turnedInsideOut(plate)).map(([code]) => code)).toEqual(['CLOSED']);
  });

  it('say which parts that fit singly do not fit together: as one body, or side by side', () => {
    const cube = (name: string, x: number, side: number, body?: string) => ({
      name,
      mesh: box([x, 0, 0], [x + side, side, side], 2),
      ...(body === undefined ? {} : { body }),
    });
    const bed = (...parts: Parameters<typeof checkParts>[0]) =>
      checkParts(parts, { ...LIMITS, bedMm: [100, 100, 100] }).findLast(({ code }) => code === 'BED');
    const openBed = (...parts: Parameters<typeof checkParts>[0]) =>
      checkParts(parts, { ...LIMITS, bedMm: [100, 100, 100] }).find(({ severity }) => severity === 'open');
    expect(bed(cube('A', 0, 40), cube('B', 500, 40))).toMatchObject({ severity: 'passed', part: 'A and B' });
    expect(openBed(cube('A', 0, 40, 'jaw'), cube('B', 500, 40, 'jaw'))).toMatchObject({
      message: expect.stringMatching(/^Too large for the printer together by 3\d\d\.\d mm$/),
      part: 'A and B',
    });
    expect(openBed(cube('A', 0, 40), cube('B', 0, 54), cube('C', 0, 54))).toMatchObject({
      message: 'Do not fit the printer together: 2 prints',
      detail: 'Side by side: B and A; C.',
      part: 'A, B and C',
    });
  });

  it('say how far a part is too large, and whether another side up helps', () => {
    const rod = box([0, 0, 0], [10, 10, 240], 4);
    expect(open(rod, { ...LIMITS, bedMm: [260, 100, 100] })).toEqual([
      ['BED', 'Too large for the printer by 140.0 mm', '10 × 10 × 240 mm. It fits with another side up.'],
    ]);
    expect(open(rod, { ...LIMITS, bedMm: [100, 100, 100] })[0]?.[2]).toBe('10 × 10 × 240 mm. Cut it.');
  });
});

describe('fitting a bed', () => {
  it('turns a part across the diagonal, no further than it takes', () => {
    const ruler = box([0, 0, 0], [280, 10, 5], 4);
    const fit = fitsBed(ruler, [220, 220, 250]);
    expect(fit).toMatchObject({ fits: true, overMm: 0 });
    expect(fit.turnDeg).toBeGreaterThan(36);
    expect(fit.turnDeg).toBeLessThan(54);
    expect(fitsBed(box([0, 0, 0], [312, 10, 5], 4), [220, 220, 250]).fits).toBe(false);
    expect(() => fitsBed(ruler, [0, 220, 250])).toThrowError(expect.objectContaining({ code: 'BED_SIZE' }));
  });

  it('stands a part on the bed with the direction upwards', () => {
    const standing = standOn(boxMesh([10, 20, 30], [12, 26, 40]), [0, -1, 0]);
    const along = (n: number) => [...standing.positions].filter((_, at) => at % 3 === n);
    expect([Math.min(...along(2)), Math.max(...along(2))]).toEqual([0, 6]);
    expect(Math.max(...along(0)) + Math.min(...along(0))).toBeCloseTo(0, 5);
    expect(massProperties(standing).volumeMm3).toBeCloseTo(120, 3);
  });
});

describe('mass properties', () => {
  it('of a box far from the origin are those of the formulas', () => {
    const { volumeMm3, areaMm2, centreLps, variancesMm2, extentsMm, axes } = massProperties(
      box([700, -900, 1200], [704, -890, 1206], 2),
    );
    expect(volumeMm3).toBeCloseTo(240, 6);
    expect(areaMm2).toBeCloseTo(248, 6);
    expect(centreLps.map((x) => Number(x.toFixed(6)))).toEqual([702, -895, 1203]);
    expect(variancesMm2.map((x) => Number((12 * x).toFixed(5)))).toEqual([100, 36, 16]);
    expect(extentsMm.map((x) => Number(x.toFixed(5)))).toEqual([10, 6, 4]);
    expect(axes[0].map((x) => Math.abs(Math.round(x)))).toEqual([0, 1, 0]);
  });

  it('of a ring lie about its axis', () => {
    const { axes, variancesMm2 } = massProperties(torus(20, 5, [1, 2, 3]));
    expect(Math.abs(axes[2][2])).toBeCloseTo(1, 6);
    expect(variancesMm2[2]).toBeCloseTo(25 / 4, 1);
    expect(variancesMm2[0]).toBeCloseTo(200 + (3 * 25) / 8, -0.5);
  });

  it('of hidden cavities are named with their volume', () => {
    const two = joinMeshes([ball(20), turnedInsideOut(ball(5)), turnedInsideOut(ball(3, [12, 0, 0]))]);
    expect(hiddenCavities(two).map(({ volumeMl }) => Number(volumeMl.toFixed(1)))).toEqual([0.5, 0.1]);
  });
});
