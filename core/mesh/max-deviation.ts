// The largest distance between two surfaces, both ways (Hausdorff distance), by branch and bound: a distance to one
// triangle bounds it from above, as do shared vertices, so only triangles that could still beat the best are looked at.

import { type NearestTriangle, squaredDistanceToTriangle, TriangleGrid } from './triangle-grid.ts';
import { meanEdgeMm, type TriangleMesh } from './triangle-mesh.ts';

/** The result is exact to this share of the largest vertex displacement. */
const TOLERANCE = 0.002;

/** A triangle is quartered at most so often. */
const DEEPEST = 8;

/** Levels by which triangles are sorted before the search. */
const LEVELS = 512;

type Corners = readonly [number, number, number, number, number, number, number, number, number];

const displacementsMm = (a: TriangleMesh, b: TriangleMesh): Float64Array =>
  Float64Array.from({ length: a.positions.length / 3 }, (_, vertex) => {
    const at = 3 * vertex;
    return Math.hypot(
      (a.positions[at] as number) - (b.positions[at] as number),
      (a.positions[at + 1] as number) - (b.positions[at + 1] as number),
      (a.positions[at + 2] as number) - (b.positions[at + 2] as number),
    );
  });

/** Triangle numbers, those with the largest bound first. */
function byFallingBound(bounds: Float64Array, largest: number): Uint32Array {
  const level = (bound: number) => LEVELS - 1 - Math.min(LEVELS - 1, Math.floor((bound / largest) * LEVELS));
  const starts = new Uint32Array(LEVELS + 1);
  for (const bound of bounds) starts[level(bound) + 1] = (starts[level(bound) + 1] as number) + 1;
  for (let n = 0; n < LEVELS; n++) starts[n + 1] = (starts[n + 1] as number) + (starts[n] as number);
  const order = new Uint32Array(bounds.length);
  for (let t = 0; t < bounds.length; t++) {
    const slot = level(bounds[t] as number);
    order[starts[slot] as number] = t;
    starts[slot] = (starts[slot] as number) + 1;
  }
  return order;
}

const longestSideMm = (c: Corners): number =>
  Math.sqrt(
    Math.max(
      (c[0] - c[3]) ** 2 + (c[1] - c[4]) ** 2 + (c[2] - c[5]) ** 2,
      (c[3] - c[6]) ** 2 + (c[4] - c[7]) ** 2 + (c[5] - c[8]) ** 2,
      (c[6] - c[0]) ** 2 + (c[7] - c[1]) ** 2 + (c[8] - c[2]) ** 2,
    ),
  );

class DirectedSearch {
  best: number;
  /** x, y, z of places that were found further away than is allowed. */
  beyond: number[] = [];
  /** Infinity: any distance. */
  allowedMm = Number.POSITIVE_INFINITY;
  private readonly to: TriangleMesh;
  private readonly grid: TriangleGrid;
  private readonly toleranceMm: number;
  /** Triangles smaller than this are measured in the middle and not quartered. */
  private readonly finestMm: number;
  private readonly found: NearestTriangle = { triangle: -1, distanceMm: 0 };
  private farthest = 0;

  constructor(to: TriangleMesh, grid: TriangleGrid, toleranceMm: number, best: number, finestMm = 0) {
    this.to = to;
    this.grid = grid;
    this.toleranceMm = toleranceMm;
    this.finestMm = finestMm;
    this.best = best;
  }

  /** Raises `best` until no point of the triangle is further than that plus the tolerance. `near`: a triangle of the
   * other surface close to it; `boundMm`: a distance already known to hold. */
  visit(c: Corners, near: number, boundMm: number, depth: number): void {
    const longestMm = longestSideMm(c);
    const boundHere =
      depth > 0 && this.isTooSmall(near, longestMm) ? boundMm : Math.min(boundMm, this.farthestMm(c, near));
    if (boundHere <= this.best + this.toleranceMm) return;
    const corner = this.farthest;
    if (depth === 0) this.measure(c[corner] as number, c[corner + 1] as number, c[corner + 2] as number, near);
    const nearest = this.measure((c[0] + c[3] + c[6]) / 3, (c[1] + c[4] + c[7]) / 3, (c[2] + c[5] + c[8]) / 3, near);
    const isKnown = nearest === near || this.isTooSmall(nearest, longestMm);
    const bound = isKnown ? boundHere : Math.min(boundHere, this.farthestMm(c, nearest));
    if (bound <= this.best + this.toleranceMm || longestMm < this.finestMm) return;
    if (depth === DEEPEST) {
      this.take(bound, c[0], c[1], c[2]);
      return;
    }
    const mid = (i: number, j: number): [number, number, number] => [
      ((c[i] as number) + (c[j] as number)) / 2,
      ((c[i + 1] as number) + (c[j + 1] as number)) / 2,
      ((c[i + 2] as number) + (c[j + 2] as number)) / 2,
    ];
    const [ab, bc, ca] = [mid(0, 3), mid(3, 6), mid(6, 0)];
    this.visit([c[0], c[1], c[2], ...ab, ...ca], nearest, bound, depth + 1);
    this.visit([...ab, c[3], c[4], c[5], ...bc], nearest, bound, depth + 1);
    this.visit([...ca, ...bc, c[6], c[7], c[8]], nearest, bound, depth + 1);
    this.visit([...ab, ...bc, ...ca], nearest, bound, depth + 1);
  }

  /** Whether a triangle of the other surface is too small to lie near to all of one with that side. */
  private isTooSmall(triangle: number, longestMm: number): boolean {
    return longestMm - this.grid.sizeMm(triangle) > 2 * (this.best + this.toleranceMm);
  }

  /** A place that far away raises the best, or is noted where only so much is allowed. */
  private take(distanceMm: number, x: number, y: number, z: number): void {
    if (distanceMm > this.allowedMm) this.beyond.push(x, y, z);
    else if (distanceMm > this.best) this.best = distanceMm;
  }

  /** The distance to one triangle is convex, so over another triangle it is largest at a corner; which is left in
   * `farthest`: 0, 3 or 6. */
  private farthestMm(c: Corners, triangle: number): number {
    const a = squaredDistanceToTriangle(this.to, triangle, c[0], c[1], c[2]);
    const b = squaredDistanceToTriangle(this.to, triangle, c[3], c[4], c[5]);
    const d = squaredDistanceToTriangle(this.to, triangle, c[6], c[7], c[8]);
    this.farthest = a >= b && a >= d ? 0 : b >= d ? 3 : 6;
    return Math.sqrt(Math.max(a, b, d));
  }

  /** Takes the exact distance of a point into `best`; returns the triangle nearest to it. */
  private measure(x: number, y: number, z: number, near: number): number {
    const known = Math.sqrt(squaredDistanceToTriangle(this.to, near, x, y, z));
    this.grid.nearest(x, y, z, known, this.found);
    this.take(this.found.distanceMm, x, y, z);
    return this.found.triangle < 0 ? near : this.found.triangle;
  }
}

function cornersOf({ positions: p, indices }: TriangleMesh, t: number): Corners {
  const a = 3 * (indices[3 * t] as number);
  const b = 3 * (indices[3 * t + 1] as number);
  const c = 3 * (indices[3 * t + 2] as number);
  return [p[a], p[a + 1], p[a + 2], p[b], p[b + 1], p[b + 2], p[c], p[c + 1], p[c + 2]] as unknown as Corners;
}

/** Of two surfaces with the same triangles at different places. */
function maxDeviationOfSame(mesh: TriangleMesh, boundary: TriangleMesh): number {
  const displacements = displacementsMm(mesh, boundary);
  const largest = displacements.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0) return 0;
  const { indices } = mesh;
  const bounds = Float64Array.from({ length: indices.length / 3 }, (_, t) =>
    Math.max(
      displacements[indices[3 * t] as number] as number,
      displacements[indices[3 * t + 1] as number] as number,
      displacements[indices[3 * t + 2] as number] as number,
    ),
  );
  const order = byFallingBound(bounds, largest);
  const toleranceMm = TOLERANCE * largest;
  let best = 0;
  for (const [from, to] of [
    [mesh, boundary],
    [boundary, mesh],
  ] as const) {
    const search = new DirectedSearch(to, new TriangleGrid(to), toleranceMm, best);
    for (const t of order) {
      const bound = bounds[t] as number;
      if (bound < search.best - largest / LEVELS) break;
      search.visit(cornersOf(from, t), t, bound, 0);
    }
    best = search.best;
  }
  return Math.min(largest, best + toleranceMm);
}

/** Nearest triangle of `grid` to every vertex, how far it is, and the largest distance of one. */
function nearestOfVertices(
  { positions: p }: TriangleMesh,
  grid: TriangleGrid,
): { near: Uint32Array; distancesMm: Float64Array; largest: number } {
  const near = new Uint32Array(p.length / 3);
  const distancesMm = new Float64Array(near.length);
  const found: NearestTriangle = { triangle: -1, distanceMm: 0 };
  let largest = 0;
  for (let v = 0, at = 0; v < near.length; v++, at += 3) {
    grid.nearestOfAll(p[at] as number, p[at + 1] as number, p[at + 2] as number, 1.5 * found.distanceMm, found);
    near[v] = found.triangle;
    distancesMm[v] = found.distanceMm;
    largest = Math.max(largest, found.distanceMm);
  }
  return { near, distancesMm, largest };
}

const bothWays = (mesh: TriangleMesh, other: TriangleMesh) =>
  [
    { from: mesh, to: other },
    { from: other, to: mesh },
  ].map(({ from, to }) => {
    const grid = new TriangleGrid(to);
    return { from, to, grid, ...nearestOfVertices(from, grid) };
  });

function maxDeviationOfAny(mesh: TriangleMesh, other: TriangleMesh): number {
  const ways = bothWays(mesh, other);
  let best = Math.max(...ways.map(({ largest }) => largest));
  const toleranceMm = TOLERANCE * best;
  for (const { from, to, grid, near } of ways) {
    const search = new DirectedSearch(to, grid, toleranceMm, best, meanEdgeMm(to));
    for (let t = 0; t < from.indices.length / 3; t++) {
      // The corners are measured already.
      search.visit(cornersOf(from, t), near[from.indices[3 * t] as number] as number, Number.POSITIVE_INFINITY, 1);
    }
    best = search.best;
  }
  return best + toleranceMm;
}

function isSameList(a: Uint32Array, b: Uint32Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}

/**
 * Hausdorff distance in mm between two surfaces: no point of either is further from the other one. Quickest where both
 * have the same triangles at different places, e.g. the two of `surfaceWithBoundary`: then never less than the true value
 * and more by at most 0.2 % of the largest vertex distance or 1/256 of the longest side of a triangle, whichever is
 * larger. Otherwise triangles are measured at their corners and in the middle of pieces as small as the other surface's
 * triangles, where one of those does not bound them. Infinity when one of them alone is empty.
 */
export function computeMaxDeviationMm(mesh: TriangleMesh, other: TriangleMesh): number {
  if (mesh.indices.length === 0 || other.indices.length === 0) {
    return mesh.indices.length === other.indices.length ? 0 : Number.POSITIVE_INFINITY;
  }
  return isSameList(mesh.indices, other.indices) ? maxDeviationOfSame(mesh, other) : maxDeviationOfAny(mesh, other);
}

/**
 * Places (x, y, z of each, LPS mm) of two surfaces that are further than that from the other one, for mending; none of
 * them: `computeMaxDeviationMm` is within it.
 */
export function placesBeyond(mesh: TriangleMesh, other: TriangleMesh, withinMm: number): readonly number[] {
  // What is measured later may name its own tolerance more.
  const allowedMm = withinMm / (1 + TOLERANCE);
  const ways = bothWays(mesh, other);
  const beyond: number[] = [];
  for (const { from, distancesMm } of ways) {
    distancesMm.forEach((mm, v) => {
      if (mm > allowedMm) for (const x of from.positions.subarray(3 * v, 3 * v + 3)) beyond.push(x);
    });
  }
  const toleranceMm = TOLERANCE * allowedMm;
  for (const { from, to, grid, near } of ways) {
    const search = new DirectedSearch(to, grid, toleranceMm, allowedMm - toleranceMm, meanEdgeMm(to));
    search.allowedMm = allowedMm;
    search.beyond = beyond;
    for (let t = 0; t < from.indices.length / 3; t++) {
      search.visit(cornersOf(from, t), near[from.indices[3 * t] as number] as number, Number.POSITIVE_INFINITY, 1);
    }
  }
  return beyond;
}
