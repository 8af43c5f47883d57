// Which triangles meet at an edge, in whatever direction they run along it.

import { type EdgeRuns, edgeRuns, nextHalfEdge } from '../../mesh/index.ts';

/** Half-edge h runs from corner h of `indices` to the next corner of its triangle. */
export class EdgeTable {
  readonly #indices: Uint32Array;
  readonly #runs: EdgeRuns;
  /** Number of the edge of every half-edge. */
  readonly #edgeOf: Uint32Array;

  constructor(indices: Uint32Array, vertices: number) {
    this.#indices = indices;
    this.#runs = edgeRuns(indices, vertices);
    this.#edgeOf = new Uint32Array(indices.length);
    const { halfEdges, start } = this.#runs;
    for (let edge = 0; edge + 1 < start.length; edge++) {
      const end = start[edge + 1] as number;
      for (let n = start[edge] as number; n < end; n++) this.#edgeOf[halfEdges[n] as number] = edge;
    }
  }

  from(h: number): number {
    return this.#indices[h] as number;
  }

  to(h: number): number {
    return this.#indices[nextHalfEdge(h)] as number;
  }

  /** How many half-edges the edge of h has, h among them. */
  count(h: number): number {
    const edge = this.#edgeOf[h] as number;
    return (this.#runs.start[edge + 1] as number) - (this.#runs.start[edge] as number);
  }

  /** The other half-edge of an edge that has two. */
  other(h: number): number {
    const first = this.#runs.start[this.#edgeOf[h] as number] as number;
    const one = this.#runs.halfEdges[first] as number;
    return one === h ? (this.#runs.halfEdges[first + 1] as number) : one;
  }

  /** All half-edges of the edge of h, h among them, the highest number first. */
  around(h: number): readonly number[] {
    const edge = this.#edgeOf[h] as number;
    return [...this.#runs.halfEdges.subarray(this.#runs.start[edge], this.#runs.start[edge + 1])];
  }
}
