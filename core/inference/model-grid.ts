// The straight grid on which a network works: axes along the patient's, spacing and order as the manifest says,
// wherever the image lies. Array order: axis 0 is the slowest in memory, axis 2 is contiguous.

import {
  dot,
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  planeOrigin,
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

/** The i, j, k axis of an image that runs nearest to the patient's x, y and z. */
function axesAlongLps(g: ImageGeometry): readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2] {
  const directions = [iDirection(g), jDirection(g), kDirection(g)];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  const agreement = (order: (typeof orders)[number]) =>
    order.reduce<number>((sum, axis, c) => sum + Math.abs((directions[axis] as Vec3)[c] as number), 0);
  return orders.reduce((best, order) => (agreement(order) > agreement(best) + 1e-9 ? order : best));
}

/** Steps of an image along the patient's x, y and z, mm: those of its nearest axes. */
export const ownStepsLps = (g: ImageGeometry): Vec3 =>
  axesAlongLps(g).map((axis) => g.spacingMm[axis]) as unknown as Vec3;

export type Lattice = 'centred' | 'fit' | 'firstVoxel';

interface AxisLattice {
  readonly voxels: number;
  readonly stepMm: number;
  /** From the edge of the box at which the axis starts to the centre of the first voxel, mm. */
  readonly startMm: number;
}

/** Nearest whole number, halves to the even one, as Python's round and numpy have it. */
const roundHalfEven = (v: number): number => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v));

function axisLattice(lattice: Lattice, extentMm: number, stepMm: number, ownStepMm: number): AxisLattice {
  switch (lattice) {
    case 'centred': {
      const voxels = Math.max(1, Math.ceil(extentMm / stepMm - WHOLE_VOXEL_SLACK));
      return { voxels, stepMm, startMm: (extentMm - (voxels - 1) * stepMm) / 2 };
    }
    case 'fit': {
      const voxels = Math.max(1, roundHalfEven(extentMm / stepMm));
      return { voxels, stepMm: extentMm / voxels, startMm: extentMm / voxels / 2 };
    }
    case 'firstVoxel': {
      const voxels = Math.max(1, roundHalfEven((extentMm - ownStepMm) / stepMm + 1));
      return { voxels, stepMm, startMm: ownStepMm / 2 };
    }
  }
}

/**
 * The grid whose voxels cover `box`. An axis without a spacing gets the image's, from `ownStepsMm` (along the patient's
 * x, y, z). Centred on the box unless `lattice` says otherwise: mirroring an image then mirrors its grid exactly.
 */
export function planModelGrid(
  axes: readonly [ModelAxis, ModelAxis, ModelAxis],
  box: LpsBox,
  ownStepsMm: Vec3,
  lattice: Lattice = 'centred',
): ModelGrid {
  const origin: [number, number, number] = [0, 0, 0];
  const along = axes.map((axis) => {
    const c = lpsComponent(axis.towards);
    const [low, high, own] = [box.min[c] as number, box.max[c] as number, ownStepsMm[c] as number];
    const made = axisLattice(lattice, high - low, axis.spacingMm ?? own, own);
    const sign = lpsSign(axis.towards);
    origin[c] = (sign > 0 ? low : high) + sign * made.startMm;
    return made;
  });
  return {
    size: along.map(({ voxels }) => voxels) as unknown as Size3,
    spacingMm: along.map(({ stepMm }) => stepMm) as unknown as ModelGrid['spacingMm'],
    component: axes.map((a) => lpsComponent(a.towards)) as unknown as ModelGrid['component'],
    sign: axes.map((a) => lpsSign(a.towards)) as unknown as ModelGrid['sign'],
    originLps: origin,
  };
}

/** The part of `grid` that covers `box`, on the same lattice: where its voxels lie does not depend on the box. */
export function cropGrid(grid: ModelGrid, box: LpsBox): ModelGrid {
  const origin: [number, number, number] = [...grid.originLps];
  const size = grid.size.map((n, a) => {
    const c = grid.component[a] as number;
    const [spacing, sign] = [grid.spacingMm[a] as number, grid.sign[a] as number];
    // Box edges as distances from the edge of the first voxel, in voxels.
    const edges = [box.min[c] as number, box.max[c] as number].map(
      (edge) => ((edge - (grid.originLps[c] as number)) * sign) / spacing + 0.5,
    );
    const from = Math.min(n - 1, Math.max(0, Math.floor(Math.min(...edges) + WHOLE_VOXEL_SLACK)));
    const to = Math.max(from + 1, Math.min(n, Math.ceil(Math.max(...edges) - WHOLE_VOXEL_SLACK)));
    origin[c] = (grid.originLps[c] as number) + from * sign * spacing;
    return to - from;
  });
  return { ...grid, size: size as unknown as Size3, originLps: origin };
}

/** The box that the voxels of `grid` fill. */
export function gridBoxLps(grid: ModelGrid): LpsBox {
  const min: [number, number, number] = [0, 0, 0];
  const max: [number, number, number] = [0, 0, 0];
  for (let a = 0; a < 3; a++) {
    const c = grid.component[a] as number;
    const [spacing, sign] = [grid.spacingMm[a] as number, grid.sign[a] as number];
    const first = (grid.originLps[c] as number) - (sign * spacing) / 2;
    const last = first + sign * spacing * (grid.size[a] as number);
    min[c] = Math.min(first, last);
    max[c] = Math.max(first, last);
  }
  return { min, max };
}

/** Smallest and largest value of dot(p, direction) over a box. */
function rangeAlong(box: LpsBox, direction: Vec3): readonly [number, number] {
  let low = 0;
  let high = 0;
  for (let c = 0; c < 3; c++) {
    const [p, q] = [
      (box.min[c] as number) * (direction[c] as number),
      (box.max[c] as number) * (direction[c] as number),
    ];
    low += Math.min(p, q);
    high += Math.max(p, q);
  }
  return [low, high];
}

/** Image voxels that interpolation anywhere within `box` can need (a superset), whatever the turn or tilt of the image. */
export function imagePartWithin(g: ImageGeometry, box: LpsBox): Box3 {
  const axes = [iDirection(g), jDirection(g), kDirection(g)] as const;
  const [u, v, w] = axes.map((direction) => rangeAlong(box, direction)) as unknown as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  const part = { i0: g.size[0], i1: 0, j0: g.size[1], j1: 0, k0: g.size[2], k1: 0 };
  for (let k = 0; k < g.size[2]; k++) {
    const origin = planeOrigin(g, k);
    const height = dot(origin, axes[2]);
    const next = k + 1 < g.size[2] ? dot(planeOrigin(g, k + 1), axes[2]) : height;
    const before = k > 0 ? dot(planeOrigin(g, k - 1), axes[2]) : height;
    if (next < w[0] || before > w[1]) continue;
    const [atU, atV] = [dot(origin, axes[0]), dot(origin, axes[1])];
    part.i0 = Math.min(part.i0, Math.floor((u[0] - atU) / g.spacingMm[0]));
    part.i1 = Math.max(part.i1, Math.ceil((u[1] - atU) / g.spacingMm[0]) + 1);
    part.j0 = Math.min(part.j0, Math.floor((v[0] - atV) / g.spacingMm[1]));
    part.j1 = Math.max(part.j1, Math.ceil((v[1] - atV) / g.spacingMm[1]) + 1);
    part.k0 = Math.min(part.k0, k);
    part.k1 = k + 1;
  }
  const within = (n: number, size: number) => Math.min(size, Math.max(0, n));
  return {
    i0: within(part.i0, g.size[0]),
    i1: within(part.i1, g.size[0]),
    j0: within(part.j0, g.size[1]),
    j1: within(part.j1, g.size[1]),
    k0: part.k0,
    k1: part.k1,
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
