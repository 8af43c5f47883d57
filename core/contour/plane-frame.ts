// The in-plane axes of an image as steps of one voxel, and the way back from LPS to the index on a plane.

import {
  cross,
  dot,
  type ImageGeometry,
  iDirection,
  jDirection,
  normalise,
  scale,
  type Vec3,
} from '../geometry/index.ts';

/** LPS mm of one voxel step along i and along j. */
export const voxelInPlaneSteps = (g: ImageGeometry): { iStep: Vec3; jStep: Vec3 } => ({
  iStep: scale(iDirection(g), g.spacingMm[0]),
  jStep: scale(jDirection(g), g.spacingMm[1]),
});

/** `iOf` and `jOf`: dot products with an LPS offset from the centre of voxel (0, 0, k) give its continuous i and j.
 * They are the dual basis, so cosines that are not exactly at right angles (rounded DS) invert exactly too. */
export interface PlaneFrame {
  readonly iOf: Vec3;
  readonly jOf: Vec3;
  readonly normal: Vec3;
  /** Position of every plane along the normal, mm. */
  readonly planeAlongNormalMm: Float64Array;
}

export function planeFrame(g: ImageGeometry): PlaneFrame {
  const { iStep, jStep } = voxelInPlaneSteps(g);
  const [a, b, c] = [dot(iStep, iStep), dot(iStep, jStep), dot(jStep, jStep)];
  const det = a * c - b * b;
  const combine = (p: number, q: number): Vec3 => [
    p * iStep[0] + q * jStep[0],
    p * iStep[1] + q * jStep[1],
    p * iStep[2] + q * jStep[2],
  ];
  const normal = normalise(cross(iStep, jStep));
  const planeAlongNormalMm = new Float64Array(g.size[2]);
  for (let k = 0; k < g.size[2]; k++) {
    planeAlongNormalMm[k] = dot(g.planeOriginsLps.slice(3 * k, 3 * k + 3) as unknown as Vec3, normal);
  }
  return { iOf: combine(c / det, -b / det), jOf: combine(-b / det, a / det), normal, planeAlongNormalMm };
}
