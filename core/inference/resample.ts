// Image grid -> model grid. A point between two planes is projected onto both along their normal and interpolated
// bilinearly in each, so tilted and unevenly spaced stacks are sampled where their voxels truly are.

import { dot, iDirection, jDirection, planeOrigin, type Vec3 } from '../geometry/index.ts';
import type { Box3, ImageVolume } from '../volume/index.ts';
import { averageBlocks, planeHeightsMm } from './block-average.ts';
import { gridStepsAlongImage, type ModelGrid } from './model-grid.ts';
import type { Steps } from './steps.ts';

/** Linear form of an image coordinate over the model grid's array indices: at + a * step[0] + b * step[1] + c * step[2]. */
interface GridForm {
  readonly at: number;
  readonly step: readonly [number, number, number];
}

/** mm along `direction` (unit, LPS) of the voxels of `grid`. */
function formAlong(grid: ModelGrid, direction: Vec3): GridForm {
  const step = (a: 0 | 1 | 2) => (direction[grid.component[a]] as number) * grid.sign[a] * grid.spacingMm[a];
  return { at: dot(grid.originLps, direction), step: [step(0), step(1), step(2)] };
}

/** Bilinear value at (x, y) voxels of plane k, null-free: the caller has checked the range. */
function sampleAt(volume: ImageVolume, x: number, y: number, k: number): number {
  const { voxels, geometry } = volume;
  const [ni, nj] = geometry.size;
  const cx = Math.max(0, Math.min(x, ni - 1));
  const cy = Math.max(0, Math.min(y, nj - 1));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const row = (k * nj + y0) * ni + x0;
  const dx = fx > 0 ? 1 : 0;
  const dy = fy > 0 ? ni : 0;
  const low = (voxels[row] as number) * (1 - fx) + (voxels[row + dx] as number) * fx;
  const high = (voxels[row + dy] as number) * (1 - fx) + (voxels[row + dx + dy] as number) * fx;
  return low + (high - low) * fy;
}

/**
 * Trilinear values of `volume` at the voxels of `grid`, in array order. A voxel's value reaches half a voxel beyond its
 * centre at the edges of the image; what lies further out is `outside`. Yields after every row of the slowest axis.
 */
export function* sampleOnGrid(volume: ImageVolume, grid: ModelGrid, outside: number): Steps<Float32Array> {
  const g = volume.geometry;
  const [ni, nj, nk] = g.size;
  const [na, nb, nc] = grid.size;
  const heights = planeHeightsMm(g);
  const [iDir, jDir] = [iDirection(g), jDirection(g)];
  const planeU = new Float64Array(nk);
  const planeV = new Float64Array(nk);
  for (let k = 0; k < nk; k++) {
    planeU[k] = dot(planeOrigin(g, k), iDir) / g.spacingMm[0];
    planeV[k] = dot(planeOrigin(g, k), jDir) / g.spacingMm[1];
  }
  const u = formAlong(grid, iDir);
  const v = formAlong(grid, jDir);
  const w = formAlong(grid, g.direction.slice(6, 9) as unknown as Vec3);
  const [perI, perJ] = [1 / g.spacingMm[0], 1 / g.spacingMm[1]];
  const edge = g.spacingMm[2] / 2 + 1e-6;
  const [floor, ceiling] = [(heights[0] as number) - edge, (heights[nk - 1] as number) + edge];
  const isInside = (x: number, y: number) =>
    x >= -0.500001 && y >= -0.500001 && x <= ni - 0.499999 && y <= nj - 0.499999;
  const out = new Float32Array(na * nb * nc).fill(outside);
  let at = 0;
  for (let a = 0; a < na; a++) {
    for (let b = 0; b < nb; b++) {
      let k = 0;
      for (let c = 0; c < nc; c++, at++) {
        const s = w.at + a * w.step[0] + b * w.step[1] + c * w.step[2];
        if (s < floor || s > ceiling) continue;
        while (k < nk - 2 && s >= (heights[k + 1] as number)) k++;
        while (k > 0 && s < (heights[k] as number)) k--;
        const x = (u.at + a * u.step[0] + b * u.step[1] + c * u.step[2]) * perI;
        const y = (v.at + a * v.step[0] + b * v.step[1] + c * v.step[2]) * perJ;
        const x0 = x - (planeU[k] as number);
        const y0 = y - (planeV[k] as number);
        if (!isInside(x0, y0)) continue;
        const low = sampleAt(volume, x0, y0, k);
        if (nk === 1) {
          out[at] = low;
          continue;
        }
        const share = (s - (heights[k] as number)) / ((heights[k + 1] as number) - (heights[k] as number));
        if (share <= 0) {
          out[at] = low;
          continue;
        }
        const high = sampleAt(volume, x - (planeU[k + 1] as number), y - (planeV[k + 1] as number), k + 1);
        out[at] = share >= 1 ? high : low + (high - low) * share;
      }
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
