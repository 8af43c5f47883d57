// Image grid -> model grid. A point between two planes is projected onto both along their normal and interpolated
// bilinearly in each, so tilted and unevenly spaced stacks are sampled where their voxels truly are.

import { dot, iDirection, jDirection, kDirection, planeHeightsMm, planeOrigin, type Vec3 } from '../geometry/index.ts';
import type { Box3, ImageVolume } from '../volume/index.ts';
import { averageBlocks } from './block-average.ts';
import { gridStepsAlongImage, type ModelGrid } from './model-grid.ts';
import type { Steps } from './steps.ts';

/** Linear form of an image coordinate over the model grid's array indices: at + a * step[0] + b * step[1] + c * step[2]. */
interface GridForm {
  readonly at: number;
  readonly step: readonly [number, number, number];
}

/** Position along `direction` (unit, LPS) of the voxels of `grid`, in units of `unitMm`. */
function formAlong(grid: ModelGrid, direction: Vec3, unitMm: number): GridForm {
  const step = (a: 0 | 1 | 2) => ((direction[grid.component[a]] as number) * grid.sign[a] * grid.spacingMm[a]) / unitMm;
  return { at: dot(grid.originLps, direction) / unitMm, step: [step(0), step(1), step(2)] };
}

/** What sampling needs to know of a stack, computed once. */
interface Stack {
  readonly volume: ImageVolume;
  /** Along the normal, mm from the LPS origin, ascending. */
  readonly heights: Float64Array;
  /** In-plane position of voxel (0, 0) of every plane, in voxels from the LPS origin. */
  readonly planeX: Float64Array;
  readonly planeY: Float64Array;
}

function describeStack(volume: ImageVolume): Stack {
  const g = volume.geometry;
  const [iDir, jDir] = [iDirection(g), jDirection(g)];
  const planeX = new Float64Array(g.size[2]);
  const planeY = new Float64Array(g.size[2]);
  for (let k = 0; k < planeX.length; k++) {
    planeX[k] = dot(planeOrigin(g, k), iDir) / g.spacingMm[0];
    planeY[k] = dot(planeOrigin(g, k), jDir) / g.spacingMm[1];
  }
  return { volume, heights: planeHeightsMm(g), planeX, planeY };
}

// A point on the very edge of the outermost voxel belongs to the image although rounding may put it outside.
const EDGE_SLACK = 1e-6;

/** Bilinear value of plane k at (x, y) in voxels from the LPS origin; NaN further than half a voxel outside. */
function samplePlane({ volume, planeX, planeY }: Stack, x: number, y: number, k: number): number {
  const { voxels, geometry } = volume;
  const ni = geometry.size[0];
  const nj = geometry.size[1];
  const px = x - (planeX[k] as number);
  const py = y - (planeY[k] as number);
  const low = -0.5 - EDGE_SLACK;
  if (!(px >= low && py >= low && px <= ni - 1 - low && py <= nj - 1 - low)) return Number.NaN;
  const cx = Math.max(0, Math.min(px, ni - 1));
  const cy = Math.max(0, Math.min(py, nj - 1));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const row = (k * nj + y0) * ni + x0;
  const dx = x0 < ni - 1 ? 1 : 0;
  const dy = y0 < nj - 1 ? ni : 0;
  const fx = cx - x0;
  const a = voxels[row] as number;
  const b = voxels[row + dy] as number;
  const before = a + ((voxels[row + dx] as number) - a) * fx;
  const after = b + ((voxels[row + dy + dx] as number) - b) * fx;
  return before + (after - before) * (cy - y0);
}

/** Samples one row of the grid's last axis: n points from (x, y) in voxels and height s in mm, with constant steps. */
function sampleRow(
  stack: Stack,
  start: { readonly x: number; readonly y: number; readonly s: number },
  step: { readonly x: number; readonly y: number; readonly s: number },
  out: Float32Array,
  from: number,
  to: number,
): void {
  const { heights } = stack;
  const last = heights.length - 1;
  const edge = stack.volume.geometry.spacingMm[2] / 2 + EDGE_SLACK;
  const [floor, ceiling] = [(heights[0] as number) - edge, (heights[last] as number) + edge];
  // Straight down a stack the same two plane values serve several points.
  const isColumn = Math.abs(step.x) + Math.abs(step.y) < 1e-9;
  let k = 0;
  let valueK = -1;
  let low = 0;
  let high = 0;
  for (let n = from; n < to; n++) {
    const c = n - from;
    const s = start.s + c * step.s;
    if (s < floor || s > ceiling) continue;
    while (k < last - 1 && s >= (heights[k + 1] as number)) k++;
    while (k > 0 && s < (heights[k] as number)) k--;
    if (!isColumn || valueK !== k) {
      const x = start.x + c * step.x;
      const y = start.y + c * step.y;
      // One plane up or down, one of the two values is known already.
      const [isUp, isDown] = [isColumn && valueK === k - 1 && valueK >= 0, isColumn && valueK === k + 1];
      const [oldLow, oldHigh] = [low, high];
      low = isUp ? oldHigh : samplePlane(stack, x, y, k);
      high = isDown ? oldLow : last === 0 ? low : samplePlane(stack, x, y, k + 1);
      valueK = k;
    }
    const h = heights[k] as number;
    const share = last === 0 ? 0 : Math.max(0, Math.min(1, (s - h) / ((heights[k + 1] as number) - h)));
    const value = share === 0 ? low : share === 1 ? high : low + (high - low) * share;
    if (!Number.isNaN(value)) out[n] = value;
  }
}

/**
 * Trilinear values of `volume` at the voxels of `grid`, in array order. A voxel's value reaches half a voxel beyond its
 * centre at the edges of the image; what lies further out is `outside`. Yields after every row of the slowest axis.
 */
export function* sampleOnGrid(volume: ImageVolume, grid: ModelGrid, outside: number): Steps<Float32Array> {
  const g = volume.geometry;
  const [na, nb, nc] = grid.size;
  const stack = describeStack(volume);
  const x = formAlong(grid, iDirection(g), g.spacingMm[0]);
  const y = formAlong(grid, jDirection(g), g.spacingMm[1]);
  const s = formAlong(grid, kDirection(g), 1);
  const step = { x: x.step[2], y: y.step[2], s: s.step[2] };
  const out = new Float32Array(na * nb * nc).fill(outside);
  for (let a = 0; a < na; a++) {
    for (let b = 0; b < nb; b++) {
      const start = {
        x: x.at + a * x.step[0] + b * x.step[1],
        y: y.at + a * y.step[0] + b * y.step[1],
        s: s.at + a * s.step[0] + b * s.step[1],
      };
      const at = (a * nb + b) * nc;
      sampleRow(stack, start, step, out, at, at + nc);
    }
    yield;
  }
  return out;
}

/**
 * The image on the model's grid: averaged first where it is much finer than the grid, then sampled. `part` is the box
 * of image voxels that `grid` needs.
 */
export function* resampleToGrid(
  volume: ImageVolume,
  grid: ModelGrid,
  options: { readonly outside: number; readonly part: Box3 },
): Steps<Float32Array> {
  const averaged = yield* averageBlocks(volume, gridStepsAlongImage(grid, volume.geometry), options.part);
  return yield* sampleOnGrid(averaged, grid, options.outside);
}
