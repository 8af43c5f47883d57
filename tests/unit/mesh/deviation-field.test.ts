import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { computeMaxDeviationMm, deviationField, surfaceFromMask } from '../../../core/mesh/index.ts';
import { distanceToMesh, meshOf, tetrahedron, vertexAt } from '../../support/mesh-shapes.ts';
import { middle, sphere } from '../../support/phantom-masks.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const g = regularGeometry({ size: [20, 20, 20], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
const ball = (radiusMm: number) => surfaceFromMask(sphere(g, middle(g), radiusMm), g);

describe('deviationField', () => {
  it('is positive outside and negative inside, by the distance to the nearest triangle', () => {
    const outer = ball(8);
    const inner = ball(5);
    const outside = deviationField(outer, inner);
    const inside = deviationField(inner, outer);
    expect(outside.meanMm).toBeCloseTo(3, 0);
    expect(Math.min(...outside.distancesMm)).toBeGreaterThan(2);
    expect(Math.max(...inside.distancesMm)).toBeLessThan(-2);
    for (let v = 0; v < 40; v++) {
      expect(outside.distancesMm[v]).toBeCloseTo(distanceToMesh(vertexAt(outer, v), inner), 4);
    }
  });

  it('has the right sign where an edge or a corner is nearest', () => {
    const random = seededRandom(8);
    const reference = tetrahedron();
    const points = Array.from({ length: 3000 }, () => 4 * random() - 1.5);
    const { distancesMm } = deviationField(meshOf(points, []), reference);
    for (let v = 0; v < distancesMm.length; v++) {
      const [x, y, z] = points.slice(3 * v, 3 * v + 3) as [number, number, number];
      const isInside = x > 0 && y > 0 && z > 0 && x + y + z < 1;
      expect(Math.sign(distancesMm[v] as number)).toBe(isInside ? -1 : 1);
    }
  });

  it('sums up the sizes: mean, 95th percentile, largest', () => {
    const heights = Array.from({ length: 100 }, (_, n) => n + 1);
    const points = heights.flatMap((z) => [0.1, 0.1, -z]);
    expect(deviationField(meshOf(points, []), tetrahedron())).toMatchObject({ meanMm: 50.5, p95Mm: 95, maxMm: 100 });
  });
});

describe('computeMaxDeviationMm of surfaces with other triangles', () => {
  it('is the largest distance of any point, not only of the vertices', () => {
    const flat = meshOf(
      [0, 0, 0, 8, 0, 0, 8, 8, 0, 0, 8, 0],
      [
        [0, 1, 2],
        [0, 2, 3],
      ],
    );
    const peak = meshOf(
      [0, 0, 0, 8, 0, 0, 8, 8, 0, 0, 8, 0, 4, 4, 3],
      [
        [0, 1, 4],
        [1, 2, 4],
        [2, 3, 4],
        [3, 0, 4],
      ],
    );
    const roof = meshOf(
      [0, 0, 0, 8, 0, 0, 8, 8, 0, 0, 8, 0, 0, 4, 3, 8, 4, 3],
      [
        [0, 1, 5],
        [0, 5, 4],
        [2, 3, 4],
        [2, 4, 5],
        [0, 4, 3],
        [1, 2, 5],
      ],
    );
    expect(computeMaxDeviationMm(flat, peak)).toBeCloseTo(3, 1);
    expect(computeMaxDeviationMm(peak, flat)).toBeCloseTo(3, 1);
    // The ridge of the roof is furthest from the pyramid at its ends: 4 across, 3 up, the side falls as 3 to 4.
    expect(computeMaxDeviationMm(roof, peak)).toBeCloseTo(2.4, 1);
  });

  it('is infinite beside nothing', () => {
    expect(computeMaxDeviationMm(tetrahedron(), meshOf([], []))).toBe(Number.POSITIVE_INFINITY);
    expect(computeMaxDeviationMm(meshOf([], []), meshOf([], []))).toBe(0);
  });
});
