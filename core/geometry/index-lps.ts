// Continuous voxel indices <-> LPS for any stack, tilted and uneven ones too: between two planes a point moves on the
// straight line that joins their origins, beyond the ends on the line of the last step.

import { type ImageGeometry, iDirection, jDirection, kDirection, planeOrigin } from './image-geometry.ts';
import { planeHeightsMm, planeNumberAt } from './plane-heights.ts';
import { add, dot, scale, subtract, type Vec3 } from './vector.ts';

/** LPS mm of voxel (0, 0) of a continuous plane k. */
function originAt(g: ImageGeometry, k: number): Vec3 {
  const last = g.size[2] - 1;
  if (last === 0) return add(planeOrigin(g, 0), scale(kDirection(g), k * g.spacingMm[2]));
  const low = Math.min(Math.max(Math.floor(k), 0), last - 1);
  const from = planeOrigin(g, low);
  return add(from, scale(subtract(planeOrigin(g, low + 1), from), k - low));
}

/** LPS mm of a continuous index; whole numbers are voxel centres. */
export function lpsFromIndex(g: ImageGeometry, [i, j, k]: Vec3): Vec3 {
  const inPlane = add(scale(iDirection(g), i * g.spacingMm[0]), scale(jDirection(g), j * g.spacingMm[1]));
  return add(originAt(g, k), inPlane);
}

/** Continuous index of a point in LPS mm: the inverse of `lpsFromIndex` inside the stack and beyond its ends. */
export function indexFromLps(g: ImageGeometry, lps: Vec3): Vec3 {
  const heights = planeHeightsMm(g);
  const last = heights.length - 1;
  const height = dot(lps, kDirection(g));
  const endStep = (from: number, to: number) => (heights[to] as number) - (heights[from] as number);
  const isBelow = height < (heights[0] as number);
  const stepMm = last === 0 ? g.spacingMm[2] : isBelow ? endStep(0, 1) : endStep(last - 1, last);
  const k = planeNumberAt(heights, stepMm, height);
  const inPlane = subtract(lps, originAt(g, k));
  return [dot(inPlane, iDirection(g)) / g.spacingMm[0], dot(inPlane, jDirection(g)) / g.spacingMm[1], k];
}
