// The straight lattice along the patient's axes on which the report cuts its slices. For a grid that already lies along
// those axes it is that grid, point for point; oblique, tilted and unevenly spaced stacks are sampled onto it.

import {
  hasRegularSteps,
  type ImageGeometry,
  iDirection,
  isStraight,
  jDirection,
  kDirection,
  planePointLps,
  SAME_GRID_TOLERANCE_VOXELS,
  type Vec3,
} from '../geometry/index.ts';

/** 0 = x (towards left), 1 = y (towards posterior), 2 = z (towards superior), all LPS. */
export type PatientAxis = 0 | 1 | 2;

export const PATIENT_AXES: readonly PatientAxis[] = [0, 1, 2];

export interface DisplayLattice {
  /** LPS mm of the first point on each axis; index grows with the coordinate. */
  readonly startLps: Vec3;
  readonly stepMm: Vec3;
  readonly count: Vec3;
  /** For each patient axis: which index of the image (0 = i, 1 = j, 2 = k) it is, and whether it runs the same way;
   * null when the image does not lie along the patient's axes. */
  readonly source: readonly { readonly index: PatientAxis; readonly reversed: boolean }[] | null;
}

/** For each patient axis, the image index whose direction is closest to it; each index is used once. */
function closestIndices(directions: readonly Vec3[]): PatientAxis[] {
  const pairs = PATIENT_AXES.flatMap((axis) =>
    PATIENT_AXES.map((index) => ({ axis, index, cosine: Math.abs((directions[index] as Vec3)[axis]) })),
  ).sort((p, q) => q.cosine - p.cosine || p.axis - q.axis || p.index - q.index);
  const chosen: (PatientAxis | undefined)[] = [undefined, undefined, undefined];
  for (const { axis, index } of pairs) {
    if (chosen[axis] === undefined && !chosen.includes(index)) chosen[axis] = index;
  }
  return chosen as PatientAxis[];
}

/** Lowest and highest LPS coordinate of the voxel centres on one axis. */
function centreRange(g: ImageGeometry, axis: PatientAxis): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < g.size[2]; k++) {
    for (const i of [0, g.size[0] - 1]) {
      for (const j of [0, g.size[1] - 1]) {
        const value = planePointLps(g, i, j, k)[axis];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return [low, high];
}

/** The lattice that covers all voxel centres of `g`, with the image's own spacing on the closest axis. */
export function displayLattice(g: ImageGeometry): DisplayLattice {
  const directions = [iDirection(g), jDirection(g), kDirection(g)];
  const indices = closestIndices(directions);
  const ranges = PATIENT_AXES.map((axis) => centreRange(g, axis));
  const onAxes =
    hasRegularSteps(g) &&
    isStraight(g) &&
    PATIENT_AXES.every((axis) => {
      const index = indices[axis] as PatientAxis;
      const [low, high] = ranges[axis] as [number, number];
      const drift = Math.abs(high - low - (g.size[index] - 1) * g.spacingMm[index]);
      return (
        1 - Math.abs((directions[index] as Vec3)[axis]) < 1e-6 &&
        drift < SAME_GRID_TOLERANCE_VOXELS * g.spacingMm[index] * Math.max(1, g.size[index] - 1)
      );
    });
  const startLps = ranges.map(([low]) => low) as unknown as Vec3;
  if (onAxes) {
    return {
      startLps,
      // From the range, so that rounding in the spacing does not add up over the stack.
      stepMm: indices.map((index, axis) => {
        const [low, high] = ranges[axis] as [number, number];
        return g.size[index] > 1 ? (high - low) / (g.size[index] - 1) : g.spacingMm[index];
      }) as unknown as Vec3,
      count: indices.map((index) => g.size[index]) as unknown as Vec3,
      source: PATIENT_AXES.map((axis) => {
        const index = indices[axis] as PatientAxis;
        return { index, reversed: (directions[index] as Vec3)[axis] < 0 };
      }),
    };
  }
  const stepMm = indices.map((index) => g.spacingMm[index]) as unknown as Vec3;
  const count = ranges.map(([low, high], axis) => Math.floor((high - low) / (stepMm[axis] as number)) + 1);
  return { startLps, stepMm, count: count as unknown as Vec3, source: null };
}

/** LPS mm of lattice index `index` on `axis`. */
export const latticePosition = (lattice: DisplayLattice, axis: PatientAxis, index: number): number =>
  lattice.startLps[axis] + index * lattice.stepMm[axis];

/** Number of the slice as the image counts it, from 1; null when the slice is not one that was acquired. */
export function sliceNumber(lattice: DisplayLattice, axis: PatientAxis, index: number): number | null {
  const source = lattice.source?.[axis];
  if (source === undefined || source.index !== 2) return null;
  return source.reversed ? lattice.count[axis] - index : index + 1;
}
