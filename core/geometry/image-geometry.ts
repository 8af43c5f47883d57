// The grid of an image as it was acquired: equal parallel planes in a list, each with its own origin, so that a tilted
// gantry or uneven steps are represented and not averaged away. A straight, regular stack is the common special case.

import { AppError } from '../error/index.ts';
import type { Point3 } from '../units/index.ts';
import { pointLps } from '../units/index.ts';
import { type Affine, affineFromColumns } from './affine.ts';
import {
  REGULAR_STEP_TOLERANCE,
  SAME_GRID_TOLERANCE_VOXELS,
  SINGLE_AFFINE_TOLERANCE_MM,
  STRAIGHT_STACK_TOLERANCE_MM,
  STRAIGHT_STACK_TOTAL_MM,
} from './tolerances.ts';
import { cross, dot, norm, scale, subtract, type Vec3 } from './vector.ts';

/** Voxel counts along i (fastest in memory), j, k. */
export type Size3 = readonly [number, number, number];

/** JSON-safe. Voxel (i, j, k) has its centre at planeOriginsLps[k] + i * spacingMm[0] * iDir + j * spacingMm[1] * jDir. */
export interface ImageGeometry {
  readonly size: Size3;
  /** Centre distances in mm along i and j; for k the median step along the plane normal (a single plane: its nominal
   * thickness, or 1 where nothing says it). */
  readonly spacingMm: readonly [number, number, number];
  /** Unit vectors of i, then j, then k, in LPS; k is the plane normal, signed towards growing k. */
  readonly direction: readonly number[];
  /** LPS mm of the centre of voxel (0, 0) of every plane: x, y, z of plane 0, then of plane 1, … (3 * size[2]). */
  readonly planeOriginsLps: readonly number[];
  /** DICOM (0020,0052); null where the file format has none. */
  readonly frameOfReferenceUid: string | null;
}

export const iDirection = (g: ImageGeometry): Vec3 => g.direction.slice(0, 3) as unknown as Vec3;
export const jDirection = (g: ImageGeometry): Vec3 => g.direction.slice(3, 6) as unknown as Vec3;
export const kDirection = (g: ImageGeometry): Vec3 => g.direction.slice(6, 9) as unknown as Vec3;

/** LPS mm of the centre of voxel (0, 0, k). Throws RangeError outside the stack. */
export function planeOrigin(g: ImageGeometry, k: number): Vec3 {
  if (!(k >= 0 && k < g.size[2])) throw new RangeError(`plane ${k} of ${g.size[2]}`);
  return g.planeOriginsLps.slice(3 * k, 3 * k + 3) as unknown as Vec3;
}

export const originLps = (g: ImageGeometry): Point3<'Lps'> => pointLps(...planeOrigin(g, 0));

export const voxelVolumeMm3 = (g: ImageGeometry): number => g.spacingMm[0] * g.spacingMm[1] * g.spacingMm[2];

export const voxelCount = (size: Size3): number => size[0] * size[1] * size[2];

/** Steps between neighbouring planes along the normal, mm (size[2] - 1 numbers). */
export function planeStepsMm(g: ImageGeometry): number[] {
  const normal = kDirection(g);
  const steps: number[] = [];
  for (let k = 1; k < g.size[2]; k++) {
    steps.push(dot(subtract(planeOrigin(g, k), planeOrigin(g, k - 1)), normal));
  }
  return steps;
}

/** In-plane distance of plane k from plane `from`, mm. */
const inPlaneDriftMm = (g: ImageGeometry, from: number, k: number): number => {
  const step = subtract(planeOrigin(g, k), planeOrigin(g, from));
  return norm(subtract(step, scale(kDirection(g), dot(step, kDirection(g)))));
};

/** True when every step equals the median within 1 %. */
export function hasRegularSteps(g: ImageGeometry): boolean {
  return planeStepsMm(g).every((step) => Math.abs(step - g.spacingMm[2]) <= REGULAR_STEP_TOLERANCE * g.spacingMm[2]);
}

/** True when the planes are stacked along their normal (no gantry tilt, no shear). */
export function isStraight(g: ImageGeometry): boolean {
  for (let k = 1; k < g.size[2]; k++) {
    if (inPlaneDriftMm(g, k - 1, k) > STRAIGHT_STACK_TOLERANCE_MM) return false;
    if (inPlaneDriftMm(g, 0, k) > STRAIGHT_STACK_TOTAL_MM) return false;
  }
  return true;
}

/** True when one affine maps the whole stack: regular steps along one line. A tilted stack has one, it is sheared. */
export function hasSingleAffine(g: ImageGeometry): boolean {
  if (!hasRegularSteps(g)) return false;
  const last = g.size[2] - 1;
  const first = planeOrigin(g, 0);
  const travel = last > 0 ? subtract(planeOrigin(g, last), first) : first;
  for (let k = 1; k < last; k++) {
    const off = subtract(subtract(planeOrigin(g, k), first), scale(travel, k / last));
    if (norm(off) > SINGLE_AFFINE_TOLERANCE_MM) return false;
  }
  return true;
}

/**
 * The voxel index to LPS map of a stack whose steps are all alike (it may be sheared by a tilt).
 * Throws `unsupported` where `hasSingleAffine` is false.
 */
export function ijkToLps(g: ImageGeometry): Affine<'Ijk', 'Lps'> {
  if (!hasSingleAffine(g)) {
    throw new AppError(
      'unsupported',
      'GEOMETRY_IRREGULAR',
      'The slices are unevenly spaced or shifted, so no single affine maps them.',
    );
  }
  const last = g.size[2] - 1;
  const first = planeOrigin(g, 0);
  const kStep =
    last > 0 ? scale(subtract(planeOrigin(g, last), first), 1 / last) : scale(kDirection(g), g.spacingMm[2]);
  return affineFromColumns(scale(iDirection(g), g.spacingMm[0]), scale(jDirection(g), g.spacingMm[1]), kStep, first);
}

/** Geometry of a straight, regular grid from its first voxel, unit directions and spacing. */
export function regularGeometry(options: {
  readonly size: Size3;
  readonly spacingMm: readonly [number, number, number];
  readonly originLps: Vec3;
  /** Unit vectors of i, j, k; default: the LPS axes. */
  readonly direction?: readonly number[];
  readonly frameOfReferenceUid?: string | null;
}): ImageGeometry {
  const direction = options.direction ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const k = direction.slice(6, 9) as unknown as Vec3;
  const planeOriginsLps: number[] = [];
  for (let plane = 0; plane < options.size[2]; plane++) {
    for (let axis = 0; axis < 3; axis++) {
      planeOriginsLps.push((options.originLps[axis] as number) + plane * options.spacingMm[2] * (k[axis] as number));
    }
  }
  return {
    size: options.size,
    spacingMm: options.spacingMm,
    direction,
    planeOriginsLps,
    frameOfReferenceUid: options.frameOfReferenceUid ?? null,
  };
}

/** LPS of a continuous index on plane k (k whole). */
export function planePointLps(g: ImageGeometry, i: number, j: number, k: number): Vec3 {
  const o = planeOrigin(g, k);
  const u = i * g.spacingMm[0];
  const v = j * g.spacingMm[1];
  const d = g.direction as readonly number[] as [number, number, number, number, number, number];
  return [o[0] + u * d[0] + v * d[3], o[1] + u * d[1] + v * d[4], o[2] + u * d[2] + v * d[5]];
}

/** True when both have the same size and every voxel centre coincides within 1 % of a voxel. */
export function isSameGrid(a: ImageGeometry, b: ImageGeometry): boolean {
  if (a.size.some((n, axis) => n !== b.size[axis])) return false;
  const tolerance = SAME_GRID_TOLERANCE_VOXELS;
  const lastI = a.size[0] - 1;
  const lastJ = a.size[1] - 1;
  for (let k = 0; k < a.size[2]; k++) {
    for (const [i, j] of [
      [0, 0],
      [lastI, 0],
      [0, lastJ],
      [lastI, lastJ],
    ] as const) {
      const delta = subtract(planePointLps(a, i, j, k), planePointLps(b, i, j, k));
      const inVoxels = [
        dot(delta, iDirection(a)) / a.spacingMm[0],
        dot(delta, jDirection(a)) / a.spacingMm[1],
        dot(delta, kDirection(a)) / a.spacingMm[2],
      ];
      if (inVoxels.some((d) => !(Math.abs(d) <= tolerance))) return false;
    }
  }
  return true;
}

/** +1 when i x j points along growing k (right-handed in LPS), -1 otherwise. */
export const handedness = (g: ImageGeometry): 1 | -1 =>
  dot(cross(iDirection(g), jDirection(g)), kDirection(g)) < 0 ? -1 : 1;
