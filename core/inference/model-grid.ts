// The straight grid on which a network works: axes along the patient's, spacing and order as the manifest says,
// wherever the image lies. Array order: axis 0 is the slowest in memory, axis 2 is contiguous.

import {
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  planePointLps,
  type Size3,
  type Vec3,
} from '../geometry/index.ts';
import type { Box3 } from '../volume/index.ts';
import { lpsComponent, lpsSign, type ModelAxis } from './model-manifest.ts';

export interface ModelGrid {
  /** Voxels along each array axis. */
  readonly size: Size3;
  readonly spacingMm: readonly [number, number, number];
  /** LPS component (0, 1, 2) along which each array axis runs, and its sign there. */
  readonly component: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];
  readonly sign: readonly [1 | -1, 1 | -1, 1 | -1];
  /** LPS mm of the centre of the first voxel. */
  readonly originLps: Vec3;
}

/** Closed box in LPS mm. */
export interface LpsBox {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** The box that holds all voxels (their whole extent, not only their centres) of `part`, default the whole image. */
export function imageBoxLps(g: ImageGeometry, part?: Box3): LpsBox {
  const b = part ?? { i0: 0, i1: g.size[0], j0: 0, j1: g.size[1], k0: 0, k1: g.size[2] };
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  const normal = kDirection(g);
  for (let k = b.k0; k < b.k1; k++) {
    for (const [i, j] of [
      [b.i0 - 0.5, b.j0 - 0.5],
      [b.i1 - 0.5, b.j0 - 0.5],
      [b.i0 - 0.5, b.j1 - 0.5],
      [b.i1 - 0.5, b.j1 - 0.5],
    ] as const) {
      const p = planePointLps(g, i, j, k);
      for (let c = 0; c < 3; c++) {
        const half = Math.abs(normal[c] as number) * (g.spacingMm[2] / 2);
        min[c] = Math.min(min[c] as number, (p[c] as number) - half);
        max[c] = Math.max(max[c] as number, (p[c] as number) + half);
      }
    }
  }
  return { min, max };
}

/** `box` grown by `marginMm` on every side and cut to `limit`. */
export function growBox(box: LpsBox, marginMm: number, limit: LpsBox): LpsBox {
  const at = (c: number) => Math.max((box.min[c] as number) - marginMm, limit.min[c] as number);
  const to = (c: number) => Math.min((box.max[c] as number) + marginMm, limit.max[c] as number);
  return { min: [at(0), at(1), at(2)], max: [to(0), to(1), to(2)] };
}

// A box of exactly n voxels must not grow by one through rounding of its corners.
const WHOLE_VOXEL_SLACK = 1e-6;

/** The grid whose voxels cover `box`, centred on it: mirroring an image then mirrors its grid exactly. */
export function planModelGrid(axes: readonly [ModelAxis, ModelAxis, ModelAxis], box: LpsBox): ModelGrid {
  const origin: [number, number, number] = [0, 0, 0];
  const size = axes.map((axis) => {
    const c = lpsComponent(axis.towards);
    const [low, high] = [box.min[c] as number, box.max[c] as number];
    const n = Math.max(1, Math.ceil((high - low) / axis.spacingMm - WHOLE_VOXEL_SLACK));
    origin[c] = (low + high) / 2 - (lpsSign(axis.towards) * (n - 1) * axis.spacingMm) / 2;
    return n;
  });
  return {
    size: size as unknown as Size3,
    spacingMm: axes.map((a) => a.spacingMm) as unknown as ModelGrid['spacingMm'],
    component: axes.map((a) => lpsComponent(a.towards)) as unknown as ModelGrid['component'],
    sign: axes.map((a) => lpsSign(a.towards)) as unknown as ModelGrid['sign'],
    originLps: origin,
  };
}

/** Length in mm of a step along `direction` (unit, LPS) that crosses one voxel of `grid`. */
export function gridStepMm(grid: ModelGrid, direction: Vec3): number {
  let sum = 0;
  for (let a = 0; a < 3; a++) {
    sum += ((direction[grid.component[a] as number] as number) / (grid.spacingMm[a] as number)) ** 2;
  }
  return 1 / Math.sqrt(sum);
}

/** `gridStepMm` along i, j and k of an image. */
export const gridStepsAlongImage = (grid: ModelGrid, g: ImageGeometry): readonly [number, number, number] => [
  gridStepMm(grid, iDirection(g)),
  gridStepMm(grid, jDirection(g)),
  gridStepMm(grid, kDirection(g)),
];
