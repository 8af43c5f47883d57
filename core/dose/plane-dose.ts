// The dose on a plane: what it is at each point, and where it is known at all.

import { add, dot, scale, type Vec3 } from '../geometry/index.ts';
import { type DoseGrid, doseIndex, sampleAtIndex } from './dose-grid.ts';
import type { CutPlane } from './isodose.ts';

export interface PlaneDose {
  /** Gy at a point of the plane, mm; NaN outside the outermost voxel centres. */
  gyAt(u: number, v: number): number;
  /** As `gyAt`, and beyond the grid that of its edge: only for what is cut off at `outline` afterwards. */
  edgeGyAt(u: number, v: number): number;
  /** The convex part of the plane where the dose is known: u, v, u, v, … mm; empty where the plane misses the grid. */
  readonly outline: Float64Array;
}

/** A value that changes evenly over the plane: `c + u * du + v * dv`. */
interface Ramp {
  readonly c: number;
  readonly du: number;
  readonly dv: number;
}

const rampAt = ({ c, du, dv }: Ramp, u: number, v: number): number => c + u * du + v * dv;

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

/** An index that changes less than this over the whole plane, voxels, is one. */
const SAME = 1e-9;

type Lookup = (u: number, v: number) => number;

/**
 * Doses of a plane along which one index of the grid stays as it is, which is so wherever image and dose are not tilted
 * against each other: interpolated along that axis once, and along the two others at each point. null: none stays.
 */
function alongGrid(
  { geometry: { size }, gy }: DoseGrid,
  { u0, u1, v0, v1 }: CutPlane['extent'],
  indices: readonly { readonly ramp: Ramp; readonly at: Lookup }[],
): Lookup | null {
  const reach = [Math.max(Math.abs(u0), Math.abs(u1)), Math.max(Math.abs(v0), Math.abs(v1))] as const;
  const isSame = ({ du, dv }: Ramp) => Math.abs(du) * reach[0] + Math.abs(dv) * reach[1] < SAME;
  const fixed = indices.findIndex(({ ramp }) => isSame(ramp));
  const [p, q] = [0, 1, 2].filter((axis) => axis !== fixed) as [0 | 1 | 2, 0 | 1 | 2];
  if (fixed < 0) return null;
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [columns, rows] = [size[p], size[q]];
  const index = (indices[fixed] as { at: Lookup }).at(u0, v0);
  const low = Math.min(Math.max(Math.floor(index), 0), size[fixed as 0 | 1 | 2] - 2);
  const [share, step] = [index - low, strides[fixed as 0 | 1 | 2]];
  const slice = new Float64Array(columns * rows);
  for (let row = 0, n = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, n++) {
      const at = column * strides[p] + row * strides[q] + low * step;
      slice[n] = (gy[at] as number) * (1 - share) + (gy[at + step] as number) * share;
    }
  }
  const [pAt, qAt] = [indices[p], indices[q]] as [{ at: Lookup }, { at: Lookup }];
  return (u, v) => {
    const [x, y] = [pAt.at(u, v), qAt.at(u, v)];
    const x0 = Math.min(Math.floor(x), columns - 2);
    const y0 = Math.min(Math.floor(y), rows - 2);
    const at = y0 * columns + x0;
    const [a, b] = [x - x0, y - y0];
    const near = (slice[at] as number) * (1 - a) + (slice[at + 1] as number) * a;
    const far = (slice[at + columns] as number) * (1 - a) + (slice[at + columns + 1] as number) * a;
    return near * (1 - b) + far * b;
  };
}

/** The dose on a plane, trilinear in the grid of the dose itself whatever lies between the two. */
export function planeDose(dose: DoseGrid, plane: CutPlane): PlaneDose {
  const { iOf, jOf, originLps, kAt, normal } = doseIndex(dose);
  const { originLps: o, uLps, vLps, extent } = plane;
  const rampOf = (axis: Vec3, from: Vec3): Ramp => ({ c: dot(from, axis), du: dot(uLps, axis), dv: dot(vLps, axis) });
  const [i, j] = [iOf, jOf].map((axis) => rampOf(axis, add(o, scale(originLps, -1)))) as [Ramp, Ramp];
  const height = rampOf(normal, o);
  const { size, planeOriginsLps } = dose.geometry;
  const heightOf = (k: number) => dot(planeOriginsLps.slice(3 * k, 3 * k + 3) as unknown as Vec3, normal);
  const { u0, u1, v0, v1 } = extent;
  const conditions = [
    ...between(i, 0, size[0] - 1),
    ...between(j, 0, size[1] - 1),
    ...between(height, heightOf(0), heightOf(size[2] - 1)),
  ];
  const outline = conditions.reduce(clip, [u0, v0, u1, v0, u1, v1, u0, v1]);
  const last = size.map((n) => n - 1) as [number, number, number];
  const within = (index: number, axis: 0 | 1 | 2) => Math.min(Math.max(index, 0), last[axis]);
  // Only within the grid: see `edgeGyAt`.
  const indices = [
    { ramp: i, at: (u: number, v: number) => within(rampAt(i, u, v), 0) },
    { ramp: j, at: (u: number, v: number) => within(rampAt(j, u, v), 1) },
    { ramp: height, at: (u: number, v: number) => within(kAt(rampAt(height, u, v)), 2) },
  ] as const;
  const anywhere: Lookup = (u, v) => sampleAtIndex(dose, indices[0].at(u, v), indices[1].at(u, v), indices[2].at(u, v));
  let edgeGy: Lookup | null = null;
  return {
    gyAt: (u, v) => sampleAtIndex(dose, rampAt(i, u, v), rampAt(j, u, v), kAt(rampAt(height, u, v))),
    edgeGyAt: (u, v) => {
      edgeGy ??= alongGrid(dose, plane.extent, indices) ?? anywhere;
      return edgeGy(u, v);
    },
    outline: Float64Array.from(outline),
  };
}
