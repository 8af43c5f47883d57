// Isodose lines on a cut plane: marching squares (Lorensen and Cline 1987, in the plane) over the trilinear dose.

import type { CutPlane } from './cut-plane.ts';
import type { DoseGrid } from './dose-grid.ts';
import { sampleRaster } from './plane-raster.ts';

export interface IsodoseLine {
  /** u, v, u, v, … mm. */
  readonly uv: Float64Array;
  /** False: the line ends where the dose grid or the plane ends. */
  readonly isClosed: boolean;
}

export interface Isodose {
  readonly gy: number;
  /** The higher dose lies on the right hand of the way along the points, as seen on the screen. */
  readonly lines: readonly IsodoseLine[];
}

/** Doses of levels in percent of a prescription, Gy. */
export const levelsGy = (percents: readonly number[], prescriptionGy: number): number[] =>
  percents.map((percent) => (percent / 100) * prescriptionGy);

/** Nodes of the lattice on which lines are looked for, at most. */
const MOST_NODES = 4_000_000;

interface Lattice {
  readonly columns: number;
  readonly rows: number;
  readonly stepMm: number;
  readonly values: Float64Array;
}

function sampleLattice(dose: DoseGrid, plane: CutPlane, stepMm: number): Lattice {
  const { u0, u1, v0, v1 } = plane.extent;
  const step = Math.max(stepMm, Math.sqrt(((u1 - u0) * (v1 - v0)) / MOST_NODES));
  const columns = Math.floor((u1 - u0) / step) + 2;
  const rows = Math.floor((v1 - v0) / step) + 2;
  const us = Float64Array.from({ length: columns }, (_, column) => u0 + column * step);
  const vs = Float64Array.from({ length: rows }, (_, row) => v0 + row * step);
  const values = new Float64Array(columns * rows);
  sampleRaster(dose, plane, us, vs, 'nothing', values);
  return { columns, rows, stepMm: step, values };
}

/** Edges of a cell that a line joins, by its corners at or above the level (1 top left, then clockwise 2, 4, 8). Edge 0 is
 * the top, 1 the right, 2 the bottom, 3 the left; the higher side lies on the right hand. */
const LINES: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[0, 3]],
  [[1, 0]],
  [[1, 3]],
  [[2, 1]],
  [],
  [[2, 0]],
  [[2, 3]],
  [[3, 2]],
  [[0, 2]],
  [],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];
type Pairs = readonly (readonly [number, number])[];
const APART: Readonly<Record<number, Pairs>> = {
  5: [
    [0, 3],
    [2, 1],
  ],
  10: [
    [1, 0],
    [3, 2],
  ],
};
const JOINED: Readonly<Record<number, Pairs>> = {
  5: [
    [0, 1],
    [2, 3],
  ],
  10: [
    [3, 0],
    [1, 2],
  ],
};

/** Of a node without dose; levels are far fewer. */
const NO_DOSE = 0xffff;

/** For each node how many of the rising levels it reaches: a cell whose nodes all say the same has no line. */
function bandsOf({ values }: Lattice, rising: readonly number[]): Uint16Array {
  const bands = new Uint16Array(values.length);
  for (let node = 0; node < values.length; node++) {
    const value = values[node] as number;
    if (Number.isNaN(value)) {
      bands[node] = NO_DOSE;
      continue;
    }
    let band = 0;
    while (band < rising.length && value >= (rising[band] as number)) band++;
    bands[node] = band;
  }
  return bands;
}

/** The pieces of line of one level in a cell whose four nodes do not say the same of it. */
function linkCell({ columns, values }: Lattice, node: number, level: number, next: Map<number, number>): void {
  const a = values[node] as number;
  const b = values[node + 1] as number;
  const c = values[node + columns + 1] as number;
  const d = values[node + columns] as number;
  const mean = (a + b + c + d) / 4;
  const code = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
  const pairs = (mean >= level ? JOINED[code] : APART[code]) ?? (LINES[code] as Pairs);
  const edges = [2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1];
  for (const [from, to] of pairs) next.set(edges[from] as number, edges[to] as number);
}

/**
 * The edge that follows each edge, for each of the rising levels. Edge ids: 2 * node for the edge to the right of a node,
 * 2 * node + 1 for the one below it.
 */
function linkCells(lattice: Lattice, rising: readonly number[]): Map<number, number>[] {
  const { columns, rows } = lattice;
  const bands = bandsOf(lattice, rising);
  const nexts = rising.map(() => new Map<number, number>());
  for (let row = 0; row + 1 < rows; row++) {
    for (let node = row * columns, last = node + columns - 1; node < last; node++) {
      const a = bands[node] as number;
      const b = bands[node + 1] as number;
      const c = bands[node + columns + 1] as number;
      const d = bands[node + columns] as number;
      if (a === b && b === c && c === d) continue;
      const high = Math.max(a, b, c, d);
      if (high === NO_DOSE) continue;
      for (let at = Math.min(a, b, c, d); at < high; at++) {
        linkCell(lattice, node, rising[at] as number, nexts[at] as Map<number, number>);
      }
    }
  }
  return nexts;
}

function pointOfEdge({ columns, stepMm, values }: Lattice, plane: CutPlane, edge: number, level: number) {
  const node = edge >> 1;
  const isDown = (edge & 1) === 1;
  const from = values[node] as number;
  const to = values[node + (isDown ? columns : 1)] as number;
  const share = (level - from) / (to - from);
  const column = (node % columns) + (isDown ? 0 : share);
  const row = Math.floor(node / columns) + (isDown ? share : 0);
  return [plane.extent.u0 + column * stepMm, plane.extent.v0 + row * stepMm] as const;
}

function linesOf(lattice: Lattice, plane: CutPlane, level: number, next: Map<number, number>): IsodoseLine[] {
  const follow = (start: number): IsodoseLine => {
    const uv: number[] = [];
    let edge: number | undefined = start;
    let isClosed = false;
    while (edge !== undefined) {
      uv.push(...pointOfEdge(lattice, plane, edge, level));
      const following = next.get(edge);
      next.delete(edge);
      edge = following;
      isClosed = edge === start;
      if (isClosed) break;
    }
    return { uv: Float64Array.from(uv), isClosed };
  };
  const entered = new Set(next.values());
  const open = [...next.keys()].filter((edge) => !entered.has(edge)).map(follow);
  const closed: IsodoseLine[] = [];
  for (let first = next.keys().next(); !first.done; first = next.keys().next()) closed.push(follow(first.value));
  return [...open, ...closed];
}

/**
 * Lines of equal dose on a plane, one entry a level in the order given. Beyond the dose grid there is no dose and no
 * line. Points lie on the trilinear dose within what a straight line between samples leaves.
 * @param levels Gy, above 0
 * @param stepMm distance of samples; default: half the smallest voxel side of the dose
 */
export function isodoseContours(
  dose: DoseGrid,
  plane: CutPlane,
  levels: readonly number[],
  stepMm: number = Math.min(...dose.geometry.spacingMm) / 2,
): Isodose[] {
  const lattice = sampleLattice(dose, plane, stepMm);
  const rising = [...new Set(levels)].sort((p, q) => p - q);
  const nexts = linkCells(lattice, rising);
  const lines = new Map(
    rising.map((gy, at) => [gy, linesOf(lattice, plane, gy, nexts[at] as Map<number, number>)] as const),
  );
  return levels.map((gy) => ({ gy, lines: lines.get(gy) as readonly IsodoseLine[] }));
}
