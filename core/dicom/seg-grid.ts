// The planes that a segmentation has of itself, where no image is given.

import { AppError } from '../error/index.ts';
import {
  add,
  cross,
  DIRECTION_COSINE_TOLERANCE,
  dot,
  type ImageGeometry,
  norm,
  normalise,
  SAME_GRID_TOLERANCE_VOXELS,
  scale,
  subtract,
  type Vec3,
} from '../geometry/index.ts';
import type { Placement } from './read-placement.ts';
import type { DecodedSegmentation } from './seg-types.ts';

/** Frames nearer than this, mm, are on one plane. */
const SAME_PLANE_MM = 0.01;
/** A gap of more planes than this is no gap between the slices of one organ. */
const MOST_MISSING = 512;

const noGrid = (why: string): AppError =>
  new AppError(
    'unsupported',
    'SEG_NO_COMMON_GRID',
    `The frames of the segmentation make up no stack of planes: ${why}. Give the image series that it was drawn on.`,
  );

function requireSame(first: Placement, other: Placement): void {
  const isParallel = (a: Vec3, b: Vec3) => norm(subtract(a, b)) <= DIRECTION_COSINE_TOLERANCE;
  if (
    !isParallel(first.rowDirection, other.rowDirection) ||
    !isParallel(first.columnDirection, other.columnDirection)
  ) {
    throw noGrid('they are turned differently');
  }
  const isSameSize = first.pixelSpacingMm.every(
    (mm, axis) => Math.abs(mm - (other.pixelSpacingMm[axis] as number)) <= 1e-4 * mm,
  );
  if (!isSameSize) throw noGrid('their pixels have different sizes');
}

/** First pixels of the planes that frames lie on, by height. */
function planesOf(set: DecodedSegmentation, normal: Vec3): Vec3[] {
  const first = (set.frames[0] as DecodedSegmentation['frames'][0]).placement;
  const origins = set.frames.map(({ placement }) => {
    requireSame(first, placement);
    return placement.imagePositionPatient;
  });
  const sorted = [...origins].sort((a, b) => dot(a, normal) - dot(b, normal));
  const planes: Vec3[] = [];
  for (const origin of sorted) {
    const last = planes.at(-1);
    if (last === undefined || dot(subtract(origin, last), normal) > SAME_PLANE_MM) {
      planes.push(origin);
    } else if (norm(subtract(origin, last)) > SAME_GRID_TOLERANCE_VOXELS * first.pixelSpacingMm[0] + SAME_PLANE_MM) {
      throw noGrid('two of one plane begin at different pixels');
    }
  }
  return planes;
}

/** Planes without a frame, where a gap is a whole number of steps. */
function withMissing(planes: readonly Vec3[], stepMm: number, normal: Vec3): Vec3[] {
  return planes.flatMap((origin, at) => {
    const next = planes[at + 1];
    if (next === undefined) return [origin];
    const way = subtract(next, origin);
    const steps = dot(way, normal) / stepMm;
    const count = Math.round(steps);
    if (count < 2 || count > MOST_MISSING || Math.abs(steps - count) > SAME_GRID_TOLERANCE_VOXELS * count)
      return [origin];
    return Array.from({ length: count }, (_, n) => add(origin, scale(way, n / count)));
  });
}

const isWhole = (steps: number): boolean =>
  Math.round(steps) >= 1 && Math.abs(steps - Math.round(steps)) <= SAME_GRID_TOLERANCE_VOXELS;

/** Distance between planes, mm: as stated where the planes agree with it, else the least between two of them. */
function stepOf({ sliceStepMm, sliceThicknessMm }: DecodedSegmentation, planes: readonly Vec3[], normal: Vec3): number {
  if (planes.length < 2) {
    const onlyMm = sliceStepMm ?? sliceThicknessMm;
    if (onlyMm === null) throw noGrid('there is one plane, and nothing says how thick it is');
    return onlyMm;
  }
  const leastMm = planes
    .slice(1)
    .reduce((least, origin, at) => Math.min(least, dot(subtract(origin, planes[at] as Vec3), normal)), Infinity);
  return sliceStepMm !== null && isWhole(leastMm / sliceStepMm) ? sliceStepMm : leastMm;
}

/**
 * The stack of the frames by their own places, planes without a frame filled in where SpacingBetweenSlices (else the
 * smallest step) says that they are missing. The thickness of a slice counts for a single plane alone.
 * @throws AppError `unsupported` for frames that are turned, sized or shifted against each other, and for one plane of
 * which nothing says how thick it is
 */
export function segmentationGrid(set: DecodedSegmentation): ImageGeometry {
  const [first] = set.frames;
  if (first === undefined) throw noGrid('there are none');
  const { rowDirection, columnDirection, pixelSpacingMm } = first.placement;
  const normal = normalise(cross(rowDirection, columnDirection));
  const filled = planesOf(set, normal);
  const stepMm = stepOf(set, filled, normal);
  const planes = withMissing(filled, stepMm, normal);
  return {
    size: [set.columns, set.rows, planes.length],
    spacingMm: [pixelSpacingMm[1], pixelSpacingMm[0], stepMm],
    direction: [...rowDirection, ...columnDirection, ...normal],
    planeOriginsLps: planes.flat(),
    frameOfReferenceUid: set.frameOfReferenceUid,
  };
}
