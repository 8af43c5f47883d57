// A linear low-pass filter for the vertices of a closed surface (Taubin, Zhang and Golub, Optimal surface smoothing as
// filter design, ECCV 1996): with W the mean of the neighbours of a vertex, the result is a sum of Chebyshev polynomials
// of W whose gain is flat for long undulations and near zero for the staircase.

import type { Neighbours } from './neighbours.ts';

export interface Filter {
  /** Where the pass band ends on the scale of 1 - W, which runs from 0 to 2. */
  readonly passBand: number;
  /** Degree of the polynomial = passes over the surface. */
  readonly degree: number;
}

/** Undulations longer than about seven vertices stay. Ten passes bring the area of a voxel sphere within 0.3 % of the
 * true one; with fewer the cut-off is too soft, with more nothing is gained. */
const STAIRCASE: Filter = { passBand: 0.2, degree: 10 };

/** Coefficients of the Chebyshev polynomials T0 … Tn, Hamming window, scaled so that a constant passes unchanged. */
function filterCoefficients({ passBand, degree }: Filter): readonly number[] {
  const cutOff = Math.acos(1 - passBand);
  const raw = Array.from({ length: degree + 1 }, (_, n) =>
    n === 0
      ? cutOff / Math.PI
      : ((2 * Math.sin(n * cutOff)) / (n * Math.PI)) * (0.54 + 0.46 * Math.cos((n * Math.PI) / (degree + 1))),
  );
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((c) => c / sum);
}

/** next = 2 W(current) - previous (the Chebyshev recursion), and result += gain * next. */
function advance(
  current: Float32Array,
  previous: Float32Array,
  result: Float32Array,
  gain: number,
  { start, list }: Neighbours,
): void {
  const vertices = start.length - 1;
  for (let vertex = 0, at = 0, n = 0; vertex < vertices; vertex++, at += 3) {
    const end = start[vertex + 1] as number;
    const factor = 2 / (end - n);
    let x = 0;
    let y = 0;
    let z = 0;
    for (; n < end; n++) {
      const other = 3 * (list[n] as number);
      x += current[other] as number;
      y += current[other + 1] as number;
      z += current[other + 2] as number;
    }
    x = factor * x - (previous[at] as number);
    y = factor * y - (previous[at + 1] as number);
    z = factor * z - (previous[at + 2] as number);
    previous[at] = x;
    previous[at + 1] = y;
    previous[at + 2] = z;
    result[at] = (result[at] as number) + gain * x;
    result[at + 1] = (result[at + 1] as number) + gain * y;
    result[at + 2] = (result[at + 2] as number) + gain * z;
  }
}

/** Filtered copy of points (x, y, z of every vertex). */
export function fairPoints(
  points: Float32Array<ArrayBuffer>,
  neighbours: Neighbours,
  filter: Filter = STAIRCASE,
): Float32Array<ArrayBuffer> {
  const [c0, c1, ...rest] = filterCoefficients(filter) as readonly [number, number, ...number[]];
  const result = points.map((p) => c0 * p);
  let previous = points.slice();
  // T1 = W: the recursion from T0 gives 2 W - T(-1), and T(-1) = T1, so the first step is taken by halves.
  let current = new Float32Array(points.length);
  advance(previous, current, new Float32Array(points.length), 0, neighbours);
  for (let at = 0; at < current.length; at++) {
    const mean = (current[at] as number) / 2;
    current[at] = mean;
    result[at] = (result[at] as number) + c1 * mean;
  }
  for (const gain of rest) {
    advance(current, previous, result, gain, neighbours);
    [previous, current] = [current, previous];
  }
  return result;
}
