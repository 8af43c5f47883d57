// Where two surfaces come nearest to each other: both trees are gone down together, the pair of boxes that may hold the
// nearest places first, until no other pair can be nearer.

import type { Vec3 } from '../geometry/index.ts';
import { splitShells, type TriangleMesh, windingNumber } from '../mesh/index.ts';
import { TriangleTree } from '../offset/index.ts';
import { type TrianglePair, trianglesDistance } from './triangle-distance.ts';

/** `from-inside`, `to-inside`: one solid with all its pieces lies within the other, and the surfaces do not meet.
 * `meeting`: the surfaces touch or cross, or some pieces alone lie within. */
export type SolidsRelation = 'apart' | 'meeting' | 'from-inside' | 'to-inside';

export interface ShortestDistance {
  readonly relation: SolidsRelation;
  /** Between the surfaces: the clearance from inside where one solid lies within the other; 0 where they meet. */
  readonly distanceMm: number;
  readonly fromLps: Vec3;
  readonly toLps: Vec3;
}

/** Between two closed solids, with the two places. */
export function shortestDistance(
  from: TriangleMesh,
  to: TriangleMesh,
  trees: { readonly from?: TriangleTree; readonly to?: TriangleTree } = {},
): ShortestDistance {
  const [a, b] = [trees.from ?? new TriangleTree(from), trees.to ?? new TriangleTree(to)];
  const best: TrianglePair = { squared: Number.POSITIVE_INFINITY, from: [0, 0, 0], to: [0, 0, 0] };
  const open: [first: number, second: number, squared: number][] = [[0, 0, 0]];
  for (let pair = open.pop(); pair !== undefined && best.squared > 0; pair = open.pop()) {
    const [first, second, squared] = pair;
    if (squared >= best.squared) continue;
    const [inA, inB] = [a.arrays.count[first] as number, b.arrays.count[second] as number];
    if (inA > 0 && inB > 0) {
      leafPair(a, first, b, second, best);
      continue;
    }
    // The larger of the two is opened; the nearer half is looked at first.
    const opensA = inB > 0 || (inA === 0 && diagonal(a, first) >= diagonal(b, second));
    const child = (opensA ? a.arrays.first[first] : b.arrays.first[second]) as number;
    const halves = [child, child + 1].map((half): [number, number, number] => {
      const [m, n] = opensA ? [half, second] : [first, half];
      return [m, n, squaredBetween(a, m, b, n)];
    });
    open.push(...halves.sort((x, y) => y[2] - x[2]));
  }
  const relation = best.squared === 0 ? 'meeting' : relationOf(piecesWithin(from, to, b), piecesWithin(to, from, a));
  const distanceMm = relation === 'meeting' ? 0 : Math.sqrt(best.squared);
  return { relation, distanceMm, fromLps: best.from, toLps: best.to };
}

type Share = 'none' | 'some' | 'all';

function relationOf(from: Share, to: Share): SolidsRelation {
  if (from === 'none' && to === 'none') return 'apart';
  if (from === 'all' && to === 'none') return 'from-inside';
  return from === 'none' && to === 'all' ? 'to-inside' : 'meeting';
}

const vertexOf = ({ positions: p, indices }: TriangleMesh): Vec3 => {
  const at = 3 * (indices[0] as number);
  return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
};

/** Surfaces that do not cross: each piece is within the other solid as a whole or not at all. */
function piecesWithin(pieces: TriangleMesh, solid: TriangleMesh, { arrays: { boxes } }: TriangleTree): Share {
  const isInBox = (place: Vec3) =>
    place.every((mm, axis) => mm >= (boxes[axis] as number) && mm <= (boxes[3 + axis] as number));
  const all = splitShells(pieces);
  const within = all.filter((piece) => {
    const place = vertexOf(piece);
    return isInBox(place) && windingNumber(solid, place) > 0.5;
  });
  return within.length === 0 ? 'none' : within.length === all.length ? 'all' : 'some';
}

function leafPair(a: TriangleTree, first: number, b: TriangleTree, second: number, best: TrianglePair): void {
  const [fromA, fromB] = [a.arrays.first[first] as number, b.arrays.first[second] as number];
  for (let m = fromA; m < fromA + (a.arrays.count[first] as number); m++) {
    for (let n = fromB; n < fromB + (b.arrays.count[second] as number); n++) {
      trianglesDistance(a.arrays.corners, 9 * m, b.arrays.corners, 9 * n, best);
    }
  }
}

function diagonal({ arrays: { boxes } }: TriangleTree, node: number): number {
  const side = (axis: number) => (boxes[6 * node + 3 + axis] as number) - (boxes[6 * node + axis] as number);
  return side(0) ** 2 + side(1) ** 2 + side(2) ** 2;
}

function squaredBetween(a: TriangleTree, first: number, b: TriangleTree, second: number): number {
  const [p, q] = [a.arrays.boxes, b.arrays.boxes];
  let sum = 0;
  for (let axis = 0; axis < 3; axis++) {
    const gap = Math.max(
      (q[6 * second + axis] as number) - (p[6 * first + 3 + axis] as number),
      (p[6 * first + axis] as number) - (q[6 * second + 3 + axis] as number),
      0,
    );
    sum += gap * gap;
  }
  return sum;
}
