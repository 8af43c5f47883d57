// What the checks need of one plane of a structure, from its runs of voxels: worked out once and kept until the plane
// changes, so a stroke costs its planes and not the structure.

import { forEachRun, type Rect, type SliceBits } from '../edit/index.ts';

/** A piece of a plane: its size, and one voxel of it. */
export interface PlanePart {
  readonly voxels: number;
  readonly i: number;
  readonly j: number;
}

export interface PlaneFacts {
  readonly voxels: number;
  readonly sumI: number;
  readonly sumJ: number;
  readonly sumII: number;
  readonly sumJJ: number;
  readonly sumIJ: number;
  /** Tight. */
  readonly rect: Rect;
  /** Sides of voxels that face outwards, across i and across j. */
  readonly sidesI: number;
  readonly sidesJ: number;
  /** j, i0, i1, part, of every run in growing j, then i. */
  readonly runs: Int32Array;
  /** First run of every row of `rect`, and the end. */
  readonly rowStart: Int32Array;
  /** Voxels that touch by a side or a corner. */
  readonly parts: readonly PlanePart[];
  /** Background that is shut in: it touches the outside by no side. */
  readonly holes: readonly PlanePart[];
}

const RUN = 4;

export function findRoot(parents: Int32Array, at: number): number {
  let root = at;
  while (parents[root] !== root) root = parents[root] as number;
  let walk = at;
  while (parents[walk] !== root) {
    const next = parents[walk] as number;
    parents[walk] = root;
    walk = next;
  }
  return root;
}

function readRuns(slice: SliceBits): { runs: Int32Array; rect: Rect } | null {
  const list: number[] = [];
  let [i0, i1, j0, j1] = [Number.POSITIVE_INFINITY, -1, -1, -1];
  forEachRun(slice, (j, from, to) => {
    list.push(j, from, to, 0);
    if (from < i0) i0 = from;
    if (to > i1) i1 = to;
    if (j0 < 0) j0 = j;
    j1 = j + 1;
  });
  return list.length === 0 ? null : { runs: Int32Array.from(list), rect: { i0, i1, j0, j1 } };
}

function startsOfRows(runs: Int32Array, { j0, j1 }: Rect): Int32Array {
  const starts = new Int32Array(j1 - j0 + 1);
  let at = 0;
  for (let j = j0; j < j1; j++) {
    starts[j - j0] = at;
    while (at < runs.length / RUN && runs[at * RUN] === j) at++;
  }
  starts[j1 - j0] = at;
  return starts;
}

/** Calls `visit(a, b, shared)` for runs of two rows that overlap or, with `reach` 1, touch by a corner. */
export function forTouchingRuns(
  a: Int32Array,
  aFrom: number,
  aTo: number,
  b: Int32Array,
  bFrom: number,
  bTo: number,
  reach: 0 | 1,
  visit: (runA: number, runB: number, shared: number) => void,
): void {
  let p = aFrom;
  let q = bFrom;
  while (p < aTo && q < bTo) {
    const [a0, a1] = [a[p * RUN + 1] as number, a[p * RUN + 2] as number];
    const [b0, b1] = [b[q * RUN + 1] as number, b[q * RUN + 2] as number];
    if (a0 < b1 + reach && b0 < a1 + reach) visit(p, q, Math.max(0, Math.min(a1, b1) - Math.max(a0, b0)));
    if (a1 <= b1) p++;
    else q++;
  }
}

/** Numbers the pieces of runs that belong together; returns the pieces, and writes each run's into `runs`. */
function numberParts(runs: Int32Array, parents: Int32Array): PlanePart[] {
  const numbers = new Map<number, number>();
  const parts: { voxels: number; i: number; j: number }[] = [];
  for (let run = 0; run < parents.length; run++) {
    const root = findRoot(parents, run);
    const [j, i0, i1] = [runs[run * RUN] as number, runs[run * RUN + 1] as number, runs[run * RUN + 2] as number];
    let number = numbers.get(root);
    if (number === undefined) {
      number = parts.length;
      numbers.set(root, number);
      parts.push({ voxels: 0, i: (i0 + i1 - 1) >> 1, j });
    }
    (parts[number] as { voxels: number }).voxels += i1 - i0;
    runs[run * RUN + 3] = number;
  }
  return parts;
}

const identity = (count: number) => Int32Array.from({ length: count }, (_, at) => at);

/** The gaps between runs inside the rectangle, as runs of background with the same layout. */
function gapsOf(runs: Int32Array, rowStart: Int32Array, rect: Rect): { gaps: Int32Array; gapStart: Int32Array } {
  const list: number[] = [];
  const gapStart = new Int32Array(rowStart.length);
  for (let row = 0; row + 1 < rowStart.length; row++) {
    gapStart[row] = list.length / RUN;
    let from = rect.i0;
    for (let run = rowStart[row] as number; run < (rowStart[row + 1] as number); run++) {
      const i0 = runs[run * RUN + 1] as number;
      if (i0 > from) list.push(rect.j0 + row, from, i0, 0);
      from = runs[run * RUN + 2] as number;
    }
    if (from < rect.i1) list.push(rect.j0 + row, from, rect.i1, 0);
  }
  gapStart[rowStart.length - 1] = list.length / RUN;
  return { gaps: Int32Array.from(list), gapStart };
}

function holesOf(runs: Int32Array, rowStart: Int32Array, rect: Rect): PlanePart[] {
  const { gaps, gapStart } = gapsOf(runs, rowStart, rect);
  const count = gaps.length / RUN;
  const parents = identity(count);
  const rows = rowStart.length - 1;
  for (let row = 1; row < rows; row++) {
    const [a, b, c] = [gapStart[row - 1] as number, gapStart[row] as number, gapStart[row + 1] as number];
    forTouchingRuns(gaps, a, b, gaps, b, c, 0, (p, q, shared) => {
      if (shared > 0) parents[findRoot(parents, q)] = findRoot(parents, p);
    });
  }
  const parts = numberParts(gaps, parents);
  const isOpen = new Uint8Array(parts.length);
  for (let gap = 0; gap < count; gap++) {
    const [j, i0, i1] = [gaps[gap * RUN] as number, gaps[gap * RUN + 1] as number, gaps[gap * RUN + 2] as number];
    const atEdge = i0 === rect.i0 || i1 === rect.i1 || j === rect.j0 || j === rect.j1 - 1;
    if (atEdge) isOpen[gaps[gap * RUN + 3] as number] = 1;
  }
  return parts.filter((_, at) => isOpen[at] === 0);
}

/** null for a plane without voxels. */
export function planeFactsOf(slice: SliceBits): PlaneFacts | null {
  const read = readRuns(slice);
  if (read === null) return null;
  const { runs, rect } = read;
  const rowStart = startsOfRows(runs, rect);
  const count = runs.length / RUN;
  const parents = identity(count);
  let sharedSides = 0;
  for (let row = 1; row + 1 < rowStart.length; row++) {
    const [a, b, c] = [rowStart[row - 1] as number, rowStart[row] as number, rowStart[row + 1] as number];
    forTouchingRuns(runs, a, b, runs, b, c, 1, (p, q, shared) => {
      sharedSides += shared;
      parents[findRoot(parents, q)] = findRoot(parents, p);
    });
  }
  let [voxels, sumI, sumJ, sumII, sumJJ, sumIJ] = [0, 0, 0, 0, 0, 0];
  for (let run = 0; run < count; run++) {
    const [j, i0, i1] = [runs[run * RUN] as number, runs[run * RUN + 1] as number, runs[run * RUN + 2] as number];
    const n = i1 - i0;
    const mid = (i0 + i1 - 1) / 2;
    voxels += n;
    sumI += n * mid;
    sumJ += n * j;
    sumII += n * mid * mid + (n * (n * n - 1)) / 12;
    sumJJ += n * j * j;
    sumIJ += n * mid * j;
  }
  return {
    ...{ voxels, sumI, sumJ, sumII, sumJJ, sumIJ, rect, runs, rowStart },
    sidesI: 2 * count,
    sidesJ: 2 * (voxels - sharedSides),
    parts: numberParts(runs, parents),
    holes: holesOf(runs, rowStart, rect),
  };
}

/** Pairs of parts of two planes that touch by a side or a corner, as a, b, a, b, … each once. */
export function linkParts(a: PlaneFacts, b: PlaneFacts): number[] {
  const links: number[] = [];
  const known = new Set<number>();
  const wanted = a.parts.length === 1 && b.parts.length === 1 ? 1 : Number.POSITIVE_INFINITY;
  for (let row = 0; row + 1 < a.rowStart.length && known.size < wanted; row++) {
    const j = a.rect.j0 + row;
    for (let other = j - 1; other <= j + 1; other++) {
      const at = other - b.rect.j0;
      if (at < 0 || at + 1 >= b.rowStart.length) continue;
      const [aFrom, aTo] = [a.rowStart[row] as number, a.rowStart[row + 1] as number];
      const [bFrom, bTo] = [b.rowStart[at] as number, b.rowStart[at + 1] as number];
      forTouchingRuns(a.runs, aFrom, aTo, b.runs, bFrom, bTo, 1, (p, q) => {
        const [partA, partB] = [a.runs[p * RUN + 3] as number, b.runs[q * RUN + 3] as number];
        const key = partA * b.parts.length + partB;
        if (known.has(key)) return;
        known.add(key);
        links.push(partA, partB);
      });
    }
  }
  return links;
}

/** Voxels that two planes share. */
export function countShared(a: SliceBits, b: SliceBits): number {
  const word0 = Math.max(a.i0, b.i0) >> 5;
  const word1 = Math.min((a.i0 >> 5) + a.wordsPerRow, (b.i0 >> 5) + b.wordsPerRow);
  const j1 = Math.min(a.j0 + a.rows, b.j0 + b.rows);
  let shared = 0;
  for (let j = Math.max(a.j0, b.j0); j < j1; j++) {
    const inA = (j - a.j0) * a.wordsPerRow - (a.i0 >> 5);
    const inB = (j - b.j0) * b.wordsPerRow - (b.i0 >> 5);
    for (let word = word0; word < word1; word++) {
      let bits = (a.words[inA + word] as number) & (b.words[inB + word] as number);
      bits -= (bits >>> 1) & 0x55555555;
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      shared += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
    }
  }
  return shared;
}
