// The dose on a plane: what it is at each point, and where it is known at all.

import { dot, type Vec3 } from '../geometry/index.ts';
import type { CutPlane } from './cut-plane.ts';
import { type DoseGrid, sampleAtIndex } from './dose-grid.ts';
import { planeInDose, type Ramp, rampAt, sampleRaster } from './plane-raster.ts';

export interface PlaneDose {
  /** Gy at a point of the plane, mm; NaN outside the outermost voxel centres. */
  gyAt(u: number, v: number): number;
  /** Gy at every point (us[column], vs[row]), row by row into `to`; beyond the grid that of its edge: only for what is cut
   * off at `outline` afterwards. */
  fillEdgeGy(us: Float64Array, vs: Float64Array, to: Float64Array): void;
  /** The convex part of the plane where the dose is known: u, v, u, v, … mm; empty where the plane misses the grid. */
  readonly outline: Float64Array;
}

/** Cuts a convex polygon by `ramp >= 0` (Sutherland and Hodgman 1974, one edge of the window). */
function clip(polygon: readonly number[], ramp: Ramp): number[] {
  const kept: number[] = [];
  for (let at = 0; at < polygon.length; at += 2) {
    const [u, v] = [polygon[at] as number, polygon[at + 1] as number];
    const next = (at + 2) % polygon.length;
    const [p, q] = [polygon[next] as number, polygon[next + 1] as number];
    const [here, there] = [rampAt(ramp, u, v), rampAt(ramp, p, q)];
    if (here >= 0) kept.push(u, v);
    if (here >= 0 !== there >= 0) {
      const share = here / (here - there);
      kept.push(u + share * (p - u), v + share * (q - v));
    }
  }
  return kept;
}

/** Rounding of places, mm and voxels: a plane that lies on the last one of the dose still has its dose. */
const EDGE = 1e-6;

/** At least `low` and at most `high`, as two conditions. */
const between = ({ c, du, dv }: Ramp, low: number, high: number): readonly [Ramp, Ramp] => [
  { c: c - low + EDGE, du, dv },
  { c: high - c + EDGE, du: -du, dv: -dv },
];

/** The dose on a plane, trilinear in the grid of the dose itself whatever lies between the two. */
export function planeDose(dose: DoseGrid, plane: CutPlane): PlaneDose {
  const { i, j, heightMm: height, kAt, normal } = planeInDose(dose, plane);
  const { size, planeOriginsLps } = dose.geometry;
  const heightOf = (k: number) => dot(planeOriginsLps.slice(3 * k, 3 * k + 3) as unknown as Vec3, normal);
  const { u0, u1, v0, v1 } = plane.extent;
  const conditions = [
    ...between(i, 0, size[0] - 1),
    ...between(j, 0, size[1] - 1),
    ...between(height, heightOf(0), heightOf(size[2] - 1)),
  ];
  const outline = conditions.reduce(clip, [u0, v0, u1, v0, u1, v1, u0, v1]);
  return {
    gyAt: (u, v) => sampleAtIndex(dose, rampAt(i, u, v), rampAt(j, u, v), kAt(rampAt(height, u, v))),
    fillEdgeGy: (us, vs, to) => sampleRaster(dose, plane, us, vs, 'edge', to),
    outline: Float64Array.from(outline),
  };
}
