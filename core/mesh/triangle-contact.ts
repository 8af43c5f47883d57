// Do two triangles have a point in common that the surface does not give them? By exact signs alone, so touching and
// coplanar triangles are told apart from near ones. Corners are offsets into float32 coordinates.

import { orientation2d, orientation3d } from './orientation.ts';

export type Corners = readonly [number, number, number];

/** The two axes along which the shadow of a triangle is largest. */
function shadowAxes(p: Float32Array, [a, b, c]: Corners): readonly [number, number] {
  const edge = (to: number, axis: number) => (p[to + axis] as number) - (p[a + axis] as number);
  const area = (u: number, v: number) => Math.abs(edge(b, u) * edge(c, v) - edge(b, v) * edge(c, u));
  const [xy, yz, zx] = [area(0, 1), area(1, 2), area(2, 0)];
  return xy >= yz && xy >= zx ? [0, 1] : yz >= zx ? [1, 2] : [2, 0];
}

/** c lies on the line through a and b: is it between them? */
function isBetween(p: Float32Array, a: number, b: number, c: number, u: number, v: number): boolean {
  const within = (axis: number) => {
    const [low, high, at] = [p[a + axis] as number, p[b + axis] as number, p[c + axis] as number];
    return (low <= at && at <= high) || (high <= at && at <= low);
  };
  return within(u) && within(v);
}

function segmentsMeet(p: Float32Array, a: number, b: number, c: number, d: number, u: number, v: number): boolean {
  const [abc, abd] = [orientation2d(p, a, b, c, u, v), orientation2d(p, a, b, d, u, v)];
  const [cda, cdb] = [orientation2d(p, c, d, a, u, v), orientation2d(p, c, d, b, u, v)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (
    (abc === 0 && isBetween(p, a, b, c, u, v)) ||
    (abd === 0 && isBetween(p, a, b, d, u, v)) ||
    (cda === 0 && isBetween(p, c, d, a, u, v)) ||
    (cdb === 0 && isBetween(p, c, d, b, u, v))
  );
}

function isInShadow(p: Float32Array, [a, b, c]: Corners, point: number, u: number, v: number): boolean {
  const ab = orientation2d(p, a, b, point, u, v);
  const bc = orientation2d(p, b, c, point, u, v);
  const ca = orientation2d(p, c, a, point, u, v);
  return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
}

function coplanarSegmentMeets(p: Float32Array, from: number, to: number, triangle: Corners): boolean {
  const [u, v] = shadowAxes(p, triangle);
  const [a, b, c] = triangle;
  return (
    isInShadow(p, triangle, from, u, v) ||
    segmentsMeet(p, from, to, a, b, u, v) ||
    segmentsMeet(p, from, to, b, c, u, v) ||
    segmentsMeet(p, from, to, c, a, u, v)
  );
}

/** Has a segment, ends included, a point in common with a triangle, border included? */
export function segmentMeetsTriangle(p: Float32Array, from: number, to: number, triangle: Corners): boolean {
  const [a, b, c] = triangle;
  const sideOfFrom = orientation3d(p, a, b, c, from);
  const sideOfTo = orientation3d(p, a, b, c, to);
  if (sideOfFrom * sideOfTo > 0) return false;
  if (sideOfFrom === 0 && sideOfTo === 0) return coplanarSegmentMeets(p, from, to, triangle);
  const ab = orientation3d(p, from, to, a, b);
  const bc = orientation3d(p, from, to, b, c);
  if (ab * bc < 0) return false;
  const ca = orientation3d(p, from, to, c, a);
  return ab * ca >= 0 && bc * ca >= 0;
}

/** True when all corners of `other` lie strictly on one side of the plane of `triangle`. */
function isAside(p: Float32Array, [a, b, c]: Corners, other: Corners): boolean {
  const first = orientation3d(p, a, b, c, other[0]);
  if (first === 0) return false;
  return orientation3d(p, a, b, c, other[1]) === first && orientation3d(p, a, b, c, other[2]) === first;
}

const edgesMeet = (p: Float32Array, [a, b, c]: Corners, other: Corners): boolean =>
  segmentMeetsTriangle(p, a, b, other) || segmentMeetsTriangle(p, b, c, other) || segmentMeetsTriangle(p, c, a, other);

/** Two triangles with one corner in common meet beyond it exactly when the far edge of one meets the other. */
function meetBeyondCorner(p: Float32Array, a: Corners, b: Corners, a1: number, a2: number, b1: number, b2: number) {
  const sideOfB = orientation3d(p, a[0], a[1], a[2], b1);
  if (sideOfB !== 0 && orientation3d(p, a[0], a[1], a[2], b2) === sideOfB) return false;
  const sideOfA = orientation3d(p, b[0], b[1], b[2], a1);
  if (sideOfA !== 0 && orientation3d(p, b[0], b[1], b[2], a2) === sideOfA) return false;
  return segmentMeetsTriangle(p, a1, a2, b) || segmentMeetsTriangle(p, b1, b2, a);
}

/** Two triangles folded flat onto each other along the edge they share; `apexA` and `apexB` are their other corners. */
function isFolded(p: Float32Array, a: Corners, from: number, to: number, apexA: number, apexB: number): boolean {
  if (orientation3d(p, from, to, apexA, apexB) !== 0) return false;
  const [u, v] = shadowAxes(p, a);
  return orientation2d(p, from, to, apexA, u, v) * orientation2d(p, from, to, apexB, u, v) > 0;
}

const has = (triangle: Corners, corner: number): boolean =>
  triangle[0] === corner || triangle[1] === corner || triangle[2] === corner;

/**
 * True when two triangles meet anywhere but in the corners they share (equal offsets) and the edge between two shared
 * ones. Both must have an area.
 */
export function trianglesMeet(p: Float32Array, a: Corners, b: Corners): boolean {
  const first: number = has(b, a[0]) ? 0 : has(b, a[1]) ? 1 : has(b, a[2]) ? 2 : -1;
  if (first < 0) return !isAside(p, a, b) && !isAside(p, b, a) && (edgesMeet(p, a, b) || edgesMeet(p, b, a));
  const corner = a[first] as number;
  const a1 = a[(first + 1) % 3] as number;
  const a2 = a[(first + 2) % 3] as number;
  const [hasA1, hasA2] = [has(b, a1), has(b, a2)];
  if (hasA1 && hasA2) return true;
  const place = b[0] === corner ? 0 : b[1] === corner ? 1 : 2;
  const b1 = b[(place + 1) % 3] as number;
  const b2 = b[(place + 2) % 3] as number;
  if (!hasA1 && !hasA2) return meetBeyondCorner(p, a, b, a1, a2, b1, b2);
  const [joint, apexA] = hasA1 ? [a1, a2] : [a2, a1];
  return isFolded(p, a, corner, joint, apexA, b1 === joint ? b2 : b1);
}
