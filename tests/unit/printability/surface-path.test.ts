import { describe, expect, it } from 'vitest';
import { surfacePath } from '../../../core/printability/index.ts';
import { joined } from '../../support/mesh-shapes.ts';
import { boxMesh, sphereMesh } from '../../support/solid-shapes.ts';

describe('the way along a surface', () => {
  const box = boxMesh([0, 0, 0], [10, 10, 10]);

  it('over the edge of a box is straight once the sides are laid flat', () => {
    const path = surfacePath(box, [3, 2, 10], [10, 7, 5]);
    expect(path?.lengthMm).toBeCloseTo(Math.hypot(7 + 5, 5), 4);
    expect(path?.pointsLps.at(0)).toEqual([3, 2, 10]);
    expect(path?.pointsLps.at(-1)).toEqual([10, 7, 5]);
  });

  it('on a ball is the great circle, however its triangles lie', () => {
    const ball = sphereMesh([5, -3, 900], 20, 80);
    const on = (lon: number, lat: number) =>
      [
        5 + 20 * Math.cos(lat) * Math.cos(lon),
        -3 + 20 * Math.cos(lat) * Math.sin(lon),
        900 + 20 * Math.sin(lat),
      ] as const;
    for (const [lon, lat] of [
      [2.1, 0.3],
      [1, -0.9],
      [2.6, 0.7],
    ] as const) {
      const angle = Math.acos(Math.cos(0.2) * Math.cos(lat) * Math.cos(lon) + Math.sin(0.2) * Math.sin(lat));
      const length = surfacePath(ball, on(0, 0.2), on(lon, lat))?.lengthMm ?? 0;
      expect(length / (20 * angle)).toBeGreaterThan(0.998);
      expect(length / (20 * angle)).toBeLessThan(1.003);
    }
  });

  it('begins and ends on the surface, and says how far off the places were', () => {
    const path = surfacePath(box, [5, 5, 10.5], [5, -2, 5]);
    expect(path).toMatchObject({ offMm: 2 });
    expect(path?.lengthMm).toBeCloseTo(10, 4);
  });

  it('is not there between two pieces that are not joined', () => {
    expect(surfacePath(joined(box, boxMesh([20, 0, 0], [30, 10, 10])), [5, 5, 10], [25, 5, 10])).toBe(null);
  });
});
