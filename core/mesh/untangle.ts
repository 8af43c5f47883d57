// Smoothing may push a surface through itself where it is thin or folded. There it is taken back towards where it was.

import { findSelfIntersections } from './self-intersections.ts';

/** Rounds that halve a displacement, then rounds that undo it, each time a ring of neighbours further. */
const HALVINGS = 3;
const ROUNDS = 12;

/** Marks the corners of the triangles and of `rings` rings of triangles around them. */
function around(triangles: Uint32Array, indices: Uint32Array, vertices: number, rings: number): Uint8Array {
  const marked = new Uint8Array(vertices);
  for (const t of triangles) for (let n = 3 * t; n < 3 * t + 3; n++) marked[indices[n] as number] = 1;
  for (let ring = 0; ring < rings; ring++) {
    const before = marked.slice();
    for (let n = 0; n < indices.length; n += 3) {
      const [a, b, c] = [indices[n] as number, indices[n + 1] as number, indices[n + 2] as number];
      if (before[a] === 1 || before[b] === 1 || before[c] === 1) {
        marked[a] = 1;
        marked[b] = 1;
        marked[c] = 1;
      }
    }
  }
  return marked;
}

/** Moves vertices (x, y, z each) back towards `from`, where the surface does not meet itself, until it does not in
 * `moved` either. Returns how many triangles still do, which is none unless they did from the start. */
export function untangle(moved: Float64Array, from: Float64Array, indices: Uint32Array<ArrayBuffer>): number {
  for (let round = 0; ; round++) {
    const { triangles } = findSelfIntersections({ positions: new Float32Array(moved), indices });
    if (triangles.length === 0 || round === ROUNDS) return triangles.length;
    const keep = round < HALVINGS ? 0.5 : 0;
    const marked = around(triangles, indices, moved.length / 3, Math.max(0, round - HALVINGS));
    for (let at = 0; at < moved.length; at++) {
      if (marked[Math.floor(at / 3)] === 0) continue;
      moved[at] = (from[at] as number) + keep * ((moved[at] as number) - (from[at] as number));
    }
  }
}
