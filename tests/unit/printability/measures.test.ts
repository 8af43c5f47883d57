import { describe, expect, it } from 'vitest';
import { joinMeshes, turnedInsideOut } from '../../../core/mesh/index.ts';
import { angleDeg, shortestDistance, thicknessBetween } from '../../../core/printability/index.ts';
import { ball, box, torus } from '../../support/analytic-solids.ts';
import { distanceToMesh, meshOf, samplesOf } from '../../support/mesh-shapes.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { boxMesh } from '../../support/solid-shapes.ts';

describe('the shortest distance between two solids', () => {
  it('of two balls lies on the line of their centres', () => {
    const { distanceMm, fromLps, toLps, relation } = shortestDistance(ball(10, [0, 0, -900]), ball(5, [20, 0, -900]));
    expect(distanceMm).toBeCloseTo(5, 1);
    expect(relation).toBe('apart');
    expect(fromLps[0]).toBeCloseTo(10, 1);
    expect(toLps[0]).toBeCloseTo(15, 1);
  });

  it('is that of edges where edges are nearest', () => {
    const turned = boxMesh([0, 0, 0], [10, 10, 10]);
    // A roof ridge along y at z = -2, under the box's lower edge along x at y = 0.
    const roof = meshOf(
      [5, -20, -2, 5, -1, -2, 9, -20, -8, 9, -1, -8, 1, -20, -8, 1, -1, -8],
      [
        [0, 2, 3],
        [0, 3, 1],
        [0, 1, 5],
        [0, 5, 4],
        [2, 4, 5],
        [2, 5, 3],
        [0, 4, 2],
        [1, 3, 5],
      ],
    );
    expect(shortestDistance(turned, roof).distanceMm).toBeCloseTo(Math.hypot(1, 2), 5);
  });

  it('is never more than samples find, and no triangle pair is nearer', () => {
    const random = seededRandom(3);
    for (let n = 0; n < 3; n++) {
      const ring = torus(8, 2, [random() * 5, random() * 5, random() * 5], 6);
      const other = ball(3, [14 + 4 * random(), 6 * random(), 8 * random()], 6);
      const { distanceMm, relation } = shortestDistance(ring, other);
      if (relation !== 'apart') continue;
      const sampled = Math.min(...[...samplesOf(other, 2)].map((point) => distanceToMesh(point, ring)));
      expect(distanceMm).toBeLessThanOrEqual(sampled + 1e-6);
      expect(distanceMm).toBeGreaterThan(sampled - 0.6);
    }
  });

  it('is nothing where they cross or touch', () => {
    const large = box([0, 0, 0], [10, 10, 10], 2);
    for (const other of [boxMesh([4, 4, -5], [6, 6, 15]), boxMesh([10, 4, 4], [12, 6, 6])]) {
      expect(shortestDistance(large, other)).toMatchObject({ distanceMm: 0, relation: 'meeting' });
    }
  });

  it('is the clearance from inside where one lies within the other: a root in its bone, a plan in its margin', () => {
    const [large, small] = [box([0, 0, 0], [10, 10, 10], 2), boxMesh([4, 4, 3], [6, 6, 8.5])];
    const found = shortestDistance(large, small);
    expect(found).toMatchObject({ relation: 'to-inside', distanceMm: 1.5 });
    expect([found.fromLps[2], found.toLps[2]]).toEqual([10, 8.5]);
    expect(shortestDistance(small, large)).toMatchObject({ relation: 'from-inside', distanceMm: 1.5 });
    // In the hollow of a part it is beside the walls, not within them.
    const hollow = joinMeshes([large, turnedInsideOut(boxMesh([1, 1, 1], [9, 9, 9]))]);
    expect(shortestDistance(hollow, small)).toMatchObject({ relation: 'apart', distanceMm: 0.5 });
  });

  it('is nothing where one of several loose pieces lies within the other, wherever it comes among them', () => {
    const large = box([0, 0, 0], [10, 10, 10], 2);
    const [beside, within] = [boxMesh([20, 4, 4], [22, 6, 6]), boxMesh([4, 4, 4], [6, 6, 6])];
    for (const [first, second] of [
      [beside, within],
      [within, beside],
    ] as const) {
      const pieces = {
        positions: Float32Array.from([...first.positions, ...second.positions]),
        indices: Uint32Array.from([
          ...first.indices,
          ...[...second.indices].map((n) => n + first.positions.length / 3),
        ]),
      };
      expect(shortestDistance(large, pieces)).toMatchObject({ distanceMm: 0, relation: 'meeting' });
      expect(shortestDistance(pieces, large)).toMatchObject({ distanceMm: 0, relation: 'meeting' });
    }
  });
});

describe('the thickness between two structures', () => {
  it('is least, mean and p5 of the window only', () => {
    // A floor whose height falls from 8 to 2 mm below a flat crest.
    const crest = box([0, 0, 10], [40, 20, 12], 40);
    const floor = meshOf(
      [0, -50, 2, 40, -50, 8, 40, 70, 8, 0, 70, 2, 0, -50, 0, 40, -50, 0, 40, 70, 0, 0, 70, 0],
      [
        [0, 1, 2],
        [0, 2, 3],
        [4, 6, 5],
        [4, 7, 6],
        [0, 5, 1],
        [0, 4, 5],
        [1, 6, 2],
        [1, 5, 6],
        [2, 7, 3],
        [2, 6, 7],
        [3, 4, 0],
        [3, 7, 4],
      ],
    );
    const slope = 40 / Math.hypot(40, 6);
    const gapAt = (x: number) => (10 - (2 + (6 * x) / 40)) * slope;
    const { minMm, minAtLps, p5Mm, meanMm, distanceMm } = thicknessBetween(crest, floor, {
      window: { centreLps: [20, 10, 10], radiusMm: 1.9 },
    });
    expect(minMm).toBeCloseTo(gapAt(21), 0);
    expect(minAtLps[2]).toBe(10);
    expect(p5Mm).toBeGreaterThanOrEqual(minMm);
    expect(meanMm).toBeGreaterThan(gapAt(21));
    expect(meanMm).toBeLessThan(gapAt(19) + 2);
    expect([...distanceMm].filter(Number.isFinite).length).toBeLessThan(40);
    expect(() => thicknessBetween(crest, floor, { upToMm: 0.5 })).toThrowError(
      expect.objectContaining({ code: 'MEASURE_EMPTY' }),
    );
  });
});

it('angles are measured at their middle point', () => {
  expect(angleDeg([10, 0, 0], [0, 0, 0], [0, 3, 0])).toBeCloseTo(90, 9);
  expect(angleDeg([1, 0, 0], [0, 0, 0], [1, 1, 0])).toBeCloseTo(45, 9);
  expect(() => angleDeg([1, 1, 1], [1, 1, 1], [2, 0, 0])).toThrowError(/three different points/);
});
