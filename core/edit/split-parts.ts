// Splitting what touches: every voxel goes to the seeds from which it is reached over the best way, where the weakest
// place counts. What is best is either thick (distance to the outside) or bright (the value: joints and contacts are
// darker than bone). Flooding by priority from markers (Meyer, Topographic distance and watershed lines, 1994).

import type { VoxelArray } from '../volume/index.ts';
import type { CellBox } from './cell-box.ts';
import { squaredDistancesMm2 } from './cell-distance.ts';
import { forEachNeighbour } from './grow.ts';
import type { StackFrame } from './stack-frame.ts';
import type { ValueRange } from './threshold.ts';

/** Levels of a flood: 0 is flooded first. */
export const FLOOD_LEVELS = 4096;

/** Thickness is told apart in these steps, mm. */
const THICKNESS_STEP_MM = 1 / 32;

/** Thick places first. */
export function thicknessLevels(frame: StackFrame, box: CellBox): Uint16Array {
  const squares = squaredDistancesMm2(frame, box, box.cells, 1);
  return Uint16Array.from(squares, (square) =>
    Math.max(0, FLOOD_LEVELS - 1 - Math.round(Math.sqrt(square) / THICKNESS_STEP_MM)),
  );
}

/**
 * Sums of the 27 voxels around each cell, weighted 1 2 1 along every axis (64 in all); the image's border goes on beyond
 * it. Single bright voxels of noise bridge a dark joint otherwise.
 */
function smoothedSums(frame: StackFrame, { box, size: [ni, nj, nk] }: CellBox, voxels: VoxelArray): Float32Array {
  const last = (n: 0 | 1 | 2) => frame.size[n] - 1;
  const clamp = (at: number, most: number) => Math.min(Math.max(at, 0), most);
  const sums = new Float32Array(ni * nj * nk);
  const weights = [1, 2, 1];
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const to = (k * nj + j) * ni;
      for (let n = 0; n < 9; n++) {
        const [dj, dk] = [(n % 3) - 1, Math.floor(n / 3) - 1];
        const weight = (weights[dj + 1] as number) * (weights[dk + 1] as number);
        const plane = clamp(box.k0 + k + dk, last(2)) * frame.size[1];
        const row = (plane + clamp(box.j0 + j + dj, last(1))) * frame.size[0];
        let before = voxels[row + clamp(box.i0 - 1, last(0))] as number;
        let here = voxels[row + box.i0] as number;
        for (let i = 0; i < ni; i++) {
          const after = voxels[row + clamp(box.i0 + i + 1, last(0))] as number;
          sums[to + i] = (sums[to + i] as number) + weight * (before + 2 * here + after);
          before = here;
          here = after;
        }
      }
    }
  }
  return sums;
}

/** Bright places first, lightly smoothed: values are told apart in whole numbers where the range allows it. */
export function valueLevels(frame: StackFrame, box: CellBox, voxels: VoxelArray, range: ValueRange): Uint16Array {
  const sums = smoothedSums(frame, box, voxels);
  const share = Math.min(1, (FLOOD_LEVELS - 1) / Math.max(1, range.high - range.low));
  return Uint16Array.from(sums, (sum) =>
    Math.min(FLOOD_LEVELS - 1, Math.max(0, Math.floor((range.high - sum / 64) * share + 0.5))),
  );
}

/** Places of cells, first in, first out, one line a level. */
class Queue {
  private readonly heads = new Int32Array(FLOOD_LEVELS).fill(-1);
  private readonly tails = new Int32Array(FLOOD_LEVELS).fill(-1);
  private readonly next: Int32Array;
  private lowest = FLOOD_LEVELS;

  constructor(cells: number) {
    this.next = new Int32Array(cells).fill(-1);
  }

  push(at: number, level: number): void {
    const tail = this.tails[level] as number;
    if (tail < 0) this.heads[level] = at;
    else this.next[tail] = at;
    this.tails[level] = at;
    if (level < this.lowest) this.lowest = level;
  }

  /** -1: empty. */
  pop(): number {
    while (this.lowest < FLOOD_LEVELS) {
      const at = this.heads[this.lowest] as number;
      if (at >= 0) {
        const following = this.next[at] as number;
        this.heads[this.lowest] = following;
        if (following < 0) this.tails[this.lowest] = -1;
        return at;
      }
      this.lowest++;
    }
    return -1;
  }
}

/**
 * Set cells that the seeds reach by open faces, each with the number of its seeds (1, 2, …); 0 for the others. Of equally
 * good ways, the one found first counts.
 * @param seeds places of cells, one list a part
 */
export function floodFromSeeds(
  { size, cells }: CellBox,
  walls: Uint8Array | null,
  levels: Uint16Array,
  seeds: readonly (readonly number[])[],
): Uint8Array {
  const labels = new Uint8Array(cells.length);
  const queue = new Queue(cells.length);
  for (const [part, places] of seeds.entries()) {
    for (const at of places) {
      if (cells[at] === 0 || labels[at] !== 0) continue;
      labels[at] = part + 1;
      queue.push(at, levels[at] as number);
    }
  }
  for (let at = queue.pop(); at >= 0; at = queue.pop()) {
    const label = labels[at] as number;
    forEachNeighbour(size, walls, at, (next) => {
      if (cells[next] === 0 || labels[next] !== 0) return;
      labels[next] = label;
      queue.push(next, levels[next] as number);
    });
  }
  return labels;
}
