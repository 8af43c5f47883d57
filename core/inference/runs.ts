// Connected components of a binary box by runs along i: a body of ten million voxels has some hundred thousand runs, so
// joining runs costs a fraction of flooding voxels.

import type { Size3 } from '../geometry/index.ts';
import { type Box3, boxSize, emptyMask, type Mask } from '../volume/index.ts';

/** Runs of equal voxels, row by row (row = k * nj + j). Run r covers voxels begin[r] <= i < end[r] of its row. */
export interface Runs {
  readonly size: Size3;
  /** First run of every row, and the number of runs at the end. */
  readonly rowStart: Int32Array;
  readonly begin: Int32Array;
  readonly end: Int32Array;
}

/** Which runs touch. `along` 'j' and 'k': neighbouring rows are joined in that direction. `diagonal`: contact over an
 * edge or a corner counts (26 neighbours in space, 8 in a plane), else over a face only (6 and 4). */
export interface Contact {
  readonly along: 'jk' | 'j' | 'k';
  readonly diagonal: boolean;
}

/** Collects runs in row order: `add` within a row, `endRow` after each row, `finish` after the last. */
export interface RunList {
  add(begin: number, end: number): void;
  endRow(): void;
  finish(): Runs;
}

export function createRunList(size: Size3): RunList {
  const rowStart = new Int32Array(size[1] * size[2] + 1);
  let begin = new Int32Array(Math.max(16, 2 * rowStart.length));
  let end = new Int32Array(begin.length);
  let count = 0;
  let row = 0;
  return {
    add(from, to) {
      if (count === begin.length) {
        begin = doubled(begin);
        end = doubled(end);
      }
      begin[count] = from;
      end[count++] = to;
    },
    endRow() {
      rowStart[++row] = count;
    },
    finish: () => ({ size, rowStart, begin: begin.subarray(0, count), end: end.subarray(0, count) }),
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * array.length);
  grown.set(array);
  return grown;
}

/** The runs of `value` in a box of `size` voxels, i fastest. */
export function findRuns(voxels: Uint8Array, size: Size3, value: 0 | 1): Runs {
  const list = createRunList(size);
  const ni = size[0];
  for (let from = 0; from < voxels.length; from += ni) {
    const to = from + ni;
    let at = from;
    while (at < to) {
      while (at < to && voxels[at] !== value) at++;
      if (at === to) break;
      const start = at;
      while (at < to && voxels[at] === value) at++;
      list.add(start - from, at - from);
    }
    list.endRow();
  }
  return list.finish();
}

/** Root of a run, halving the path on the way (Tarjan and van Leeuwen, J. ACM 31, 1984). */
function rootOf(parent: Int32Array, run: number): number {
  let at = run;
  while (parent[at] !== at) {
    const up = parent[parent[at] as number] as number;
    parent[at] = up;
    at = up;
  }
  return at;
}

/** Joins the touching runs of two rows. `slack` 1 counts diagonal contact. */
function joinRows(runs: Runs, parent: Int32Array, rowA: number, rowB: number, slack: 0 | 1): void {
  const { rowStart, begin, end } = runs;
  let a = rowStart[rowA] as number;
  let b = rowStart[rowB] as number;
  const endA = rowStart[rowA + 1] as number;
  const endB = rowStart[rowB + 1] as number;
  while (a < endA && b < endB) {
    if ((begin[a] as number) < (end[b] as number) + slack && (begin[b] as number) < (end[a] as number) + slack) {
      const p = rootOf(parent, a);
      const q = rootOf(parent, b);
      if (p < q) parent[q] = p;
      else parent[p] = q;
    }
    if ((end[a] as number) < (end[b] as number)) a++;
    else b++;
  }
}

/** For every run the smallest run of its component. */
export function joinRuns(runs: Runs, contact: Contact): Int32Array {
  const [, nj, nk] = runs.size;
  const parent = new Int32Array(runs.begin.length);
  for (let r = 0; r < parent.length; r++) parent[r] = r;
  const slack = contact.diagonal ? 1 : 0;
  const [alongJ, alongK] = [contact.along.includes('j'), contact.along.includes('k')];
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const row = k * nj + j;
      if (alongJ && j > 0) joinRows(runs, parent, row, row - 1, slack);
      if (!alongK || k === 0) continue;
      joinRows(runs, parent, row, row - nj, slack);
      if (!contact.diagonal || !alongJ) continue;
      if (j > 0) joinRows(runs, parent, row, row - nj - 1, slack);
      if (j < nj - 1) joinRows(runs, parent, row, row - nj + 1, slack);
    }
  }
  for (let r = 0; r < parent.length; r++) parent[r] = rootOf(parent, r);
  return parent;
}

/** Voxels of every component, at the index of its root. */
export function componentSizes(runs: Runs, roots: Int32Array): Int32Array {
  const sizes = new Int32Array(roots.length);
  for (let r = 0; r < roots.length; r++) {
    const root = roots[r] as number;
    sizes[root] = (sizes[root] as number) + (runs.end[r] as number) - (runs.begin[r] as number);
  }
  return sizes;
}

/** The component with most voxels; of equally large ones the first in memory order; -1 when there is none. */
export function largestRoot(sizes: Int32Array): number {
  let best = -1;
  for (let r = 0; r < sizes.length; r++) {
    if ((sizes[r] as number) > (best < 0 ? 0 : (sizes[best] as number))) best = r;
  }
  return best;
}

/** 1 for every run whose component is `root`. */
export function runsOfRoot(roots: Int32Array, root: number): Uint8Array {
  const keep = new Uint8Array(roots.length);
  for (let r = 0; r < keep.length; r++) keep[r] = roots[r] === root ? 1 : 0;
  return keep;
}

/** The runs between the kept runs of every row: the background of what is kept. */
export function complementRuns(runs: Runs, keep: Uint8Array): Runs {
  const { size, rowStart, begin, end } = runs;
  const list = createRunList(size);
  for (let row = 0; row < rowStart.length - 1; row++) {
    let at = 0;
    for (let r = rowStart[row] as number; r < (rowStart[row + 1] as number); r++) {
      if (keep[r] === 0) continue;
      if ((begin[r] as number) > at) list.add(at, begin[r] as number);
      at = end[r] as number;
    }
    if (at < size[0]) list.add(at, size[0]);
    list.endRow();
  }
  return list.finish();
}

/** Sets the kept runs to 1 in a box of the same size. */
export function paintRuns(voxels: Uint8Array, runs: Runs, keep: Uint8Array): void {
  const { size, rowStart, begin, end } = runs;
  for (let row = 0; row < rowStart.length - 1; row++) {
    const at = row * size[0];
    for (let r = rowStart[row] as number; r < (rowStart[row + 1] as number); r++) {
      if (keep[r] === 1) voxels.fill(1, at + (begin[r] as number), at + (end[r] as number));
    }
  }
}

/**
 * 1 for every run of background that does not reach the rim of the box: enclosed in space (along jk) or within every
 * plane of i and j (along j) or of i and k (along k). Background touches over faces only.
 */
export function enclosedRuns(background: Runs, along: Contact['along']): Uint8Array {
  const [ni, nj, nk] = background.size;
  const { rowStart, begin, end } = background;
  const roots = joinRuns(background, { along, diagonal: false });
  const open = new Uint8Array(roots.length);
  const [rimJ, rimK] = [along.includes('j'), along.includes('k')];
  for (let row = 0; row < rowStart.length - 1; row++) {
    const j = row % nj;
    const k = (row - j) / nj;
    const atRim = (rimJ && (j === 0 || j === nj - 1)) || (rimK && (k === 0 || k === nk - 1));
    for (let r = rowStart[row] as number; r < (rowStart[row + 1] as number); r++) {
      if (atRim || begin[r] === 0 || end[r] === ni) open[roots[r] as number] = 1;
    }
  }
  const enclosed = new Uint8Array(roots.length);
  for (let r = 0; r < enclosed.length; r++) enclosed[r] = open[roots[r] as number] === 1 ? 0 : 1;
  return enclosed;
}

/** Fills, in place, what the foreground of a box encloses; `along` as in `enclosedRuns`. */
export function fillEnclosed(voxels: Uint8Array, size: Size3, along: Contact['along']): void {
  const background = findRuns(voxels, size, 0);
  paintRuns(voxels, background, enclosedRuns(background, along));
}

/** Smallest box of the kept runs, relative to the box of the runs; null when none is kept. */
function runsBox(runs: Runs, keep: Uint8Array): Box3 | null {
  const [ni, nj, nk] = runs.size;
  let [i0, i1, j0, j1, k0, k1] = [ni, 0, nj, 0, nk, 0];
  for (let row = 0; row < runs.rowStart.length - 1; row++) {
    const j = row % nj;
    const k = (row - j) / nj;
    for (let r = runs.rowStart[row] as number; r < (runs.rowStart[row + 1] as number); r++) {
      if (keep[r] === 0) continue;
      if ((runs.begin[r] as number) < i0) i0 = runs.begin[r] as number;
      if ((runs.end[r] as number) > i1) i1 = runs.end[r] as number;
      if (j < j0) j0 = j;
      if (j >= j1) j1 = j + 1;
      if (k < k0) k0 = k;
      k1 = k + 1;
    }
  }
  return i1 === 0 ? null : { i0, i1, j0, j1, k0, k1 };
}

/**
 * The kept runs as a mask with a tight box. `box` is where the runs lie in the grid of `size` voxels. `filling` are further
 * runs of the same box that lie between the kept ones.
 */
export function maskFromRuns(
  runs: Runs,
  keep: Uint8Array,
  box: Box3,
  size: Size3,
  filling?: { readonly runs: Runs; readonly keep: Uint8Array },
): Mask {
  const inner = runsBox(runs, keep);
  if (inner === null) return emptyMask(size);
  const [bi, bj, bk] = boxSize(inner);
  const voxels = new Uint8Array(bi * bj * bk);
  paintBox(voxels, inner, runs, keep);
  if (filling !== undefined) paintBox(voxels, inner, filling.runs, filling.keep);
  const { i0, i1, j0, j1, k0, k1 } = inner;
  return {
    size,
    box: { i0: box.i0 + i0, i1: box.i0 + i1, j0: box.j0 + j0, j1: box.j0 + j1, k0: box.k0 + k0, k1: box.k0 + k1 },
    voxels,
  };
}

/** Sets the kept runs to 1 in `voxels`, which hold the part `inner` of the box of the runs. */
function paintBox(voxels: Uint8Array, inner: Box3, runs: Runs, keep: Uint8Array): void {
  const [bi] = boxSize(inner);
  let at = -inner.i0;
  for (let k = inner.k0; k < inner.k1; k++) {
    for (let j = inner.j0; j < inner.j1; j++) {
      const row = k * runs.size[1] + j;
      for (let r = runs.rowStart[row] as number; r < (runs.rowStart[row + 1] as number); r++) {
        if (keep[r] === 1) voxels.fill(1, at + (runs.begin[r] as number), at + (runs.end[r] as number));
      }
      at += bi;
    }
  }
}
