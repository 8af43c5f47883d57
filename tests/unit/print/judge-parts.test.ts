import { describe, expect, it } from 'vitest';
import type { TriangleMesh } from '../../../core/mesh/index.ts';
import { judgePart } from '../../../main/services/mesh/judge-parts.ts';
import { joined, meshOf, tetrahedron } from '../../support/mesh-shapes.ts';

const turned = ({ positions, indices }: TriangleMesh): TriangleMesh => ({
  positions,
  indices: indices.slice().reverse(),
});

/** A tetrahedron of another size at a place. */
const scaled = (factor: number, x = 0, y = 0, z = 0): TriangleMesh => {
  const { positions, indices } = tetrahedron();
  return { positions: positions.map((value, at) => factor * value + ([x, y, z][at % 3] as number)), indices };
};

const open = meshOf([-10, 5, 12, -9, 5, 12, -10, 6, 12], [[0, 1, 2]]);
/** Two tetrahedra on one edge. */
const onEdge = meshOf(
  [0, 0, 0, 0, 0, 24, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0],
  [
    [0, 2, 3],
    [0, 1, 2],
    [0, 3, 1],
    [1, 3, 2],
    [0, 4, 5],
    [0, 1, 4],
    [0, 5, 1],
    [1, 5, 4],
  ].map(([a, b, c]) => [a, c, b] as number[]),
);

describe('a part is written only when it prints', () => {
  it.each([
    ['open', open, 'it is open along 3 edges near R 9.5, P 5.0, S 12.0 mm'],
    ['joined along an edge', onEdge, '1 edge is shared by 4 faces near L 0.0, P 0.0, S 12.0 mm'],
    [
      'joined in a point',
      joined(tetrahedron(), tetrahedron(1)),
      '1 point joins pieces that touch nowhere else near L 1.0, P 0.0, S 0.0 mm',
    ],
    ['inside out', turned(tetrahedron()), 'its surface is inside out'],
    ['a cavity outside of every body', joined(tetrahedron(), turned(scaled(1, 5, 5, 5))), 'its surface is inside out'],
    [
      'crossing itself',
      joined(tetrahedron(), scaled(1, 0.2, 0.2, 0.1)),
      /crosses itself in \d+ places, one near L 0\.\d, P 0\.\d, S 0\.\d mm/,
    ],
  ])('refuses one that is %s, and says where', (_, mesh, why) => {
    expect(() => judgePart('Bone', mesh)).toThrow(why);
    expect(() => judgePart('Bone', mesh)).toThrow(/^Bone was not written: .*nothing was lost\.$/);
  });

  it('refuses noise of ten thousand pieces', () => {
    const dust = joined(
      ...Array.from({ length: 10_001 }, (_, n) => tetrahedron(2 * (n % 100), 2 * Math.floor(n / 100))),
    );
    expect(() => judgePart('Dust', dust)).toThrow('it has 10001 pieces');
  });

  it('counts bodies and the cavities in them', () => {
    const hollow = joined(scaled(10), turned(scaled(1, 1, 1, 1)), scaled(1, 30));
    expect(judgePart('Bone', hollow)).toEqual({ shells: 3, pieces: 2, cavities: 1 });
  });
});
