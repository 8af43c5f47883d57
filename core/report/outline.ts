// Outlines of a mask on any plane, for display: marching squares, then a smoothing that stays within half a voxel. The RTSTRUCT has the exact lines; these are what a person sees over the picture.

import type { ValueGrid } from './picture.ts';

/** x, y, x, y, … in samples of the grid (0 = first sample); closed, the first point is not repeated. */
export type Outline = Float64Array;

/** Largest move of a point by smoothing, in samples; corner cutting adds a little to it. */
export const OUTLINE_SMOOTHING_SAMPLES = 0.3;
const SMOOTHING_PASSES = 5;
/** Taubin's pair (SIGGRAPH 1995): the second step undoes the shrinking of the first. */
const SHRINK = 0.5;
const GROW = -0.53;

const ISO = 0.5;

/** Edges that a cell's line joins, by the corners above the level (bit 0 top left, then clockwise). Edge 0 is the top,
 * 1 right, 2 bottom, 3 left; each pair runs with the inside on its left hand as seen in the picture. */
const CELL_LINES: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 0],
    [1, 2],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 1],
    [2, 3],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];
/** The two ambiguous cells when their centre is inside: the inside corners are joined. */
const JOINED_5: readonly (readonly [number, number])[] = [
  [3, 2],
  [1, 0],
];
const JOINED_10: readonly (readonly [number, number])[] = [
  [0, 3],
  [2, 1],
];

/** Closed 0.5-level lines of `grid`, bilinear on the cell edges; the outside of the grid counts as 0. A cell with two
 * opposite corners inside joins them when the mean of its four corners is 0.5 or more. */
export function levelLines(grid: ValueGrid): Outline[] {
  const { width, height, values } = grid;
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (values[y * width + x] as number);
  const columns = width + 1;
  const horizontal = (x: number, y: number) => 2 * ((y + 1) * (columns + 1) + x + 1);
  const edgeId = (x: number, y: number, edge: number) => {
    if (edge === 0) return horizontal(x, y);
    if (edge === 2) return horizontal(x, y + 1);
    return (edge === 3 ? horizontal(x, y) : horizontal(x + 1, y)) + 1;
  };
  const next = new Map<number, number>();
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)] as const;
      const code =
        (corners[0] >= ISO ? 1 : 0) |
        (corners[1] >= ISO ? 2 : 0) |
        (corners[2] >= ISO ? 4 : 0) |
        (corners[3] >= ISO ? 8 : 0);
      if (code === 0 || code === 15) continue;
      const joined = (corners[0] + corners[1] + corners[2] + corners[3]) / 4 >= ISO;
      const lines = code === 5 && joined ? JOINED_5 : code === 10 && joined ? JOINED_10 : CELL_LINES[code];
      for (const [from, to] of lines ?? []) next.set(edgeId(x, y, from), edgeId(x, y, to));
    }
  }
  const pointOf = (id: number): [number, number] => {
    const cell = id >> 1;
    const x = (cell % (columns + 1)) - 1;
    const y = Math.floor(cell / (columns + 1)) - 1;
    const a = at(x, y);
    if (id & 1) return [x, y + (ISO - a) / (at(x, y + 1) - a)];
    return [x + (ISO - a) / (at(x + 1, y) - a), y];
  };
  const lines: Outline[] = [];
  for (const start of next.keys()) {
    const points: number[] = [];
    let id: number | undefined = start;
    while (id !== undefined && next.has(id)) {
      points.push(...pointOf(id));
      const following: number | undefined = next.get(id);
      next.delete(id);
      id = following;
    }
    if (points.length >= 6) lines.push(Float64Array.from(points));
  }
  return lines;
}

function relax(points: Float64Array, factor: number): Float64Array {
  const n = points.length;
  const out = new Float64Array(n);
  for (let at = 0; at < n; at++) {
    const before = points[(at + n - 2) % n] as number;
    const after = points[(at + 2) % n] as number;
    const here = points[at] as number;
    out[at] = here + factor * ((before + after) / 2 - here);
  }
  return out;
}

/** One round of corner cutting (G. Chaikin, 1974). */
function cutCorners(points: Float64Array): Float64Array {
  const n = points.length;
  const out = new Float64Array(2 * n);
  for (let at = 0; at < n; at += 2) {
    const x = points[at] as number;
    const y = points[at + 1] as number;
    const nx = points[(at + 2) % n] as number;
    const ny = points[(at + 3) % n] as number;
    out[2 * at] = 0.75 * x + 0.25 * nx;
    out[2 * at + 1] = 0.75 * y + 0.25 * ny;
    out[2 * at + 2] = 0.25 * x + 0.75 * nx;
    out[2 * at + 3] = 0.25 * y + 0.75 * ny;
  }
  return out;
}

/** The outline without its steps. Points move by OUTLINE_SMOOTHING_SAMPLES at most before the corners are cut; in all,
 * line and outline are less than half a sample apart. */
export function smoothOutline(outline: Outline): Outline {
  let points: Float64Array = outline;
  for (let pass = 0; pass < SMOOTHING_PASSES; pass++) points = relax(relax(points, SHRINK), GROW);
  const bounded = new Float64Array(outline.length);
  for (let at = 0; at < outline.length; at += 2) {
    const x = outline[at] as number;
    const y = outline[at + 1] as number;
    const dx = (points[at] as number) - x;
    const dy = (points[at + 1] as number) - y;
    const share = Math.min(1, OUTLINE_SMOOTHING_SAMPLES / Math.hypot(dx, dy));
    bounded[at] = dx === 0 ? x : x + dx * share;
    bounded[at + 1] = dy === 0 ? y : y + dy * share;
  }
  return cutCorners(bounded);
}

/** Drops points that lie within `tolerance` of the line through their neighbours kept (Douglas and Peucker, 1973). */
export function simplifyOutline(outline: Outline, tolerance: number): Outline {
  const n = outline.length / 2;
  if (n < 5) return outline;
  const keep = new Uint8Array(n + 1);
  const half = n >> 1;
  keep[0] = keep[half] = keep[n] = 1;
  const stack: [number, number][] = [
    [0, half],
    [half, n],
  ];
  const x = (p: number) => outline[2 * (p % n)] as number;
  const y = (p: number) => outline[2 * (p % n) + 1] as number;
  for (let range = stack.pop(); range !== undefined; range = stack.pop()) {
    const [from, to] = range;
    const dx = x(to) - x(from);
    const dy = y(to) - y(from);
    const length = Math.hypot(dx, dy);
    let worst = tolerance;
    let split = -1;
    for (let p = from + 1; p < to; p++) {
      const px = x(p) - x(from);
      const py = y(p) - y(from);
      const distance = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.hypot(px, py);
      if (distance > worst) {
        worst = distance;
        split = p;
      }
    }
    if (split < 0) continue;
    keep[split] = 1;
    stack.push([from, split], [split, to]);
  }
  const out: number[] = [];
  for (let p = 0; p < n; p++) if (keep[p]) out.push(x(p), y(p));
  return Float64Array.from(out);
}
