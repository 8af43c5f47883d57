// Which loops of a plane begin inside of which others. A plane of noise has tens of thousands of loops: a loop is compared
// with those that begin within its box alone.

import { EdgeRows } from './edge-rows.ts';
import type { PlanarLoop } from './planar-loop.ts';

/** Part of a coordinate by which the place where a line is crossed may be beside its ends, of rounding. */
const ROUNDING = 1e-12;

/** Loops with more points that are asked about more places than this have their edges sorted by rows. */
const MANY = 100;

type Place = (i: number, j: number) => boolean;

/** Whether a ray from (i, j) towards greater i crosses the edge. */
const isCrossed = (i: number, j: number, i0: number, j0: number, i1: number, j1: number): boolean =>
  j0 > j !== j1 > j && i < i0 + ((j - j0) * (i1 - i0)) / (j1 - j0);

const insideOf =
  (ij: Float64Array): Place =>
  (i, j) => {
    let odd = false;
    let i0 = ij[ij.length - 2] as number;
    let j0 = ij[ij.length - 1] as number;
    for (let at = 0; at < ij.length; at += 2) {
      const i1 = ij[at] as number;
      const j1 = ij[at + 1] as number;
      if (isCrossed(i, j, i0, j0, i1, j1)) odd = !odd;
      i0 = i1;
      j0 = j1;
    }
    return odd;
  };

/** The same for a long outline with many holes: edges are looked up by rows. */
function insideOfLong(ij: Float64Array, jLow: number, jHigh: number): Place {
  const rows = new EdgeRows(jLow, jHigh);
  const before = (at: number) => (at === 0 ? ij.length : at) - 2;
  for (let at = 0; at < ij.length; at += 2) rows.add(at, ij[before(at) + 1] as number, ij[at + 1] as number);
  return (i, j) => {
    let odd = false;
    for (const edges of rows.at(j)) {
      for (const at of edges) {
        const from = before(at);
        const [i0, j0] = [ij[from] as number, ij[from + 1] as number];
        if (isCrossed(i, j, i0, j0, ij[at] as number, ij[at + 1] as number)) odd = !odd;
      }
    }
    return odd;
  };
}

/** First points in the order of one coordinate, and whose they are. */
interface Order {
  readonly values: Float64Array;
  readonly loops: Uint32Array;
}

function orderOf(first: Float64Array): Order {
  // What has no points, or no numbers, begins nowhere.
  const known = Uint32Array.from(first.keys()).filter((at) => Number.isFinite(first[at]));
  const loops = known.sort((a, b) => (first[a] as number) - (first[b] as number));
  return { values: Float64Array.from(loops, (at) => first[at] as number), loops };
}

/** How many of the growing values are below `limit`. */
function countBelow(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those that begin from `low` up to `high`, both included. */
const between = ({ values, loops }: Order, low: number, high: number): Uint32Array => {
  const above = countBelow(values, high);
  let end = above;
  while (end < values.length && values[end] === high) end++;
  return loops.subarray(countBelow(values, low), end);
};

function extentOf(ij: Float64Array, axis: 0 | 1): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = axis; at < ij.length; at += 2) {
    const value = ij[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Finds the loops that begin inside of one of `loops`: `visit` gets the number of each until it returns true. */
export function beginningsInside(
  loops: readonly PlanarLoop[],
): (at: number, visit: (own: number) => boolean, isAsked?: (own: number) => boolean) => boolean {
  const firstI = Float64Array.from(loops, ({ ij }) => ij[0] ?? Number.NaN);
  const firstJ = Float64Array.from(loops, ({ ij }) => ij[1] ?? Number.NaN);
  const [alongI, alongJ] = [orderOf(firstI), orderOf(firstJ)];
  return (at, visit, isAsked = () => true) => {
    const { ij } = loops[at] as PlanarLoop;
    const [iLow, iHigh] = extentOf(ij, 0);
    const [jLow, jHigh] = extentOf(ij, 1);
    const rounding = ROUNDING * (Math.abs(iLow) + Math.abs(iHigh));
    const [first, last] = [iLow - rounding, iHigh + rounding];
    const [columns, rows] = [between(alongI, first, last), between(alongJ, jLow, jHigh)];
    // Narrow loops beside each other share their rows, flat ones above each other their columns.
    const near = columns.length < rows.length ? columns : rows;
    const isInside = near.length > MANY && ij.length > 2 * MANY ? insideOfLong(ij, jLow, jHigh) : insideOf(ij);
    for (const own of near) {
      const i = firstI[own] as number;
      const j = firstJ[own] as number;
      if (own === at || i < first || i > last || j < jLow || j > jHigh || !isAsked(own)) continue;
      if (isInside(i, j) && visit(own)) return true;
    }
    return false;
  };
}

/** True when one of the loops of a plane begins inside another: a hole, or an island in one. */
export function hasNestedLoop(loops: readonly PlanarLoop[]): boolean {
  if (loops.length < 2) return false;
  const inside = beginningsInside(loops);
  return loops.some((_, at) => inside(at, () => true));
}

/** How many other loops each loop begins inside of. */
export function nestingDepths(loops: readonly PlanarLoop[]): Uint32Array {
  const depths = new Uint32Array(loops.length);
  const inside = beginningsInside(loops);
  for (const at of loops.keys()) {
    inside(at, (own) => {
      depths[own] = (depths[own] as number) + 1;
      return false;
    });
  }
  return depths;
}

/** For each hole (a loop of odd depth) the first loop around it that is one less deep; -1: it has none, or is no hole. */
export function outlinesOfHoles(loops: readonly PlanarLoop[], depths: Uint32Array): Int32Array {
  const outlines = new Int32Array(loops.length).fill(-1);
  const inside = beginningsInside(loops);
  for (const [at, depth] of depths.entries()) {
    if (depth % 2 === 1) continue;
    const isAsked = (own: number) => depths[own] === depth + 1 && outlines[own] === -1;
    const take = (own: number) => {
      outlines[own] = at;
      return false;
    };
    inside(at, take, isAsked);
  }
  return outlines;
}
