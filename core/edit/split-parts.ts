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
  const levels = new Uint16Array(squares.length);
  for (let at = 0; at < levels.length; at++) {
    const square = squares[at] as number;
    if (square > 0) levels[at] = Math.max(0, FLOOD_LEVELS - 1 - Math.round(Math.sqrt(square) / THICKNESS_STEP_MM));
  }
  return levels;
}

/** Weights of a voxel and its neighbours along each axis; 64 in all three. */
const WEIGHTS = [1, 2, 1] as const;

/**
 * Bright places first: values are told apart in whole numbers where the range allows it. Each is the weighted mean of the
 * 27 voxels around it (the image's border goes on beyond it): single bright voxels of noise bridge a dark joint otherwise.
 */
export function valueLevels(frame: StackFrame, cells: CellBox, voxels: VoxelArray, range: ValueRange): Uint16Array {
  const { box, size } = cells;
  const [ni, nj, nk] = frame.size;
  const levels = new Uint16Array(cells.cells.length);
  const share = Math.min(1, (FLOOD_LEVELS - 1) / Math.max(1, range.high - range.low));
  const clamp = (at: number, most: number) => Math.max(0, Math.min(at, most));
  const meanAt = (i: number, j: number, k: number): number => {
    let sum = 0;
    for (let dk = -1; dk <= 1; dk++) {
      const plane = clamp(k + dk, nk - 1) * nj;
      for (let dj = -1; dj <= 1; dj++) {
        const row = (plane + clamp(j + dj, nj - 1)) * ni;
        const weight = (WEIGHTS[dj + 1] as number) * (WEIGHTS[dk + 1] as number);
        const [before, after] = [
          voxels[row + clamp(i - 1, ni - 1)] as number,
          voxels[row + clamp(i + 1, ni - 1)] as number,
        ];
        sum += weight * (before + 2 * (voxels[row + i] as number) + after);
      }
    }
    return sum / 64;
  };
  for (let k = 0, at = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, at++) {
        if (cells.cells[at] === 0) continue;
        const level = Math.floor((range.high - meanAt(box.i0 + i, box.j0 + j, box.k0 + k)) * share + 0.5);
        levels[at] = clamp(level, FLOOD_LEVELS - 1);
      }
    }
  }
  return levels;
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
