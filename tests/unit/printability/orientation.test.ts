import { describe, expect, it } from 'vitest';
import { joinMeshes } from '../../../core/mesh/index.ts';
import { bestOrientation, overhangs } from '../../../core/printability/index.ts';
import { ball, box, cone } from '../../support/analytic-solids.ts';

describe('overhangs', () => {
  it('of a table are the underside of its top, down to what is below', () => {
    // A top of 30 x 30 x 2 mm, and a leg of 10 x 10 mm that ends 1 mm below it.
    const table = joinMeshes([box([0, 0, 20], [30, 30, 22], 30), box([10, 10, 0], [20, 20, 19], 10)]);
    const { areaMm2, supportMm3, heightMm, isOverhang } = overhangs(table, [0, 0, 1]);
    expect(heightMm).toBe(22);
    expect(areaMm2).toBeCloseTo(900, 3);
    expect(supportMm3).toBeCloseTo(800 * 20 + 100 * 1, 1);
    expect(isOverhang.reduce((sum, one) => sum + one, 0)).toBe(2 * 30 * 30);
    // Upside down only the end of the leg hangs.
    expect(overhangs(table, [0, 0, -1]).areaMm2).toBeCloseTo(100, 6);
  });

  it('begin beyond the angle that printers bridge', () => {
    // The side of this cone leans by atan(10 / 30) = 18 degrees when it stands on its tip.
    const mesh = cone(10, 30);
    expect(overhangs(mesh, [0, 0, -1], 17).areaMm2).toBeGreaterThan(900);
    expect(overhangs(mesh, [0, 0, -1], 20).areaMm2).toBe(0);
    // All of a ball below 45 degrees south, but what stands on the bed.
    const cap = 2 * Math.PI * 10 * (10 * (1 - Math.SQRT1_2) - 0.2);
    expect(overhangs(ball(10), [0, 0, 1]).areaMm2 / cap).toBeCloseTo(1, 1);
  });
});

describe('the best orientation', () => {
  it('lays a plate flat, wherever its face looks', () => {
    const tilted = box([0, 0, 0], [40, 30, 3], 10);
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    for (let at = 0; at < tilted.positions.length; at += 3) {
      const [y, z] = [tilted.positions[at + 1] as number, tilted.positions[at + 2] as number];
      tilted.positions[at + 1] = c * y - s * z;
      tilted.positions[at + 2] = s * y + c * z;
    }
    const [best] = bestOrientation(tilted);
    expect(best?.heightMm).toBeCloseTo(3, 3);
    expect(best?.supportMm3).toBeCloseTo(0, 3);
    expect(Math.abs((best?.upLps[1] ?? 0) * -s + (best?.upLps[2] ?? 0) * c)).toBeCloseTo(1, 5);
  });

  it('stands a cone on its base, and a post lies down when the print shall be quick', () => {
    expect(bestOrientation(cone(10, 30))[0]?.upLps[2]).toBeCloseTo(1, 6);
    expect(bestOrientation(box([0, 0, 0], [5, 5, 60], 6), { goal: 'height' })[0]?.heightMm).toBeCloseTo(5, 5);
  });

  it('is the same each time', () => {
    expect(bestOrientation(ball(10, [0, 0, 0], 12))).toEqual(bestOrientation(ball(10, [0, 0, 0], 12)));
  });
});
