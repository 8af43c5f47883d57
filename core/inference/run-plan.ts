// In which order the patches or slices of an image are run, so that rows of the result are finished one after the other.

import type { Size3 } from '../geometry/index.ts';
import { planeAxes } from './blend.ts';
import type { InferenceWarning } from './input-checks.ts';
import type { ModelManifest } from './model-manifest.ts';
import { extractPatch, planTiles } from './tile-plan.ts';
import type { GridPart } from './uncertainty.ts';

export interface RunPlan {
  readonly size: Size3;
  readonly patch: Size3;
  /** Rows of the result are the planes across this axis. */
  readonly axis: 0 | 1 | 2;
  /** Rows that one run can span. */
  readonly rows: number;
  /** Starts of the patches that are run together, ascending along `axis`. */
  readonly runs: readonly (readonly Size3[])[];
  /** Patches of all runs. */
  readonly count: number;
}

/** The patch of a manifest: 1 along the slice axis. */
export const patchOf = ({ input }: ModelManifest): Size3 => input.axes.map((a) => a.patch) as unknown as Size3;

/** Place of the slice axis among the axes; null for volumes. */
export function sliceAxisOf({ input }: ModelManifest): 0 | 1 | 2 | null {
  const at = input.axes.findIndex(({ axis }) => axis === input.sliceAxis);
  return at < 0 ? null : (at as 0 | 1 | 2);
}

/** Plans for a grid of `size` voxels; `patch` may be a smaller one than the manifest's. */
export function planRuns(manifest: ModelManifest, size: Size3, patch: Size3 = patchOf(manifest)): RunPlan {
  const { overlap, placement, batch } = manifest.tiling;
  const { starts, count } = planTiles(size, patch, overlap, placement);
  const at = (tile: number) => [...starts.subarray(3 * tile, 3 * tile + 3)] as unknown as Size3;
  const tiles = Array.from({ length: count }, (_, tile) => at(tile));
  const sliceAxis = sliceAxisOf(manifest);
  if (sliceAxis !== null) {
    return { size, patch, axis: sliceAxis, rows: batch, runs: sliceRuns(tiles, sliceAxis, batch), count };
  }
  // The fewer voxels the rows in work have, the less memory; along the last axis reading would jump.
  const live = ([a, b]: readonly [0 | 1, 0 | 1]) => Math.min(patch[a], size[a]) * size[b] * size[2];
  const axis = live([0, 1]) <= live([1, 0]) ? 0 : 1;
  const sorted = tiles.toSorted((p, q) => p[axis] - q[axis]);
  return { size, patch, axis, rows: patch[axis], runs: sorted.map((tile) => [tile]), count };
}

/** Batches of neighbouring slices at the same place in their plane. */
function sliceRuns(tiles: readonly Size3[], axis: 0 | 1 | 2, batch: number): Size3[][] {
  const runs = new Map<string, Size3[]>();
  const place = (tile: Size3) => tile.map((n, a) => (a === axis ? Math.floor(n / batch) : n));
  for (const tile of tiles.toSorted((p, q) => p[axis] - q[axis])) {
    const key = place(tile).join();
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [tile]);
    else run.push(tile);
  }
  return [...runs.values()].sort((p, q) => (p[0] as Size3)[axis] - (q[0] as Size3)[axis]);
}

/** Memory for the rows in work. Half of what is left to a program that shall need 4 GB with everything around it. */
const ROWS_BYTES = 1.2 * 2 ** 30;

/**
 * Parts of the grid that are finished one after the other so that the rows in work fit into `bytes`: one where they do, else
 * slabs across the longer axis of a row's plane. Patches that reach into two parts are run for both. Neighbouring
 * parts share two voxels, so that each knows what interpolation at its edge needs.
 */
export function planParts(plan: RunPlan, fields: number, bytes = ROWS_BYTES): readonly GridPart[] {
  const { size, patch, axis, rows } = plan;
  const [outer, inner] = planeAxes(axis);
  const across = size[outer] >= size[inner] ? outer : inner;
  const needed = 4 * fields * (Math.min(size[axis], rows) + 1) * size[outer] * size[inner];
  const most = Math.max(1, Math.floor(size[across] / patch[across]));
  const count = Math.min(most, Math.ceil(needed / bytes));
  return Array.from({ length: count }, (_, n) => {
    const from = Math.max(0, Math.floor((n * size[across]) / count) - 1);
    const to = Math.min(size[across], Math.floor(((n + 1) * size[across]) / count) + 1);
    const start = size.map((_n, a) => (a === across ? from : 0)) as unknown as Size3;
    return { start, size: size.map((length, a) => (a === across ? to - from : length)) as unknown as Size3 };
  });
}

/** True when a patch has a voxel in a part of the grid. */
export const reachesPart = (start: Size3, patch: Size3, part: GridPart): boolean =>
  start.every((s, a) => {
    const at = s - (part.start[a] as number);
    return at + (patch[a] as number) > 0 && at < (part.size[a] as number);
  });

/** Patches to try where memory is short, largest first: each halves the longest side that may still shrink. */
export function smallerPatches(manifest: ModelManifest): readonly Size3[] {
  const least = manifest.tiling.smallestPatch;
  if (least === null) return [];
  const found: Size3[] = [];
  let patch = patchOf(manifest);
  for (;;) {
    const halved = patch.map((n, a) => {
      const { multipleOf } = manifest.input.axes[a] as { multipleOf: number };
      return Math.max(least[a] as number, Math.ceil(n / 2 / multipleOf) * multipleOf);
    });
    const gain = patch.map((n, a) => n - (halved[a] as number));
    const side = gain.indexOf(Math.max(...gain));
    if ((gain[side] as number) <= 0) return found;
    patch = patch.map((n, a) => (a === side ? (halved[a] as number) : n)) as unknown as Size3;
    found.push(patch);
  }
}

/** A warning where `patch` is not the whole one: a network sees less around each voxel of a smaller one. */
export function checkPatch(manifest: ModelManifest, patch: Size3): InferenceWarning[] {
  const whole = patchOf(manifest);
  if (whole.join() === patch.join()) return [];
  const message = `Memory was short: patches of ${patch.join(' x ')} voxels in place of ${whole.join(' x ')}. Edges may lie elsewhere than with whole patches; check them.`;
  return [{ code: 'MODEL_SMALLER_PATCHES', message }];
}

/** What a network is given for voxels that are not there. */
export interface Beyond {
  /** For a patch that is larger than the grid. */
  readonly padding: number;
  /** For neighbours beyond the first and last slice, where they are not repeated. */
  readonly outside: number;
}

/**
 * Writes the input for the patch at `start` into `into`: one field, or the slice with its neighbours as fields in the
 * order of the slice axis.
 */
export function extractInput(
  manifest: ModelManifest,
  values: Float32Array,
  plan: Pick<RunPlan, 'size' | 'patch'>,
  start: Size3,
  beyond: Beyond,
  into: Float32Array,
): void {
  const { size, patch } = plan;
  const axis = sliceAxisOf(manifest);
  if (axis === null) {
    extractPatch(values, size, start, patch, beyond.padding, into);
    return;
  }
  const { neighbours, beyondSlices } = manifest.input;
  const voxels = patch[0] * patch[1] * patch[2];
  const last = size[axis] - 1;
  for (let n = -neighbours; n <= neighbours; n++) {
    const slice = start[axis] + n;
    const field = into.subarray((n + neighbours) * voxels, (n + neighbours + 1) * voxels);
    if ((slice < 0 || slice > last) && beyondSlices === 'outside') {
      field.fill(beyond.outside);
      continue;
    }
    const from = start.map((s, a) => (a === axis ? Math.min(last, Math.max(0, slice)) : s)) as unknown as Size3;
    extractPatch(values, size, from, patch, beyond.padding, field);
  }
}
