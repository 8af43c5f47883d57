// Growing from seeds through what is set, by faces, never through a closed one; on wish not through necks either.

import type { CellBox } from './cell-box.ts';
import { halfStepMm, squaredDistancesMm2 } from './cell-distance.ts';
import { WALL_I, WALL_J, WALL_K } from './closure.ts';
import type { StackFrame } from './stack-frame.ts';

const pass = (walls: Uint8Array | null, at: number, wall: number): boolean =>
  walls === null || ((walls[at] as number) & wall) === 0;

/**
 * Cells that are `open` and hang together with the seeds by faces become `made`; runs of a row at a time.
 * @param seeds places of cells; those that are not open do nothing
 */
export function growCells(
  { size: [ni, nj, nk] }: CellBox,
  cells: Uint8Array,
  walls: Uint8Array | null,
  seeds: readonly number[],
  open: number,
  made: number,
): void {
  const plane = ni * nj;
  const stack = [...seeds];
  while (stack.length > 0) {
    const at = stack.pop() as number;
    if (cells[at] !== open) continue;
    const row = at - (at % ni);
    let from = at;
    while (from > row && cells[from - 1] === open && pass(walls, from - 1, WALL_I)) from--;
    let to = at + 1;
    while (to < row + ni && cells[to] === open && pass(walls, to - 1, WALL_I)) to++;
    cells.fill(made, from, to);
    const k = Math.floor(row / plane);
    const j = (row - k * plane) / ni;
    for (const [isThere, step, wall] of [
      [j > 0, -ni, WALL_J],
      [j + 1 < nj, ni, WALL_J],
      [k > 0, -plane, WALL_K],
      [k + 1 < nk, plane, WALL_K],
    ] as const) {
      if (!isThere) continue;
      // Of neighbours that follow one another, the first finds the rest.
      let isRun = false;
      for (let n = from; n < to; n++) {
        const next = n + step;
        const isOpen = cells[next] === open && pass(walls, step < 0 ? next : n, wall);
        if (isOpen && !(isRun && pass(walls, next - 1, WALL_I))) stack.push(next);
        isRun = isOpen;
      }
    }
  }
}

/** How far growth goes back along faces into corners that a ball does not fill, in radii: the corner of a box. */
const INTO_CORNERS = 3;

/** Lengths along faces are counted in steps of this, mm. */
const TICK_MM = 0.05;

/** What cells are: set, and grown over. */
export const OPEN = 1;
export const MADE = 2;
/** What they are besides while necks are looked for: a ball fits; it rolls there from the seeds; nearer to another. */
const [CORE, OWN, OTHER] = [3, 4, 5];

/** Calls `visit(next, axis)` for the cells that share an open face with `at`. */
export function forEachNeighbour(
  [ni, nj, nk]: readonly [number, number, number],
  walls: Uint8Array | null,
  at: number,
  visit: (next: number, axis: 0 | 1 | 2) => void,
): void {
  const plane = ni * nj;
  const i = at % ni;
  const j = Math.floor(at / ni) % nj;
  const k = Math.floor(at / plane);
  if (k > 0 && pass(walls, at - plane, WALL_K)) visit(at - plane, 2);
  if (j > 0 && pass(walls, at - ni, WALL_J)) visit(at - ni, 1);
  if (i > 0 && pass(walls, at - 1, WALL_I)) visit(at - 1, 0);
  if (i + 1 < ni && pass(walls, at, WALL_I)) visit(at + 1, 0);
  if (j + 1 < nj && pass(walls, at, WALL_J)) visit(at + ni, 1);
  if (k + 1 < nk && pass(walls, at, WALL_K)) visit(at + plane, 2);
}

/** Where the ball fits nearest to a seed, by faces through what is set; empty: nowhere. */
function nearestCore({ size }: CellBox, cells: Uint8Array, walls: Uint8Array | null, seed: number): number[] {
  if (cells[seed] === CORE) return [seed];
  if (cells[seed] !== OPEN) return [];
  const seen = new Set([seed]);
  for (const at of seen) {
    if (cells[at] === CORE) return [at];
    forEachNeighbour(size, walls, at, (next) => {
      const cell = cells[next];
      if (cell === OPEN || cell === CORE) seen.add(next);
    });
  }
  return [];
}

/** Grows both kinds of core back over what is open, the nearer one first, up to a length along faces. */
function growBack(frame: StackFrame, box: CellBox, cells: Uint8Array, walls: Uint8Array | null, reachMm: number): void {
  const last = Math.ceil(reachMm / TICK_MM);
  const buckets: number[][] = Array.from({ length: last + 1 }, () => []);
  const plane = box.size[0] * box.size[1];
  const stepTicks = (at: number, next: number, axis: 0 | 1 | 2): number => {
    if (axis < 2) return Math.round((axis === 0 ? frame.iStepMm : frame.jStepMm) / TICK_MM);
    const height = (cell: number) => frame.heightMm[box.box.k0 + Math.floor(cell / plane)] as number;
    return Math.round(Math.abs(height(at) - height(next)) / TICK_MM);
  };
  const leave = (at: number, ticks: number, label: number) =>
    forEachNeighbour(box.size, walls, at, (next, axis) => {
      const reached = ticks + Math.max(1, stepTicks(at, next, axis));
      if (cells[next] === OPEN && reached <= last) buckets[reached]?.push(next, label);
    });
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] === OWN) leave(at, 0, MADE);
    else if (cells[at] === CORE) leave(at, 0, OTHER);
  }
  for (let ticks = 1; ticks <= last; ticks++) {
    const bucket = buckets[ticks] as number[];
    for (let n = 0; n < bucket.length; n += 2) {
      const at = bucket[n] as number;
      if (cells[at] !== OPEN) continue;
      cells[at] = bucket[n + 1] as number;
      leave(at, ticks, bucket[n + 1] as number);
    }
    buckets[ticks] = [];
  }
}

/**
 * As `growCells` from open cells (1) to made ones (2), but not through necks: a ball of the radius rolls from the seeds
 * through what is set, and growth goes back from its centres by up to three radii along faces, which fills the corners
 * of a box; what is nearer to where the ball fits behind a neck stays there. Where the ball does not fit at a seed it
 * starts at the place where it does that is the fewest voxels away.
 * Returns false, and makes nothing, where it fits nowhere that the seeds reach.
 */
export function growBetweenNecks(
  frame: StackFrame,
  box: CellBox,
  cells: Uint8Array,
  walls: Uint8Array | null,
  seeds: readonly number[],
  radiusMm: number,
): boolean {
  const squares = squaredDistancesMm2(frame, box, cells, OPEN);
  // Distances run between centres; the ball touches the face between them.
  const fits = (radiusMm + halfStepMm(frame)) ** 2 * (1 - 1e-6);
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] === OPEN && (squares[at] as number) >= fits) cells[at] = CORE;
  }
  const starts = seeds.flatMap((seed) => nearestCore(box, cells, walls, seed));
  growCells(box, cells, walls, starts, CORE, OWN);
  if (starts.length > 0) growBack(frame, box, cells, walls, INTO_CORNERS * radiusMm);
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] as number;
    if (cell === OWN) cells[at] = MADE;
    else if (cell === CORE || cell === OTHER) cells[at] = OPEN;
  }
  return starts.length > 0;
}
