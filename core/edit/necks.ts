// Where what hangs together is thin: places to part bones that touch. A ball is let shrink until it passes from one thick
// place to another; where it has to become much smaller than it fits in either of them is a neck.

import type { Vec3 } from '../geometry/index.ts';
import type { CellBox } from './cell-box.ts';
import { halfStepMm, squaredDistancesMm2 } from './cell-distance.ts';
import { forEachNeighbour } from './grow.ts';
import type { StackFrame } from './stack-frame.ts';

export interface Neck {
  /** Voxel in its narrowest place. */
  readonly ijk: Vec3;
  /** Of the largest ball that passes, mm. */
  readonly diameterMm: number;
  /** Voxels in thick places beyond it, seen from the seed, that right beyond it first: what to click as other parts. Where
   * the part of the seed ends, all that hang together with it but through this neck or thinner ones. */
  readonly beyondIjk: readonly Vec3[];
  /** Of the largest ball that fits right beyond it, mm. */
  readonly beyondMm: number;
}

/** Distances are told apart by this, mm. */
const TICK_MM = 0.1;
/** What is thinner than this on either side is a spike of noise, no part: radius, mm. */
const LEAST_PART_MM = 2;
/** A neck is at most this share as wide as what is on either side. */
const NECK_SHARE = 0.7;
/** What ends the part that is wanted comes first, then what hangs on it, then the rest. */
const NEARNESS = { thin: 2, thick: 1, null: 0 } as const;
/** More than these nobody looks through. */
const MOST_NECKS = 6;

interface Passage {
  readonly at: number;
  readonly tick: number;
  /** The thickest places on both sides, the thicker one first. */
  readonly peaks: readonly [number, number];
  /** On which side the part is that is wanted; null: it hangs on neither but through thinner places yet. */
  readonly own: 'thin' | 'thick' | null;
}

/** Places of cells, the thickest first, by counting. */
function byThickness(ticks: Uint16Array): Uint32Array {
  let most = 0;
  for (const tick of ticks) if (tick > most) most = tick;
  const starts = new Uint32Array(most + 2);
  for (const tick of ticks) if (tick > 0) starts[most - tick + 1] = (starts[most - tick + 1] as number) + 1;
  for (let n = 1; n < starts.length; n++) starts[n] = (starts[n] as number) + (starts[n - 1] as number);
  const order = new Uint32Array(starts[most] as number);
  ticks.forEach((tick, at) => {
    if (tick === 0) return;
    const place = starts[most - tick] as number;
    order[place] = at;
    starts[most - tick] = place + 1;
  });
  return order;
}

/** Cells joined as the ball shrinks; the root of what hangs together is its thickest cell. */
class Joined {
  private readonly parents: Int32Array;

  constructor(cells: number) {
    this.parents = new Int32Array(cells).fill(-1);
  }

  has(at: number): boolean {
    return this.parents[at] !== -1;
  }

  add(at: number): void {
    this.parents[at] = at;
  }

  root(at: number): number {
    let top = at;
    while (this.parents[top] !== top) top = this.parents[top] as number;
    for (let own = at; own !== top; ) {
      const next = this.parents[own] as number;
      this.parents[own] = top;
      own = next;
    }
    return top;
  }

  put(under: number, at: number): void {
    this.parents[at] = under;
  }
}

function passages(box: CellBox, walls: Uint8Array | null, ticks: Uint16Array, own: number): Passage[] {
  const joined = new Joined(ticks.length);
  const found: Passage[] = [];
  const rankOf = (root: number) => ticks[root] as number;
  for (const at of byThickness(ticks)) {
    joined.add(at);
    const tick = ticks[at] as number;
    forEachNeighbour(box.size, walls, at, (next) => {
      if (!joined.has(next)) return;
      const [a, b] = [joined.root(at), joined.root(next)];
      if (a === b) return;
      const [high, low] = rankOf(a) >= rankOf(b) ? [a, b] : [b, a];
      if (rankOf(low) >= LEAST_PART_MM / TICK_MM && tick <= NECK_SHARE * rankOf(low)) {
        const root = joined.has(own) ? joined.root(own) : -1;
        found.push({ at, tick, peaks: [high, low], own: root === low ? 'thin' : root === high ? 'thick' : null });
      }
      joined.put(high, low);
    });
  }
  return found;
}

/** Uphill to the thickest place around. */
function climbed(box: CellBox, walls: Uint8Array | null, ticks: Uint16Array, from: number): number {
  let at = from;
  for (;;) {
    let best = at;
    forEachNeighbour(box.size, walls, at, (next) => {
      if ((ticks[next] as number) > (ticks[best] as number)) best = next;
    });
    if (best === at) return at;
    at = best;
  }
}

/** Marks the cells to which a ball larger than this gets from a place. */
function reach(
  box: CellBox,
  walls: Uint8Array | null,
  ticks: Uint16Array,
  seen: Uint8Array,
  from: number,
  tick: number,
) {
  const stack = [from];
  seen[from] = 1;
  while (stack.length > 0) {
    forEachNeighbour(box.size, walls, stack.pop() as number, (next) => {
      if (seen[next] === 1 || (ticks[next] as number) <= tick) return;
      seen[next] = 1;
      stack.push(next);
    });
  }
}

/**
 * The necks of what is set (cells of 1 and more): first those that end the part of the seed, the narrowest before all.
 * @param seed cell of the part that is wanted: what lies beyond a neck is told from it
 */
export function findNecks(frame: StackFrame, box: CellBox, walls: Uint8Array | null, seed: number): Neck[] {
  const set = Uint8Array.from(box.cells, (cell) => (cell > 0 ? 1 : 0));
  const squares = squaredDistancesMm2(frame, box, set, 1);
  // Distances run between centres; the ball touches the face between them.
  const half = halfStepMm(frame);
  const ticks = Uint16Array.from(squares, (square, at) =>
    set[at] === 1 ? Math.min(65_535, Math.max(1, Math.round((Math.sqrt(square) - half) / TICK_MM))) : 0,
  );
  const own = climbed(box, walls, ticks, seed);
  const [ni, nj] = box.size;
  const voxel = (at: number): Vec3 => [
    box.box.i0 + (at % ni),
    box.box.j0 + (Math.floor(at / ni) % nj),
    box.box.k0 + Math.floor(at / (ni * nj)),
  ];
  const nearness = ({ own: side }: Passage) => NEARNESS[`${side}`];
  const share = ({ tick, peaks }: Passage) => tick / (ticks[peaks[1]] as number);
  const all = passages(box, walls, ticks, own);
  const othersOf = ({ tick, own: side }: Passage, beyond: number): number[] => {
    if (side === null) return [beyond];
    const seen = new Uint8Array(ticks.length);
    reach(box, walls, ticks, seen, own, tick);
    const peaks = [...new Set(all.flatMap((one) => one.peaks))].sort(
      (a, b) => (ticks[b] as number) - (ticks[a] as number) || a - b,
    );
    // One for each of the pieces that are left when all that is no wider is taken away.
    return [beyond, ...peaks].filter((at) => {
      if (seen[at] === 1) return false;
      reach(box, walls, ticks, seen, at, tick);
      return true;
    });
  };
  return all
    .sort((a, b) => nearness(b) - nearness(a) || share(a) - share(b))
    .slice(0, MOST_NECKS)
    .map((passage) => {
      const { at, tick, peaks, own: side } = passage;
      const [high, low] = peaks;
      const beyond = side === 'thin' ? high : low;
      return {
        ijk: voxel(at),
        diameterMm: 2 * TICK_MM * tick,
        beyondIjk: othersOf(passage, beyond).map(voxel),
        beyondMm: 2 * TICK_MM * (ticks[beyond] as number),
      };
    });
}
