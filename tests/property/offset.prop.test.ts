import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  findSelfIntersections,
  joinMeshes,
  type TriangleMesh,
} from '../../core/mesh/index.ts';
import { hollowSolid, nowhere, offsetSolid, TriangleTree } from '../../core/offset/index.ts';
import { ball, box, torus } from '../support/analytic-solids.ts';

const mm = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Anywhere in a patient's frame, where float32 has few digits left. */
const place = fc.tuple(mm(-900, 900), mm(-900, 900), mm(-900, 900));

const ring = fc
  .record({ centre: place, tubeMm: mm(3, 5), wide: mm(1.6, 2.5) })
  .map(({ centre, tubeMm, wide }) => torus(tubeMm * wide, tubeMm, centre, 10));
/** A block with a ball so near that they grow together where they are offset outwards by more. */
const pair = fc
  .record({ low: place, sides: fc.tuple(mm(4, 9), mm(4, 9), mm(4, 9)), radiusMm: mm(2.5, 4), gapMm: mm(0.1, 3) })
  .map(({ low: [x, y, z], sides: [a, b, c], radiusMm, gapMm }) =>
    joinMeshes([
      box([x, y, z], [x + a, y + b, z + c], 2),
      ball(radiusMm, [x + a + gapMm + radiusMm, y + b / 2, z + c / 2], 10),
    ]),
  );
const body = fc.oneof(ring, pair);

/** Distances of the corners of a surface from another one: the least and the largest. */
function distances({ positions: p }: TriangleMesh, from: TriangleMesh): readonly [number, number] {
  const tree = new TriangleTree(from);
  const found = nowhere();
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < p.length; at += 3) {
    tree.nearest(p[at] as number, p[at + 1] as number, p[at + 2] as number, 50, found);
    low = Math.min(low, found.distanceMm);
    high = Math.max(high, found.distanceMm);
  }
  return [low, high];
}

it('any body moved outwards or inwards is closed, free of self-intersection and as far away as asked for', () => {
  fc.assert(
    fc.property(body, mm(0.5, 1.6), (mesh, distanceMm) => {
      const volume = computeEnclosedVolumeMm3(mesh);
      for (const sign of [1, -1]) {
        const { mesh: moved, cellMm } = offsetSolid(mesh, sign * distanceMm);
        expect(checkClosedManifold(moved).isClosedManifold).toBe(true);
        expect(findSelfIntersections(moved).pairs).toBe(0);
        expect(Math.sign(computeEnclosedVolumeMm3(moved) - volume)).toBe(sign);
        const [near, far] = distances(moved, mesh);
        expect(near).toBeGreaterThan(distanceMm - 0.1 * cellMm);
        // Further in a groove, which a cell cuts across.
        expect(far).toBeLessThan(distanceMm + 0.5 * cellMm);
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

it('no wall of a hollow ring is thinner than asked for, by a tenth of a cell', () => {
  fc.assert(
    fc.property(ring, mm(1, 1.8), (mesh, wallMm) => {
      const { mesh: hollow, cavities, cellMm } = hollowSolid(mesh, wallMm);
      expect(checkClosedManifold(hollow).isClosedManifold).toBe(true);
      const [thinnest, thickest] = distances(cavities[0]?.mesh ?? mesh, mesh);
      expect(thinnest).toBeGreaterThan(wallMm - 0.1 * cellMm);
      expect(thickest).toBeLessThan(wallMm + 0.5 * cellMm);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
