// From a place in the patient to the voxel there.

import { createStackFrame, nearestPlane, stackFromLps } from '../../core/edit/index.ts';
import type { ImageGeometry, Vec3 } from '../../core/geometry/index.ts';

/** The voxel at a place in the patient (LPS mm), held inside the image. */
export function voxelAt(geometry: ImageGeometry, lps: Vec3): [number, number, number] {
  const frame = createStackFrame(geometry);
  const [x, y, h] = stackFromLps(frame, lps);
  const inside = (index: number, count: number) => Math.min(count - 1, Math.max(0, Math.round(index)));
  // Beyond the ends the stack goes on in thought.
  const k = inside(nearestPlane(frame, h), geometry.size[2]);
  return [
    inside((x - (frame.xShiftMm[k] as number)) / frame.iStepMm, geometry.size[0]),
    inside((y - (frame.yShiftMm[k] as number)) / frame.jStepMm, geometry.size[1]),
    k,
  ];
}
