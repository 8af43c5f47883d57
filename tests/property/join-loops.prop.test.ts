// Holes joined to their outlines: the same voxels, no point lost, and no polygon inside of another.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasNestedLoop, joinNestedLoops, type PlacedLoop, rasteriseLoops } from '../../core/contour/index.ts';
import { isSameMask } from '../../core/volume/index.ts';

const SIZE = [64, 64, 1] as const;

/** A star around a centre, at least `share` of the radius from it everywhere. */
const star = (x: number, y: number, radius: number, dents: readonly number[]): PlacedLoop => {
  const points = dents.map((dent, n) => {
    const angle = (2 * Math.PI * n) / dents.length + 0.1;
    const r = radius * (0.75 + 0.25 * dent);
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)] as const;
  });
  return {
    k: 0,
    ij: Float64Array.from(points.flat()),
    pointsLps: Float64Array.from(points.flatMap(([i, j]) => [2 * i, 3 * j, 7])),
  };
};

const dents = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 24 });

it('a disc with up to nine holes, each with an island or without', () => {
  fc.assert(
    fc.property(
      dents,
      fc.array(fc.record({ cell: fc.integer({ min: 0, max: 8 }), dents, island: fc.option(dents) }), { maxLength: 9 }),
      fc.boolean(),
      (outline, holes, isTurned) => {
        const byCell = new Map(holes.map((hole) => [hole.cell, hole]));
        const loops = [
          star(31.7, 32.2, 40, outline),
          ...[...byCell.values()].flatMap(({ cell, dents: around, island }) => {
            const [x, y] = [22 + 10 * (cell % 3), 22 + 10 * Math.floor(cell / 3)];
            return [star(x, y, 4.4, around), ...(island === null ? [] : [star(x, y, 2.9, island)])];
          }),
        ];
        const joined = joinNestedLoops(isTurned ? [...loops].reverse() : loops);
        if (joined === null) throw new Error('not joined');
        expect(isSameMask(rasteriseLoops(joined, SIZE), rasteriseLoops(loops, SIZE))).toBe(true);
        const found = new Set(joined.flatMap(({ pointsLps }) => triples(pointsLps)));
        expect(loops.flatMap(({ pointsLps }) => triples(pointsLps)).filter((point) => !found.has(point))).toEqual([]);
        const islands = [...byCell.values()].filter(({ island }) => island !== null).length;
        expect(joined).toHaveLength(1 + islands);
        // An island lies inside of the outline's hull but in no polygon: a reader that unites them fills nothing.
        expect(hasNestedLoop(joined)).toBe(false);
      },
    ),
    { numRuns: 150 },
  );
});

const triples = (xyz: Float64Array): string[] =>
  Array.from({ length: xyz.length / 3 }, (_, at) => xyz.slice(3 * at, 3 * at + 3).join(' '));
