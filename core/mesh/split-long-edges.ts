// Vertices in the middle of the long edges of a closed surface, so that smoothing has something to bend where slices lie
// far apart. Every triangle along a split edge is cut, so the surface stays closed and, until it is smoothed, where it was.

import { AXIS_BITS, LOW_IS_THIN, type MidpointSurface } from './midpoint-surface.ts';
import { neighboursOf } from './neighbours.ts';

/** Kind of a vertex that lies on no edge between voxels. */
export const ON_NO_EDGE = AXIS_BITS;
/** Added where an end of the split edge belongs to something one voxel thick. */
export const SPLIT_THIN = 32;

const ROUNDS = 5;
/** Past this no edge is split: the memory of a desktop is meant to suffice. */
const MOST_TRIANGLES = 6_000_000;

export interface SplitSurface {
  readonly surface: MidpointSurface;
  /** The points that smoothing starts from, split in the same way. */
  readonly start: Float32Array<ArrayBuffer>;
}

type Triple = readonly [number, number, number];

const lengthMm = (p: Float32Array, a: number, b: number, [sx, sy, sz]: Triple): number => {
  const dx = sx * ((p[3 * a] as number) - (p[3 * b] as number));
  const dy = sy * ((p[3 * a + 1] as number) - (p[3 * b + 1] as number));
  const dz = sz * ((p[3 * a + 2] as number) - (p[3 * b + 2] as number));
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
};

/** Number of the new vertex on each edge a < b, by the place of b among the neighbours of a; -1 where it is not split. */
class EdgeMiddles {
  readonly ends: number[] = [];
  readonly #start: Uint32Array;
  readonly #list: Uint32Array;
  readonly #middle: Int32Array;

  constructor({ points, indices }: MidpointSurface, spacingMm: Triple, longestMm: number) {
    const vertices = points.length / 3;
    const { start, list } = neighboursOf(indices, vertices);
    [this.#start, this.#list] = [start, list];
    this.#middle = new Int32Array(list.length).fill(-1);
    let next = vertices;
    for (let a = 0; a < vertices; a++) {
      for (let n = start[a] as number; n < (start[a + 1] as number); n++) {
        const b = list[n] as number;
        if (b < a || lengthMm(points, a, b, spacingMm) <= longestMm) continue;
        this.#middle[n] = next++;
        this.ends.push(a, b);
      }
    }
  }

  between(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    let n = this.#start[low] as number;
    while (this.#list[n] !== high) n++;
    return this.#middle[n] as number;
  }
}

/** Triangles instead of one with the vertices `mid` on its edges (after corner 0, 1, 2; -1: none), in the same turn. */
function cutTriangle(c: Triple, mid: Triple): readonly number[] {
  const split = mid.filter((m) => m >= 0).length;
  if (split === 0) return c;
  if (split === 3) return [c[0], mid[0], mid[2], mid[0], c[1], mid[1], mid[2], mid[1], c[2], mid[0], mid[1], mid[2]];
  // Turned until the first edge is split and, of two split edges, the last one is not.
  let turn = 0;
  const m = (n: number) => mid[(n + turn) % 3] as number;
  const at = (n: number) => c[(n + turn) % 3] as number;
  while (m(0) < 0 || (split === 2 && m(2) >= 0)) turn++;
  if (split === 1) return [at(0), m(0), at(2), m(0), at(1), at(2)];
  return [m(0), at(1), m(1), at(0), m(0), m(1), at(0), m(1), at(2)];
}

function withMiddles(p: Float32Array, ends: readonly number[]): Float32Array<ArrayBuffer> {
  const out = new Float32Array(p.length + 3 * (ends.length / 2));
  out.set(p);
  for (let n = 0, at = p.length; n < ends.length; n += 2) {
    for (let axis = 0; axis < 3; axis++, at++) {
      out[at] = ((p[3 * (ends[n] as number) + axis] as number) + (p[3 * (ends[n + 1] as number) + axis] as number)) / 2;
    }
  }
  return out;
}

/** Quicker than to look for the middles of edges of which mostly none is to be split. */
function hasLongEdge({ points, indices }: MidpointSurface, spacingMm: Triple, longestMm: number): boolean {
  for (let n = 0; n < indices.length; n++) {
    const to = indices[n % 3 === 2 ? n - 2 : n + 1] as number;
    if (lengthMm(points, indices[n] as number, to, spacingMm) > longestMm) return true;
  }
  return false;
}

function splitOnce({ surface, start }: SplitSurface, spacingMm: Triple, longestMm: number): SplitSurface | null {
  const { points, kinds, indices } = surface;
  if (!hasLongEdge(surface, spacingMm, longestMm)) return null;
  const middles = new EdgeMiddles(surface, spacingMm, longestMm);
  const { ends } = middles;
  // Each split edge adds two triangles.
  if (ends.length === 0 || indices.length / 3 + ends.length > MOST_TRIANGLES) return null;
  const cut = new Uint32Array(indices.length + 3 * ends.length);
  let length = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const c: Triple = [indices[t] as number, indices[t + 1] as number, indices[t + 2] as number];
    const mid: Triple = [middles.between(c[0], c[1]), middles.between(c[1], c[2]), middles.between(c[2], c[0])];
    for (const vertex of cutTriangle(c, mid)) cut[length++] = vertex;
  }
  const split = new Uint8Array(kinds.length + ends.length / 2);
  split.set(kinds);
  for (let n = 0; n < ends.length; n += 2) {
    const isThin = [ends[n], ends[n + 1]].some((vertex) => (kinds[vertex as number] as number) >= LOW_IS_THIN);
    split[kinds.length + n / 2] = isThin ? ON_NO_EDGE | SPLIT_THIN : ON_NO_EDGE;
  }
  return {
    surface: { points: withMiddles(points, ends), kinds: split, indices: cut },
    start: withMiddles(start, ends),
  };
}

/** Splits edges until, with the voxels at their regular spacing, none is longer than `longestMm`. */
export function splitLongEdges(given: SplitSurface, spacingMm: Triple, longestMm: number): SplitSurface {
  if (longestMm === Number.POSITIVE_INFINITY) return given;
  let split = given;
  for (let round = 0; round < ROUNDS; round++) {
    const next = splitOnce(split, spacingMm, longestMm);
    if (next === null) break;
    split = next;
  }
  return split;
}
