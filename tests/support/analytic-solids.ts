// Closed surfaces of bodies whose volume, thickness and distances follow from a formula.

import type { TriangleMesh } from '../../core/mesh/index.ts';
import { meshOf } from './mesh-shapes.ts';

type Point = readonly [number, number, number];

/** A box with each face in steps × steps squares, so that it has vertices in the middle of its faces. */
export function box(low: Point, high: Point, steps = 8): TriangleMesh {
  const positions: number[] = [];
  const triangles: number[][] = [];
  const numbers = new Map<string, number>();
  const vertex = (grid: readonly number[]): number => {
    const key = grid.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    for (let axis = 0; axis < 3; axis++) {
      const [from, to] = [low[axis] as number, high[axis] as number];
      positions.push(from + ((to - from) * (grid[axis] as number)) / steps);
    }
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  for (let axis = 0; axis < 3; axis++) {
    for (const side of [0, steps]) {
      for (let i = 0; i < steps; i++) {
        for (let j = 0; j < steps; j++) {
          const at = (u: number, v: number): number => {
            const grid = [0, 0, 0];
            grid[axis] = side;
            grid[(axis + 1) % 3] = i + u;
            grid[(axis + 2) % 3] = j + v;
            return vertex(grid);
          };
          const [a, b, c, d] = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
          triangles.push(
            ...(side === 0
              ? [
                  [a, c, b],
                  [a, d, c],
                ]
              : [
                  [a, b, c],
                  [a, c, d],
                ]),
          );
        }
      }
    }
  }
  return meshOf(positions, triangles);
}

/** A surface swept around the z axis through a closed outline of (radius, height), counter-clockwise seen with the radius
 * to the right and the height upwards. A radius of 0 lies on the axis. */
export function revolved(outline: readonly (readonly [number, number])[], turns: number, centre: Point): TriangleMesh {
  const positions: number[] = [];
  const first = outline.map(([radius, height]) => {
    const at = positions.length / 3;
    for (let n = 0; n < (radius === 0 ? 1 : turns); n++) {
      const angle = (2 * Math.PI * n) / turns;
      positions.push(centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle), centre[2] + height);
    }
    return at;
  });
  const vertex = (point: number, turn: number): number =>
    (first[point] as number) + (outline[point]?.[0] === 0 ? 0 : turn % turns);
  const triangles: number[][] = [];
  for (let point = 0; point < outline.length; point++) {
    const next = (point + 1) % outline.length;
    for (let n = 0; n < turns; n++) {
      const [a, b, c, d] = [vertex(point, n), vertex(point, n + 1), vertex(next, n + 1), vertex(next, n)];
      if (a !== b) triangles.push([a, b, c]);
      if (c !== d) triangles.push([a, c, d]);
    }
  }
  return meshOf(
    positions,
    triangles.filter(([a, b, c]) => a !== b && b !== c && c !== a),
  );
}

const arc = (radius: number, from: number, to: number, steps: number): [number, number][] =>
  Array.from({ length: steps + 1 }, (_, n) => {
    const angle = from + ((to - from) * n) / steps;
    return [
      n === 0 || n === steps ? Math.max(0, Math.round(radius * Math.cos(angle) * 1e9) / 1e9) : radius * Math.cos(angle),
      radius * Math.sin(angle),
    ];
  });

export const ball = (radiusMm: number, centre: Point = [0, 0, 0], steps = 48): TriangleMesh =>
  revolved(arc(radiusMm, -Math.PI / 2, Math.PI / 2, steps), 2 * steps, centre);

export const torus = (ringMm: number, tubeMm: number, centre: Point = [0, 0, 0], steps = 48): TriangleMesh =>
  revolved(
    Array.from({ length: steps }, (_, n) => {
      const angle = (2 * Math.PI * n) / steps;
      return [ringMm + tubeMm * Math.cos(angle), tubeMm * Math.sin(angle)];
    }),
    2 * steps,
    centre,
  );

const line = (from: readonly [number, number], to: readonly [number, number], steps: number): [number, number][] =>
  Array.from({ length: steps }, (_, n) => [
    from[0] + ((to[0] - from[0]) * n) / steps,
    from[1] + ((to[1] - from[1]) * n) / steps,
  ]);

/** Open at both ends, standing on the centre. */
export const tube = (innerMm: number, outerMm: number, heightMm: number, centre: Point = [0, 0, 0]): TriangleMesh =>
  revolved(
    [
      ...line([innerMm, 0], [outerMm, 0], 2),
      ...line([outerMm, 0], [outerMm, heightMm], 20),
      ...line([outerMm, heightMm], [innerMm, heightMm], 2),
      ...line([innerMm, heightMm], [innerMm, 0], 20),
    ],
    96,
    centre,
  );

/** Solid, its tip up. */
export const cone = (radiusMm: number, heightMm: number, centre: Point = [0, 0, 0]): TriangleMesh =>
  revolved([...line([0, 0], [radiusMm, 0], 8), ...line([radiusMm, 0], [0, heightMm], 40), [0, heightMm]], 96, centre);
