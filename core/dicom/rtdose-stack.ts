// A dose that came as a file a plane, put together.

import { norm, subtract, type Vec3 } from '../geometry/index.ts';
import { medianStepMm } from './rtdose-frames.ts';
import type { DecodedRtdose } from './rtdose-types.ts';

/** Planes nearer than this, mm, are one plane written twice. */
const LEAST_STEP_MM = 0.01;

const firstOrigin = ({ geometry }: DecodedRtdose): Vec3 => geometry.planeOriginsLps.slice(0, 3) as unknown as Vec3;

/** True when both are planes of one dose that was written as a file a plane. */
const isSameStack = (a: DecodedRtdose, b: DecodedRtdose): boolean =>
  a.geometry.size[2] === 1 &&
  b.geometry.size[2] === 1 &&
  a.seriesInstanceUid === b.seriesInstanceUid &&
  a.units === b.units &&
  a.doseType === b.doseType &&
  a.summationType === b.summationType &&
  a.geometry.frameOfReferenceUid === b.geometry.frameOfReferenceUid &&
  a.geometry.size.every((n, axis) => n === b.geometry.size[axis]) &&
  a.geometry.spacingMm.slice(0, 2).every((mm, axis) => mm === b.geometry.spacingMm[axis]) &&
  a.geometry.direction.every((cosine, at) => cosine === b.geometry.direction[at]) &&
  a.referencedPlanUids.join() === b.referencedPlanUids.join() &&
  a.beams.join() === b.beams.join();

/**
 * One dose from planes that came as a file each, in the order of their places; null where they are not planes of one
 * dose (of several series, sums, grids, or two at one place).
 */
export function stackDosePlanes(planes: readonly DecodedRtdose[]): DecodedRtdose | null {
  const [first] = planes;
  if (first === undefined || planes.length < 2 || !planes.every((plane) => isSameStack(first, plane))) return null;
  const normal = first.geometry.direction.slice(6, 9) as unknown as Vec3;
  const height = (plane: DecodedRtdose) =>
    firstOrigin(plane).reduce((sum, mm, axis) => sum + mm * (normal[axis] as number), 0);
  const sorted = [...planes].sort((a, b) => height(a) - height(b));
  const steps = sorted
    .slice(1)
    .map((plane, n) => norm(subtract(firstOrigin(plane), firstOrigin(sorted[n] as DecodedRtdose))));
  if (steps.some((mm) => mm < LEAST_STEP_MM)) return null;
  const { size, spacingMm } = first.geometry;
  const voxels = new Float32Array(size[0] * size[1] * sorted.length);
  for (const [k, plane] of sorted.entries()) voxels.set(plane.voxels, k * size[0] * size[1]);
  return {
    ...first,
    geometry: {
      ...first.geometry,
      size: [size[0], size[1], sorted.length],
      spacingMm: [spacingMm[0], spacingMm[1], medianStepMm(steps)],
      planeOriginsLps: sorted.flatMap(({ geometry }) => geometry.planeOriginsLps),
    },
    voxels,
  };
}
