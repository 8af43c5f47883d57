import { describe, expect, it } from 'vitest';
import { planeFactsOf, planeValuesOf } from '../../../core/checks/index.ts';
import type { SliceBits } from '../../../core/edit/index.ts';
import { bitsWhere } from '../../support/edit-stacks.ts';

/** '#' is set; row by row from j = 0. */
const drawn = (rows: readonly string[]): SliceBits =>
  bitsWhere(rows[0]?.length ?? 0, rows.length, (i, j) => rows[j]?.[i] === '#') as SliceBits;

describe('facts of a plane', () => {
  it('are areas, pieces that touch by a corner, and holes that are shut in by sides', () => {
    const facts = planeFactsOf(
      drawn([
        '.####....',
        '.#..#....',
        '.##.#..##',
        '.####..##',
        '.....#...', // touches the ring by a corner: the same piece
      ]),
    );
    expect(facts?.voxels).toBe(18);
    expect(facts?.rect).toEqual({ i0: 1, i1: 9, j0: 0, j1: 5 });
    expect(facts?.parts).toEqual([
      { voxels: 14, i: 2, j: 0 },
      { voxels: 4, i: 7, j: 2 },
    ]);
    expect(facts?.holes).toEqual([{ voxels: 3, i: 2, j: 1 }]);
  });

  it('count sides that face outwards: a square of 3 has 6 each way', () => {
    const facts = planeFactsOf(drawn(['....', '###.', '###.', '###.']));
    expect([facts?.sidesI, facts?.sidesJ]).toEqual([6, 6]);
    expect([facts?.sumI, facts?.sumJ]).toEqual([9, 18]);
  });

  it('read the image inside and one voxel around, also at the edge of the plane and of a word', () => {
    const columns = 40;
    const bits = bitsWhere(columns, 3, (i, j) => j === 0 && (i === 31 || i === 39)) as SliceBits;
    const image = new Int16Array(columns * 3).fill(-1000);
    image[31] = 50;
    image[39] = 500;
    image[32] = -100;
    const { inside, rim } = planeValuesOf(bits, image, columns);
    expect(inside).toMatchObject({ voxels: 2, sum: 550, squares: 252_500, tissues: [0, 0, 0, 1, 0, 1] });
    // Around 31: two beside it and three below; around 39: one beside it and two below.
    expect(rim).toMatchObject({ voxels: 8, tissues: [7, 1, 0, 0, 0, 0] });
  });
});
