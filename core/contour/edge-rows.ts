// The edges of a polygon by the rows that they cross, so that a line along a row is compared with the edges there alone.

/** Rows into which the height of the polygon is divided; a power of two. */
const ROWS = 1024;

/** A tree of halves of the rows: an edge lies in few parts, whatever its height. */
export class EdgeRows {
  readonly #parts: number[][] = [];
  readonly #low: number;
  readonly #perVoxel: number;

  constructor(low: number, high: number) {
    this.#low = low;
    this.#perVoxel = ROWS / (high - low || 1);
  }

  #rowOf(j: number): number {
    // What reaches beyond the polygon counts for its first or last row.
    return Math.min(ROWS - 1, Math.max(0, Math.floor((j - this.#low) * this.#perVoxel))) || 0;
  }

  add(edge: number, fromJ: number, toJ: number): void {
    // No line along a row crosses it.
    if (fromJ === toJ) return;
    let low = this.#rowOf(Math.min(fromJ, toJ)) + ROWS;
    let above = this.#rowOf(Math.max(fromJ, toJ)) + ROWS + 1;
    for (; low < above; low >>= 1, above >>= 1) {
      if (low & 1) this.#put(low++, edge);
      if (above & 1) this.#put(--above, edge);
    }
  }

  #put(part: number, edge: number): void {
    const edges = this.#parts[part];
    if (edges === undefined) this.#parts[part] = [edge];
    else edges.push(edge);
  }

  /** All edges that may cross `j`, in several lists. */
  at(j: number): readonly (readonly number[])[] {
    const lists: number[][] = [];
    for (let part = this.#rowOf(j) + ROWS; part >= 1; part >>= 1) {
      const edges = this.#parts[part];
      if (edges !== undefined) lists.push(edges);
    }
    return lists;
  }
}
