// A structure as it was drawn: closed lines on its own planes, each plane good for a slab around it.

import {
  cross,
  dot,
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  planeHeightsMm,
  planeOrigin,
  type Vec3,
} from '../geometry/index.ts';

/** Closed lines on a plane. Even-odd: a line inside another one is a hole. */
export interface StructurePlane {
  /** LPS mm of the point (0, 0) of the plane. */
  readonly originLps: Vec3;
  /** Unit vectors at a right angle, LPS. */
  readonly uLps: Vec3;
  readonly vLps: Vec3;
  /** u, v, u, v, … mm; the last point joins the first. */
  readonly loops: readonly Float64Array[];
  /** The slab along u x v for which the lines are good, mm from the plane: below (0 or less) and above. */
  readonly lowMm: number;
  readonly highMm: number;
}

/** A closed line on plane `k` of a grid, in continuous voxel indices i, j, i, j, …. */
export interface GridLoop {
  readonly k: number;
  readonly ij: Float64Array;
}

/**
 * Half-way to the neighbours on both sides of every plane, mm: what lies between two planes belongs to the nearer one.
 * Beyond the ends as far as on the other side.
 * @param heightsMm growing
 * @param nominalMm thickness of a single plane
 */
export function slabsOf(heightsMm: ArrayLike<number>, nominalMm: number): readonly (readonly [number, number])[] {
  const last = heightsMm.length - 1;
  const step = (k: number) => (heightsMm[k + 1] as number) - (heightsMm[k] as number);
  return Array.from(heightsMm, (_, k) => {
    if (last === 0) return [-nominalMm / 2, nominalMm / 2] as const;
    return [-step(Math.max(0, k - 1)) / 2, step(Math.min(last - 1, k)) / 2] as const;
  });
}

/** Structure of lines on the planes of a grid: those of a mask, or contours that were put on its planes. */
export function planesOfGrid(g: ImageGeometry, loops: readonly GridLoop[]): StructurePlane[] {
  const byPlane = new Map<number, Float64Array[]>();
  for (const { k, ij } of loops) {
    const uv = ij.map((index, at) => index * (at % 2 === 0 ? g.spacingMm[0] : g.spacingMm[1]));
    const there = byPlane.get(k);
    if (there === undefined) byPlane.set(k, [uv]);
    else there.push(uv);
  }
  const slabs = slabsOf(planeHeightsMm(g), g.spacingMm[2]);
  const [uLps, vLps] = [iDirection(g), jDirection(g)];
  const isRight = dot(cross(uLps, vLps), kDirection(g)) > 0;
  return [...byPlane]
    .sort(([a], [b]) => a - b)
    .map(([k, planeLoops]) => {
      const [low, high] = slabs[k] as readonly [number, number];
      const originLps = planeOrigin(g, k);
      return { originLps, uLps, vLps, loops: planeLoops, lowMm: isRight ? low : -high, highMm: isRight ? high : -low };
    });
}
