// Which triangles meet at an edge, in whatever direction they run along it.

export const nextHalfEdge = (h: number): number => (h % 3 === 2 ? h - 2 : h + 1);

/** Half-edge h runs from corner h of `indices` to the next corner of its triangle. */
export class EdgeTable {
  readonly #indices: Uint32Array;
  /** Half-edges of the edges whose lower vertex is v: items[start[v]] … items[start[v + 1] - 1]. */
  readonly #start: Uint32Array;
  readonly #items: Uint32Array;

  constructor(indices: Uint32Array, vertices: number) {
    this.#indices = indices;
    this.#start = new Uint32Array(vertices + 1);
    this.#items = new Uint32Array(indices.length);
    for (let h = 0; h < indices.length; h++) {
      const v = this.#lower(h);
      this.#start[v] = (this.#start[v] as number) + 1;
    }
    let sum = 0;
    for (let v = 0; v <= vertices; v++) {
      sum += this.#start[v] as number;
      this.#start[v] = sum;
    }
    for (let h = 0; h < indices.length; h++) {
      const v = this.#lower(h);
      const slot = (this.#start[v] as number) - 1;
      this.#start[v] = slot;
      this.#items[slot] = h;
    }
  }

  from(h: number): number {
    return this.#indices[h] as number;
  }

  to(h: number): number {
    return this.#indices[nextHalfEdge(h)] as number;
  }

  #lower(h: number): number {
    return Math.min(this.from(h), this.to(h));
  }

  /** All half-edges of the edge of h, h among them, in rising order of their places in the table. */
  around(h: number): readonly number[] {
    const lower = this.#lower(h);
    const upper = Math.max(this.from(h), this.to(h));
    const found: number[] = [];
    for (let n = this.#start[lower] as number; n < (this.#start[lower + 1] as number); n++) {
      const other = this.#items[n] as number;
      if (Math.max(this.from(other), this.to(other)) === upper) found.push(other);
    }
    return found;
  }
}
