import { describe, expect, it } from 'vitest';
import { findSelfIntersections, type TriangleMesh } from '../../../core/mesh/index.ts';
import { joined, meshOf, tetrahedron } from '../../support/mesh-shapes.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Two triangles, the first in the plane z = 0 over (0, 0), (4, 0), (0, 4). */
const flatAnd = (...other: readonly number[]): TriangleMesh =>
  meshOf(
    [0, 0, 0, 4, 0, 0, 0, 4, 0, ...other],
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  );
const pairsOf = (mesh: TriangleMesh): number => findSelfIntersections(mesh).pairs;

describe('findSelfIntersections', () => {
  it.each([
    ['crossing', [1, 1, -1, 1, 1, 1, 3, 3, 1]],
    ['with a corner on the face', [1, 1, 0, 1, 1, 1, 3, 3, 1]],
    ['with a corner on an edge', [2, 0, 0, 2, -1, 1, 3, -1, 1]],
    ['with an edge in the face', [1, 1, 0, 2, 1, 0, 3, 3, 1]],
    ['coplanar and overlapping', [1, 1, 0, 9, 1, 0, 1, 9, 0]],
    ['coplanar, one within the other', [1, 1, 0, 2, 1, 0, 1, 2, 0]],
    ['coplanar, touching along a part of an edge', [1, 0, 0, 3, 0, 0, 2, -2, 0]],
    ['the same triangle again', [0, 0, 0, 4, 0, 0, 0, 4, 0]],
    ['joined in a corner, crossing beyond it', [0, 0, 0, 3, 3, -1, 3, 3, 1]],
    ['folded flat along an edge', [0, 0, 0, 1, 1, 0, 4, 0, 0]],
  ])('finds triangles %s', (_, other) => {
    expect(pairsOf(flatAnd(...other))).toBe(1);
  });

  it.each([
    ['apart in one plane', [3, 3, 0, 9, 3, 0, 3, 9, 0]],
    ['above', [1, 1, 1e-30, 2, 1, 1, 1, 2, 1]],
    ['through the plane beside the face', [3, 3, -1, 3, 3, 1, 5, 5, 0]],
    ['joined in a corner', [0, 0, 0, -1, 0, 2, 0, -1, 2]],
    ['joined in a corner, in one plane', [4, 0, 0, 8, 0, 0, 8, 4, 0]],
    ['joined along an edge', [4, 0, 0, 0, 0, 0, 1, 1, 1]],
    ['joined along an edge, in one plane', [4, 0, 0, 0, 0, 0, 1, -1, 0]],
  ])('leaves triangles %s alone', (_, other) => {
    expect(pairsOf(flatAnd(...other))).toBe(0);
  });

  it('says where, in LPS mm, and which triangles', () => {
    const { pairs, placesLps, triangles } = findSelfIntersections(
      joined(tetrahedron(9, 9, 9), tetrahedron(), tetrahedron(0.1, 0.1, 0.6)),
    );
    expect(pairs).toBe(3); // the slanted side of the second with three sides of the third
    expect(placesLps).toHaveLength(9);
    for (const value of placesLps) expect(value).toBeGreaterThan(0);
    for (const value of placesLps) expect(value).toBeLessThan(1);
    expect([...triangles]).toEqual([6, 8, 9, 11]);
  });

  it('gives the same answer wherever the mesh lies: no tolerance decides', () => {
    const random = seededRandom(3);
    for (let run = 0; run < 200; run++) {
      // On a lattice, where touching and coplanar triangles abound; the shift is exact in float32.
      const corners = Array.from({ length: 18 }, () => Math.floor(4 * random()));
      const soup = meshOf(corners, [
        [0, 1, 2],
        [3, 4, 5],
      ]);
      const turned = {
        ...soup,
        positions: soup.positions.map((p, at) => 1024 + p * 2 ** -11 + (at % 3 === 2 ? -2048 : 0)),
      };
      expect(findSelfIntersections(turned).pairs).toBe(pairsOf(soup));
    }
  });

  it('finds in crowds of triangles, open and joined at random, what it finds in every two of them', () => {
    const random = seededRandom(4);
    let met = 0;
    for (let run = 0; run < 120; run++) {
      const points = Array.from({ length: 3 * 7 }, () => Math.floor(3 * random()));
      const triangles = Array.from({ length: 6 }, () => [0, 1, 2].map(() => Math.floor(7 * random())));
      let expected = 0;
      for (let a = 0; a < 6; a++) {
        for (let b = 0; b < a; b++) {
          expected += pairsOf(meshOf(points, [triangles[a] as number[], triangles[b] as number[]]));
        }
      }
      expect(pairsOf(meshOf(points, triangles))).toBe(expected);
      met += expected;
    }
    expect(met).toBeGreaterThan(100);
  });

  it('has no quarrel with an empty mesh and with triangles without area', () => {
    expect(pairsOf(meshOf([], []))).toBe(0);
    expect(pairsOf(flatAnd(1, 1, 0, 1, 1, 0, 2, 2, 0))).toBe(0);
  });
});
