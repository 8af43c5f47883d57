// Where the patches of a network lie on the model grid (the sliding window of nnU-Net, Isensee et al., Nature Methods
// 18, 2021): evenly spread, at least `overlap` of a patch shared with the neighbour; or at equal steps, as MONAI has it.

import type { Size3 } from '../geometry/index.ts';

export interface TilePlan {
  readonly patch: Size3;
  /** First voxel of each patch, three numbers a patch; negative where the patch is larger than the grid. */
  readonly starts: Int32Array;
  readonly count: number;
}

/** even: spread over the whole. stride: at equal steps from 0, the last one moved back to end with the grid. */
export type Placement = 'even' | 'stride';

/** Starts along one axis. A grid smaller than the patch lies in the middle of it. */
export function tileStarts(n: number, patch: number, overlap: number, placement: Placement = 'even'): number[] {
  if (n <= patch) return [Math.ceil((n - patch) / 2)];
  const step = Math.max(1, Math.floor(patch * (1 - overlap)));
  const tiles = Math.ceil((n - patch) / step) + 1;
  return Array.from({ length: tiles }, (_, t) =>
    placement === 'even' ? Math.round((t * (n - patch)) / (tiles - 1)) : Math.min(t * step, n - patch),
  );
}

/** Patches that together cover every voxel of the grid. */
export function planTiles(size: Size3, patch: Size3, overlap: number, placement: Placement = 'even'): TilePlan {
  const [a, b, c] = size.map((n, axis) => tileStarts(n, patch[axis] as number, overlap, placement)) as [
    number[],
    number[],
    number[],
  ];
  const starts: number[] = [];
  for (const x of a) for (const y of b) for (const z of c) starts.push(x, y, z);
  return { patch, starts: Int32Array.from(starts), count: starts.length / 3 };
}

/** Copies the patch at `start` out of `input` (model grid, array order); voxels beyond the grid become `padding`. */
export function extractPatch(
  input: Float32Array,
  size: Size3,
  start: Size3,
  patch: Size3,
  padding: number,
  into: Float32Array,
): void {
  const [pa, pb, pc] = patch;
  const [sa, sb, sc] = start;
  const from = Math.max(0, -sc);
  const to = Math.min(pc, size[2] - sc);
  into.fill(padding);
  if (to <= from) return;
  for (let a = Math.max(0, -sa); a < Math.min(pa, size[0] - sa); a++) {
    for (let b = Math.max(0, -sb); b < Math.min(pb, size[1] - sb); b++) {
      const row = ((sa + a) * size[1] + sb + b) * size[2] + sc;
      into.set(input.subarray(row + from, row + to), (a * pb + b) * pc + from);
    }
  }
}

/** True when no voxel of a patch is above `airLevel` (in normalised intensity). */
export function isAir(tile: Float32Array, airLevel: number): boolean {
  for (let n = 0; n < tile.length; n++) if ((tile[n] as number) > airLevel) return false;
  return true;
}
