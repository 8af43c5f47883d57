import { describe, expect, it } from 'vitest';
import { CELL_CASES, EDGE_HIGH_CORNER, EDGE_LOW_CORNER, EDGES, traceLoops } from '../../../core/mesh/cell-table.ts';

const codes = Array.from({ length: 256 }, (_, code) => code);
const isCut = (code: number, edge: number) =>
  ((code >> (EDGE_LOW_CORNER[edge] as number)) & 1) !== ((code >> (EDGE_HIGH_CORNER[edge] as number)) & 1);

describe('the 256 cases of a cell', () => {
  it('pass through each cut edge exactly once', () => {
    for (const code of codes) {
      const cut = Array.from({ length: EDGES }, (_, edge) => edge).filter((edge) => isCut(code, edge));
      expect(
        traceLoops(code)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(cut);
    }
  });

  it('fill every loop of n edges with n - 2 triangles', () => {
    for (const code of codes) {
      const expected = traceLoops(code).reduce((sum, loop) => sum + loop.length - 2, 0);
      expect(CELL_CASES[code]?.triangles.length).toBe(3 * expected);
    }
  });

  it('draw no inner edge within a face, where the neighbour could draw it again', () => {
    const face = (edge: number, bit: number) =>
      (((EDGE_LOW_CORNER[edge] as number) & bit) !== 0 ? 1 : 0) +
      (((EDGE_HIGH_CORNER[edge] as number) & bit) !== 0 ? 1 : 0);
    const shareFace = (a: number, b: number) =>
      [1, 2, 4].some((bit) => face(a, bit) !== 1 && face(a, bit) === face(b, bit));
    for (const code of codes) {
      const outline = new Set(
        traceLoops(code).flatMap((loop) => loop.map((edge, n) => `${edge} ${loop[(n + 1) % loop.length]}`)),
      );
      const list = [...(CELL_CASES[code]?.triangles ?? [])];
      for (let n = 0; n < list.length; n++) {
        const from = list[n] as number;
        const to = list[n % 3 === 2 ? n - 2 : n + 1] as number;
        if (!outline.has(`${from} ${to}`)) expect(shareFace(from, to), `code ${code}, ${from} to ${to}`).toBe(false);
      }
    }
  });

  it('joins inside corners that touch along an edge: one loop of six, not two of three', () => {
    // Corners 0 and 3 lie across the face z = 0.
    expect(traceLoops(0b00001001).map((loop) => loop.length)).toEqual([6]);
    // Corners 0 and 7 share no face.
    expect(traceLoops(0b10000001).map((loop) => loop.length)).toEqual([3, 3]);
  });

  it('turns a lone corner outwards', () => {
    // Corner 0 inside: cuts on x (0), y (4) and z (8), counter-clockwise seen from (1, 1, 1).
    expect([...(CELL_CASES[1]?.triangles ?? [])]).toEqual([0, 4, 8]);
  });
});
