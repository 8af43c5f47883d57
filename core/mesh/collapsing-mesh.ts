// The triangles of a closed 2-manifold as half-edges, from which edges can be taken one by one. Half-edge h belongs to
// triangle h / 3 and runs from vertex origin[h] to the origin of the next one.

import { nextHalfEdge } from './edge-runs.ts';
import { neighboursOf } from './neighbours.ts';

const previous = (h: number): number => (h % 3 === 0 ? h + 2 : h - 1);

/** A new triangle may turn by no more than 75 degrees. */
const LEAST_COSINE = 0.26;
/** Twice the area of a new triangle over the square of its longest side: no thinner. */
const LEAST_SHAPE = 0.02;

export class CollapsingMesh {
  readonly points: Float32Array<ArrayBuffer>;
  /** Left to take are those whose first half-edge has an origin; taken triangles have -1. */
  readonly origin: Int32Array;
  triangles: number;
  readonly edges: number;
  /** Edge of every half-edge, and one half-edge of every edge, -1 where it is gone. */
  readonly edgeOf: Int32Array;
  readonly halfOf: Int32Array;
  readonly #twin: Int32Array;
  /** A half-edge that leaves every vertex. */
  readonly #leaving: Int32Array;
  readonly #marks: Uint32Array;
  #mark = 0;
  /** Half-edges that leave the two ends of an edge; made longer when a vertex has more. */
  readonly #rings: [Int32Array, Int32Array] = [new Int32Array(64), new Int32Array(64)];

  /** `points` is written to. */
  constructor(points: Float32Array<ArrayBuffer>, indices: Uint32Array) {
    this.points = points;
    this.origin = Int32Array.from(indices);
    this.triangles = indices.length / 3;
    this.edges = indices.length / 2;
    this.edgeOf = new Int32Array(indices.length);
    this.halfOf = new Int32Array(this.edges);
    this.#twin = new Int32Array(indices.length);
    this.#leaving = new Int32Array(points.length / 3).fill(-1);
    this.#marks = new Uint32Array(points.length / 3);
    this.#pair(indices);
  }

  #pair(indices: Uint32Array): void {
    const { start, list } = neighboursOf(indices, this.points.length / 3);
    // The half-edge behind every place of the lists of neighbours.
    const halfAt = new Int32Array(list.length);
    const slotOf = (from: number, to: number): number => {
      let n = start[from] as number;
      while (list[n] !== to) n++;
      return n;
    };
    for (let h = 0; h < indices.length; h++) {
      halfAt[slotOf(indices[h] as number, indices[nextHalfEdge(h)] as number)] = h;
      this.#leaving[indices[h] as number] = h;
    }
    let edge = 0;
    for (let h = 0; h < indices.length; h++) {
      const twin = halfAt[slotOf(indices[nextHalfEdge(h)] as number, indices[h] as number)] as number;
      this.#twin[h] = twin;
      if (twin < h) continue;
      this.edgeOf[h] = edge;
      this.edgeOf[twin] = edge;
      this.halfOf[edge++] = h;
    }
  }

  isGone(edge: number): boolean {
    return this.halfOf[edge] === -1;
  }

  from(edge: number): number {
    return this.origin[this.halfOf[edge] as number] as number;
  }

  to(edge: number): number {
    return this.origin[nextHalfEdge(this.halfOf[edge] as number)] as number;
  }

  forEachEdgeAround(vertex: number, visit: (edge: number) => void): void {
    const first = this.#leaving[vertex] as number;
    let h = first;
    do {
      visit(this.edgeOf[h] as number);
      h = this.#twin[previous(h)] as number;
    } while (h !== first);
  }

  /** Writes the half-edges that leave a vertex into the ring of the first or second end; returns how many they are. */
  #fillRing(end: 0 | 1, vertex: number): number {
    let ring = this.#rings[end];
    const first = this.#leaving[vertex] as number;
    let count = 0;
    let h = first;
    do {
      if (count === ring.length) {
        ring = new Int32Array(2 * count);
        ring.set(this.#rings[end]);
        this.#rings[end] = ring;
      }
      ring[count++] = h;
      h = this.#twin[previous(h)] as number;
    } while (h !== first);
    return count;
  }

  #hasThreeNeighbours(vertex: number): boolean {
    const first = this.#leaving[vertex] as number;
    let h = first;
    for (let n = 0; n < 3; n++) h = this.#twin[previous(h)] as number;
    return h === first;
  }

  /**
   * Takes the edge, if it may be taken: its second end becomes the first, which moves to (x, y, z), and two more edges
   * are gone with it. The surface stays a 2-manifold: the ends may share two neighbours alone (Dey et al., Topology
   * preserving edge contraction, 1999), and these need another triangle each; and the triangles around must keep their
   * turn and an area.
   */
  collapse(edge: number, x: number, y: number, z: number): boolean {
    const h = this.halfOf[edge] as number;
    const twin = this.#twin[h] as number;
    if (this.#hasThreeNeighbours(this.origin[previous(h)] as number)) return false;
    if (this.#hasThreeNeighbours(this.origin[previous(twin)] as number)) return false;
    const a = this.origin[h] as number;
    const b = this.origin[twin] as number;
    const countA = this.#fillRing(0, a);
    const countB = this.#fillRing(1, b);
    const [ringA, ringB] = this.#rings;
    if (this.#sharedNeighbours(countA, countB) !== 2) return false;
    if (!this.#keepTurn(a, b, ringA, countA, x, y, z)) return false;
    if (!this.#keepTurn(b, a, ringB, countB, x, y, z)) return false;
    for (let n = 0; n < countB; n++) this.origin[ringB[n] as number] = a;
    this.halfOf[edge] = -1;
    this.#close(h, a);
    this.#close(twin, a);
    this.#leaving[b] = -1;
    this.points[3 * a] = x;
    this.points[3 * a + 1] = y;
    this.points[3 * a + 2] = z;
    return true;
  }

  #sharedNeighbours(countA: number, countB: number): number {
    const mark = ++this.#mark;
    const [ringA, ringB] = this.#rings;
    for (let n = 0; n < countA; n++) this.#marks[this.origin[nextHalfEdge(ringA[n] as number)] as number] = mark;
    let shared = 0;
    for (let n = 0; n < countB; n++) {
      if (this.#marks[this.origin[nextHalfEdge(ringB[n] as number)] as number] === mark) shared++;
    }
    return shared;
  }

  /** Would the triangles around a vertex keep their turn and an area if it moved, those with `other` left out? */
  #keepTurn(vertex: number, other: number, ring: Int32Array, count: number, x: number, y: number, z: number): boolean {
    for (let n = 0; n < count; n++) {
      const h = ring[n] as number;
      const b = this.origin[nextHalfEdge(h)] as number;
      const c = this.origin[previous(h)] as number;
      if (b !== other && c !== other && !this.#keepsTurnOf(3 * vertex, 3 * b, 3 * c, x, y, z)) return false;
    }
    return true;
  }

  #keepsTurnOf(a: number, b: number, c: number, x: number, y: number, z: number): boolean {
    const p = this.points;
    const bx = p[b] as number;
    const by = p[b + 1] as number;
    const bz = p[b + 2] as number;
    const ex = (p[c] as number) - bx;
    const ey = (p[c + 1] as number) - by;
    const ez = (p[c + 2] as number) - bz;
    const ox = bx - (p[a] as number);
    const oy = by - (p[a + 1] as number);
    const oz = bz - (p[a + 2] as number);
    const wx = bx - x;
    const wy = by - y;
    const wz = bz - z;
    const mx = oy * ez - oz * ey;
    const my = oz * ex - ox * ez;
    const mz = ox * ey - oy * ex;
    const nx = wy * ez - wz * ey;
    const ny = wz * ex - wx * ez;
    const nz = wx * ey - wy * ex;
    const was = Math.sqrt(mx * mx + my * my + mz * mz);
    const is = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (mx * nx + my * ny + mz * nz <= LEAST_COSINE * was * is) return false;
    const vx = wx + ex;
    const vy = wy + ey;
    const vz = wz + ez;
    const longest = Math.max(ex * ex + ey * ey + ez * ez, wx * wx + wy * wy + wz * wz, vx * vx + vy * vy + vz * vz);
    return is > LEAST_SHAPE * longest;
  }

  /** Takes the triangle of half-edge h, both of whose ends are now vertex a, and joins its two other sides. */
  #close(h: number, a: number): void {
    const apex = this.origin[previous(h)] as number;
    const one = this.#twin[nextHalfEdge(h)] as number;
    const other = this.#twin[previous(h)] as number;
    const kept = this.edgeOf[other] as number;
    this.halfOf[this.edgeOf[one] as number] = -1;
    this.#twin[one] = other;
    this.#twin[other] = one;
    this.edgeOf[one] = kept;
    this.halfOf[kept] = other;
    this.#leaving[apex] = one;
    this.#leaving[a] = other;
    const gone = h - (h % 3);
    this.origin[gone] = -1;
    this.origin[gone + 1] = -1;
    this.origin[gone + 2] = -1;
    this.triangles--;
  }
}
