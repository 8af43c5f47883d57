// The shortest way between two places along a surface, as a tape would lie: from edge to edge over a few places on each,
// then each crossing slides along its edge until the way is straight where it is unrolled.

import { norm, subtract, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { nowhere, TriangleTree } from '../offset/index.ts';
import { MinHeap } from './min-heap.ts';

/** Places on each edge through which a way may go. */
const PLACES = 3;
/** Crossings are looked at again until the way no longer gets shorter by this share, or so often. */
const SETTLED = 1e-7;
const MOST_ROUNDS = 400;
/** Within 1 / 2^20 of the length of an edge. */
const HALVINGS = 20;

export interface SurfacePath {
  readonly lengthMm: number;
  /** From the first place over all edges to the second one, both on the surface. */
  readonly pointsLps: readonly Vec3[];
  /** How far the places that were asked for lie off the surface, the larger of both, mm. */
  readonly offMm: number;
}

interface Edges {
  /** Number of the edge at each corner of each triangle: from it to the next corner. */
  readonly ofCorner: Int32Array;
  /** Vertices and triangles of each edge, two and two. */
  readonly vertices: Int32Array;
  readonly triangles: Int32Array;
}

function edgesOf({ indices, positions }: TriangleMesh): Edges {
  const ofCorner = new Int32Array(indices.length);
  const vertices = new Int32Array(2 * indices.length);
  const triangles = new Int32Array(2 * indices.length).fill(-1);
  const known = new Map<number, number>();
  const vertexCount = positions.length / 3;
  let count = 0;
  for (let corner = 0; corner < indices.length; corner++) {
    const a = indices[corner] as number;
    const b = indices[corner % 3 === 2 ? corner - 2 : corner + 1] as number;
    const key = Math.min(a, b) * vertexCount + Math.max(a, b);
    let edge = known.get(key);
    if (edge === undefined) {
      edge = count++;
      known.set(key, edge);
      [vertices[2 * edge], vertices[2 * edge + 1]] = [a, b];
      triangles[2 * edge] = Math.floor(corner / 3);
    } else triangles[2 * edge + 1] = Math.floor(corner / 3);
    ofCorner[corner] = edge;
  }
  return { ofCorner, vertices, triangles };
}

const vertexAt = (p: Float32Array, v: number): Vec3 => [
  p[3 * v] as number,
  p[3 * v + 1] as number,
  p[3 * v + 2] as number,
];

const between = (a: Vec3, b: Vec3, share: number): Vec3 => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
  a[2] + share * (b[2] - a[2]),
];

const lengthBetween = (a: Vec3, b: Vec3): number => norm(subtract(a, b));

/** A way as the edges that it crosses; the share of each at which it does so. */
interface Crossings {
  readonly edges: number[];
  readonly shares: number[];
}

class PathSearch {
  private readonly mesh: TriangleMesh;
  private readonly edges: Edges;

  constructor(mesh: TriangleMesh) {
    this.mesh = mesh;
    this.edges = edgesOf(mesh);
  }

  ends(edge: number): readonly [Vec3, Vec3] {
    const { positions } = this.mesh;
    const { vertices } = this.edges;
    return [vertexAt(positions, vertices[2 * edge] as number), vertexAt(positions, vertices[2 * edge + 1] as number)];
  }

  private placeOf(node: number): Vec3 {
    const [a, b] = this.ends(Math.floor(node / PLACES));
    return between(a, b, ((node % PLACES) + 1) / (PLACES + 1));
  }

  /** Nearest first, towards the goal; null: the two lie on pieces that are not joined. */
  find(from: Vec3, fromTriangle: number, to: Vec3, toTriangle: number): Crossings | null {
    const { ofCorner, triangles } = this.edges;
    const cost = new Map<number, number>();
    const before = new Map<number, number>();
    const open = new MinHeap();
    const offer = (triangle: number, own: number, at: Vec3, soFar: number) => {
      for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
        const edge = ofCorner[corner] as number;
        if (own >= 0 && edge === Math.floor(own / PLACES)) continue;
        for (let n = 0; n < PLACES; n++) {
          const node = edge * PLACES + n;
          const place = this.placeOf(node);
          const mm = soFar + lengthBetween(at, place);
          if (mm >= (cost.get(node) ?? Number.POSITIVE_INFINITY)) continue;
          cost.set(node, mm);
          before.set(node, own);
          open.push(node, mm + lengthBetween(place, to));
        }
      }
    };
    offer(fromTriangle, -1, from, 0);
    let best = Number.POSITIVE_INFINITY;
    let last = -1;
    const closed = new Set<number>();
    for (let next = open.pop(); next !== null && next.cost < best; next = open.pop()) {
      const { item: node } = next;
      if (closed.has(node)) continue;
      closed.add(node);
      const [edge, place, soFar] = [Math.floor(node / PLACES), this.placeOf(node), cost.get(node) as number];
      for (const triangle of [triangles[2 * edge] as number, triangles[2 * edge + 1] as number]) {
        if (triangle === toTriangle && soFar + lengthBetween(place, to) < best) {
          best = soFar + lengthBetween(place, to);
          last = node;
        }
        if (triangle >= 0) offer(triangle, node, place, soFar);
      }
    }
    if (last < 0) return null;
    const nodes: number[] = [];
    for (let node = last; node >= 0; node = before.get(node) as number) nodes.unshift(node);
    return {
      edges: nodes.map((node) => Math.floor(node / PLACES)),
      shares: nodes.map((node) => ((node % PLACES) + 1) / (PLACES + 1)),
    };
  }

  /** Each crossing to where the way through it is shortest, until nothing moves. */
  straighten(from: Vec3, to: Vec3, { edges, shares }: Crossings): readonly Vec3[] {
    const ends = edges.map((edge) => this.ends(edge));
    const points = ends.map(([a, b], n) => between(a, b, shares[n] as number));
    const length = () =>
      [...points, to].reduce(
        (sum, point, n) => sum + lengthBetween(point, n === 0 ? from : (points[n - 1] as Vec3)),
        0,
      );
    let known = length();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (let n = 0; n < points.length; n++) {
        const [a, b] = ends[n] as readonly [Vec3, Vec3];
        const [p, q] = [points[n - 1] ?? from, points[n + 1] ?? to];
        points[n] = between(a, b, shortestShare(a, b, p, q));
      }
      const now = length();
      if (known - now < SETTLED * known) break;
      known = now;
    }
    return [from, ...points, to];
  }
}

/** Where on the edge the way from p to q over it is shortest: the sum of two lengths has one lowest place. */
function shortestShare(a: Vec3, b: Vec3, p: Vec3, q: Vec3): number {
  const along = subtract(b, a);
  const slope = (share: number) => {
    const at = between(a, b, share);
    const part = (other: Vec3) => {
      const way = subtract(at, other);
      const mm = norm(way);
      return mm === 0 ? 0 : (way[0] * along[0] + way[1] * along[1] + way[2] * along[2]) / mm;
    };
    return part(p) + part(q);
  };
  let [low, high] = [0, 1];
  if (slope(low) >= 0) return low;
  if (slope(high) <= 0) return high;
  for (let n = 0; n < HALVINGS; n++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The way along the surface from the place nearest to `fromLps` to the place nearest to `toLps`; null where they lie on
 * pieces that are not joined. The shortest through the edges that it crosses: where a hill or a hole makes two ways about
 * as long, the other one may be shorter by less than 2 %.
 */
export function surfacePath(
  mesh: TriangleMesh,
  fromLps: Vec3,
  toLps: Vec3,
  tree: TriangleTree = new TriangleTree(mesh),
): SurfacePath | null {
  const [a, b] = [nowhere(), nowhere()];
  tree.nearest(...fromLps, Number.MAX_VALUE, a);
  tree.nearest(...toLps, Number.MAX_VALUE, b);
  if (a.triangle < 0 || b.triangle < 0) return null;
  const [from, to]: [Vec3, Vec3] = [
    [a.x, a.y, a.z],
    [b.x, b.y, b.z],
  ];
  const offMm = Math.max(a.distanceMm, b.distanceMm);
  if (a.triangle === b.triangle) return { lengthMm: lengthBetween(from, to), pointsLps: [from, to], offMm };
  const search = new PathSearch(mesh);
  const crossings = search.find(from, a.triangle, to, b.triangle);
  if (crossings === null) return null;
  const pointsLps = search.straighten(from, to, crossings);
  const lengthMm = pointsLps.slice(1).reduce((sum, point, n) => sum + lengthBetween(point, pointsLps[n] as Vec3), 0);
  return { lengthMm, pointsLps, offMm };
}
