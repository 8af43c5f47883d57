// Two grids with the same voxel centres, whatever the order and direction of their axes.

import { AppError } from '../error/index.ts';
import { type ImageGeometry, iDirection, jDirection, kDirection, planePointLps, type Size3 } from './image-geometry.ts';
import { SAME_GRID_TOLERANCE_VOXELS } from './tolerances.ts';
import { dot, subtract, type Vec3 } from './vector.ts';

/** How a source grid lies on a target grid: target axis a runs along source axis `axes[a]`, backwards if `flips[a]`. */
export interface GridAlignment {
  readonly axes: readonly [number, number, number];
  readonly flips: readonly [boolean, boolean, boolean];
}

const directions = (g: ImageGeometry): readonly Vec3[] => [iDirection(g), jDirection(g), kDirection(g)];

/** The assignment of source axes whose directions agree best with those of the target. */
function bestAxes(from: ImageGeometry, to: ImageGeometry): GridAlignment {
  const source = directions(from);
  const target = directions(to);
  const cosine = (a: number, s: number) => dot(target[a] as Vec3, source[s] as Vec3);
  const orders: [number, number, number][] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  let best = orders[0] as [number, number, number];
  let most = -1;
  for (const order of orders) {
    const agreement = order.reduce((sum, s, a) => sum + Math.abs(cosine(a, s)), 0);
    if (agreement > most + 1e-6) {
      most = agreement;
      best = order;
    }
  }
  return { axes: best, flips: [cosine(0, best[0]) < 0, cosine(1, best[1]) < 0, cosine(2, best[2]) < 0] };
}

/** Index in the source grid of a voxel of the target grid. */
export function alignedIndex(
  alignment: GridAlignment,
  sourceSize: Size3,
  index: readonly number[],
): [number, number, number] {
  const out: [number, number, number] = [0, 0, 0];
  for (let a = 0; a < 3; a++) {
    const s = alignment.axes[a] as number;
    const n = index[a] as number;
    out[s] = alignment.flips[a] ? (sourceSize[s] as number) - 1 - n : n;
  }
  return out;
}

/** Every voxel centre must coincide: corners of every plane suffice, since both grids are affine within a plane. */
function coincides(from: ImageGeometry, to: ImageGeometry, alignment: GridAlignment): boolean {
  const target = directions(to);
  const kAxis = alignment.axes.indexOf(2);
  const ends = (n: number) => (n === 1 ? [0] : [0, n - 1]);
  const all = (n: number) => Array.from({ length: n }, (_, at) => at);
  // Plane origins may be uneven along k of either grid, so both axes are walked voxel by voxel.
  const at = [0, 1, 2].map((a) => (a === 2 || a === kAxis ? all(to.size[a] as number) : ends(to.size[a] as number)));
  for (const k of at[2] as number[]) {
    for (const j of at[1] as number[]) {
      for (const i of at[0] as number[]) {
        const delta = subtract(
          planePointLps(from, ...alignedIndex(alignment, from.size, [i, j, k])),
          planePointLps(to, i, j, k),
        );
        for (let a = 0; a < 3; a++) {
          const voxels = dot(delta, target[a] as Vec3) / (to.spacingMm[a] as number);
          if (!(Math.abs(voxels) <= SAME_GRID_TOLERANCE_VOXELS)) return false;
        }
      }
    }
  }
  return true;
}

/**
 * The reordering that brings `from` onto `to`. Throws `invalid-input` unless both have the same voxel centres within 1 %
 * of a voxel: nothing is resampled.
 */
export function alignGrids(from: ImageGeometry, to: ImageGeometry): GridAlignment {
  const alignment = bestAxes(from, to);
  const sameSize = alignment.axes.every((s, a) => from.size[s] === to.size[a]);
  if (!sameSize) {
    throw new AppError(
      'invalid-input',
      'GRID_SIZE_DIFFERS',
      `A grid of ${from.size.join(' x ')} voxels cannot be that of an image of ${to.size.join(' x ')}: give a file on the image's own grid.`,
    );
  }
  if (!coincides(from, to, alignment)) {
    throw new AppError(
      'invalid-input',
      'GRID_POSITION_DIFFERS',
      "The voxel centres do not coincide with those of the image (1 % of a voxel is allowed): give a file on the image's own grid.",
    );
  }
  return alignment;
}

export const isIdentityAlignment = (alignment: GridAlignment): boolean =>
  alignment.axes.every((s, a) => s === a) && !alignment.flips.includes(true);
