import { add, cross, dot, norm, scale, subtract, type Vec3 } from '../geometry/index.ts';
import { closestOnTriangle } from '../mesh/index.ts';

/** The nearest places of two triangles. */
export interface TrianglePair {
  /** mm2; 0 where they cross. */
  squared: number;
  from: Vec3;
  to: Vec3;
}

const nearest = new Float64Array(5);
const nearestPlace = (): Vec3 => [nearest[0] as number, nearest[1] as number, nearest[2] as number];

const cornersOf = (c: Float32Array, at: number): readonly [Vec3, Vec3, Vec3] => [
  [c[at] as number, c[at + 1] as number, c[at + 2] as number],
  [c[at + 3] as number, c[at + 4] as number, c[at + 5] as number],
  [c[at + 6] as number, c[at + 7] as number, c[at + 8] as number],
];

/** Takes two triangles (nine coordinates each) into the nearest pair found so far. They are nearest at a corner of one, on
 * an edge of each, or cross. */
export function trianglesDistance(
  a: Float32Array,
  atA: number,
  b: Float32Array,
  atB: number,
  best: TrianglePair,
): void {
  const [first, second] = [cornersOf(a, atA), cornersOf(b, atB)];
  for (const corner of first) {
    const squared = closestOnTriangle(b, atB, atB + 3, atB + 6, ...corner, nearest);
    if (squared < best.squared) Object.assign(best, { squared, from: corner, to: nearestPlace() });
  }
  for (const corner of second) {
    const squared = closestOnTriangle(a, atA, atA + 3, atA + 6, ...corner, nearest);
    if (squared < best.squared) Object.assign(best, { squared, from: nearestPlace(), to: corner });
  }
  for (let m = 0; m < 3; m++) {
    for (let n = 0; n < 3; n++) {
      segments(first[m] as Vec3, first[(m + 1) % 3] as Vec3, second[n] as Vec3, second[(n + 1) % 3] as Vec3, best);
    }
  }
  for (let m = 0; m < 3; m++) {
    pierce(first[m] as Vec3, first[(m + 1) % 3] as Vec3, second, best);
    pierce(second[m] as Vec3, second[(m + 1) % 3] as Vec3, first, best);
  }
}

const unit = (value: number): number => Math.max(0, Math.min(1, value));

/** Nearest places of two segments (Ericson, Real-time collision detection, 2005, section 5.1.9). */
function segments(p: Vec3, p2: Vec3, q: Vec3, q2: Vec3, best: TrianglePair): void {
  const [u, v, w] = [subtract(p2, p), subtract(q2, q), subtract(p, q)];
  const [uu, vv, uv, vw, uw] = [dot(u, u), dot(v, v), dot(u, v), dot(v, w), dot(u, w)];
  const area = uu * vv - uv * uv;
  let s = area > 0 ? unit((uv * vw - uw * vv) / area) : 0;
  let t = vv > 0 ? (uv * s + vw) / vv : 0;
  if (t < 0 || t > 1) {
    t = unit(t);
    s = uu > 0 ? unit((uv * t - uw) / uu) : 0;
  }
  const [from, to] = [add(p, scale(u, s)), add(q, scale(v, t))];
  const way = subtract(from, to);
  if (dot(way, way) < best.squared) Object.assign(best, { squared: dot(way, way), from, to });
}

/** A segment that goes through a triangle: they cross there. */
function pierce(p: Vec3, p2: Vec3, [a, b, c]: readonly [Vec3, Vec3, Vec3], best: TrianglePair): void {
  const normal = cross(subtract(b, a), subtract(c, a));
  const [h1, h2] = [dot(subtract(p, a), normal), dot(subtract(p2, a), normal)];
  if (h1 * h2 >= 0) return;
  const at = add(p, scale(subtract(p2, p), h1 / (h1 - h2)));
  const isLeft = (from: Vec3, to: Vec3) => dot(cross(subtract(to, from), subtract(at, from)), normal) >= 0;
  if (norm(normal) > 0 && isLeft(a, b) && isLeft(b, c) && isLeft(c, a)) {
    Object.assign(best, { squared: 0, from: at, to: at });
  }
}
