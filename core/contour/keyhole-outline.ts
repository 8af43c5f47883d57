// The outline of one polygon to which holes are joined, one after the other. It may get tens of thousands of them (noise):
// its corners are linked, and its edges lie by rows, so that a hole costs the edges beside it and not the whole outline.

import { EdgeRows } from './edge-rows.ts';

export interface Corner {
  readonly i: number;
  readonly j: number;
  readonly lps: readonly [number, number, number];
}

export const indexOfLeftmost = (corners: readonly Corner[]): number =>
  corners.reduce((best, { i }, at) => (i < (corners[best] as Corner).i ? at : best), 0);

export class KeyholeOutline {
  readonly #corners: Corner[];
  /** Of the corners, in lists of their own: they are read for every edge beside a hole. */
  readonly #i: number[];
  readonly #j: number[];
  readonly #next: number[];
  /** Grows along the outline from its first corner on. */
  readonly #place: number[];
  readonly #rows: EdgeRows;

  constructor(corners: readonly Corner[]) {
    this.#corners = [...corners];
    this.#i = corners.map(({ i }) => i);
    this.#j = corners.map(({ j }) => j);
    this.#next = corners.map((_, at) => (at + 1) % corners.length);
    this.#place = corners.map((_, at) => at);
    let [low, high] = [Infinity, -Infinity];
    for (const { j } of corners) [low, high] = [Math.min(low, j), Math.max(high, j)];
    this.#rows = new EdgeRows(low, high);
    for (const at of corners.keys()) this.#addEdge(at);
  }

  #addEdge(from: number): void {
    const [a, b] = [this.#corner(from), this.#corner(this.#after(from))];
    this.#rows.add(from, a.j, b.j);
  }

  #corner(at: number): Corner {
    return this.#corners[at] as Corner;
  }

  #after(at: number): number {
    return this.#next[at] as number;
  }

  /** Where a ray from (i, j) towards lower i first meets the outline, and after which of its corners; null: nowhere. */
  #footLeftOf({ i, j }: Corner): { after: number; foot: Corner } | null {
    const [ofI, ofJ, next, place] = [this.#i, this.#j, this.#next, this.#place];
    let [found, foundI, foundT] = [-1, -Infinity, 0];
    for (const edges of this.#rows.at(j)) {
      for (const edge of edges) {
        const to = next[edge] as number;
        const fromJ = ofJ[edge] as number;
        const toJ = ofJ[to] as number;
        if (fromJ > j === toJ > j) continue;
        const t = (j - fromJ) / (toJ - fromJ);
        const fromI = ofI[edge] as number;
        const at = fromI + t * ((ofI[to] as number) - fromI);
        if (!(at <= i) || at < foundI) continue;
        // Of two that meet the ray at one place the first along the outline.
        if (at === foundI && found !== -1 && (place[edge] as number) > (place[found] as number)) continue;
        [found, foundI, foundT] = [edge, at, t];
      }
    }
    if (found === -1) return null;
    const [from, to] = [this.#corner(found).lps, this.#corner(this.#after(found)).lps];
    const between = (axis: 0 | 1 | 2) => from[axis] + foundT * (to[axis] - from[axis]);
    return { after: found, foot: { i: foundI, j, lps: [between(0), between(1), between(2)] } };
  }

  /** Joins a hole by a channel from its leftmost point; false where no outline lies left of it. */
  join(hole: readonly Corner[]): boolean {
    const start = indexOfLeftmost(hole);
    const first = hole[start] as Corner;
    const met = this.#footLeftOf(first);
    if (met === null) return false;
    this.#insert(met.after, [met.foot, ...hole.slice(start), ...hole.slice(0, start), first, met.foot]);
    return true;
  }

  #insert(after: number, corners: readonly Corner[]): void {
    const next = this.#after(after);
    let step = this.#stepAfter(after, corners.length);
    if (step === null) {
      this.#numberAnew();
      step = this.#stepAfter(after, corners.length) as number;
    }
    const from = this.#place[after] as number;
    let last = after;
    for (const [n, corner] of corners.entries()) {
      this.#next[last] = this.#corners.length;
      last = this.#corners.length;
      this.#corners.push(corner);
      this.#i.push(corner.i);
      this.#j.push(corner.j);
      this.#place.push(from + (n + 1) * step);
      this.#next.push(next);
    }
    // The edge that was cut keeps its rows, of which it now needs fewer.
    for (let at = this.#after(after); at !== next; at = this.#after(at)) this.#addEdge(at);
  }

  /** How far apart `count` corners after one of them are placed; null: there is no room before the next one. */
  #stepAfter(after: number, count: number): number | null {
    const next = this.#after(after);
    const [from, to] = [this.#place[after] as number, this.#place[next] as number];
    if (next === 0) return 1;
    const step = (to - from) / (count + 1);
    return step > 4 * Number.EPSILON * to ? step : null;
  }

  #numberAnew(): void {
    let [at, place] = [0, 0];
    do {
      this.#place[at] = place++;
      at = this.#after(at);
    } while (at !== 0);
  }

  /** All corners, from the first one on. */
  corners(): Corner[] {
    const corners: Corner[] = [];
    let at = 0;
    do {
      corners.push(this.#corner(at));
      at = this.#after(at);
    } while (at !== 0);
    return corners;
  }
}
