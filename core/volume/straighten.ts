// A straight, regular volume from planes that are tilted, uneven or have gaps, for what cannot work on the planes
// themselves: side views, volume rendering, a network that wants one. Structures never stay on it, they go back.

import {
  dot,
  hasRegularSteps,
  type ImageGeometry,
  iDirection,
  isStraight,
  jDirection,
  planeOrigin,
  planePointLps,
  planeStepsMm,
  regularGeometry,
  SAME_GRID_TOLERANCE_VOXELS,
  subtract,
} from '../geometry/index.ts';
import type { ImageVolume, VoxelArray } from './image-volume.ts';
import { moveToPlanes } from './move-to-planes.ts';

/** Of uneven steps, the one that a tenth are shorter than: a thin part of the stack keeps its detail, while a single
 * short step does not multiply the planes. */
const SHORT_STEP_SHARE = 0.1;
const MOST_PLANES_RATIO = 4;

/** In-plane shift of every plane against plane 0, in voxels along i and j. */
function planeShifts(g: ImageGeometry): readonly (readonly [number, number])[] {
  const first = planeOrigin(g, 0);
  return Array.from({ length: g.size[2] }, (_, k) => {
    const shift = subtract(planeOrigin(g, k), first);
    return [dot(shift, iDirection(g)) / g.spacingMm[0], dot(shift, jDirection(g)) / g.spacingMm[1]] as const;
  });
}

/** Lowest and highest of the values, rounded outwards to whole voxels. */
function wholeRange(values: readonly number[]): readonly [number, number] {
  let low = 0;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, Math.floor(value + SAME_GRID_TOLERANCE_VOXELS));
    high = Math.max(high, Math.ceil(value - SAME_GRID_TOLERANCE_VOXELS));
  }
  return [low, high];
}

function straightPlanes(g: ImageGeometry): { readonly count: number; readonly stepMm: number } {
  const steps = planeStepsMm(g).sort((a, b) => a - b);
  const range = steps.reduce((sum, step) => sum + step, 0);
  if (hasRegularSteps(g))
    return { count: g.size[2], stepMm: steps.length === 0 ? g.spacingMm[2] : range / steps.length };
  const short = steps[Math.floor((steps.length - 1) * SHORT_STEP_SHARE)] as number;
  const intervals = Math.min(Math.max(1, Math.round(range / short)), MOST_PLANES_RATIO * steps.length);
  return { count: intervals + 1, stepMm: range / intervals };
}

/**
 * The straight grid of an image: its own i, j and normal, its own spacing along i and j; the planes of a regular stack
 * stay at their heights, uneven ones give way to equal steps from the first to the last plane, about as short as the
 * shorter ones. Rows and columns are those of plane 0, continued until every plane's voxels are covered, so that a tilt
 * costs interpolation in one direction only. An image that is straight and regular is its own straight grid.
 */
export function straightGeometry(g: ImageGeometry): ImageGeometry {
  if (isStraight(g) && hasRegularSteps(g)) return g;
  const shifts = planeShifts(g);
  const [i0, i1] = wholeRange(shifts.map(([i]) => i));
  const [j0, j1] = wholeRange(shifts.map(([, j]) => j));
  const { count, stepMm } = straightPlanes(g);
  return regularGeometry({
    size: [g.size[0] + i1 - i0, g.size[1] + j1 - j0, count],
    spacingMm: [g.spacingMm[0], g.spacingMm[1], stepMm],
    originLps: planePointLps(g, i0, j0, 0),
    direction: g.direction,
    frameOfReferenceUid: g.frameOfReferenceUid,
  });
}

/** The image on its straight grid (`straightGeometry`); the same object where it is straight and regular already.
 * `outside`: for voxels that no plane covers, -1000 for a CT in HU. */
export function straighten<T extends VoxelArray>(volume: ImageVolume<T>, outside: number): ImageVolume<T> {
  const to = straightGeometry(volume.geometry);
  return to === volume.geometry ? volume : moveToPlanes(volume, to, outside);
}
