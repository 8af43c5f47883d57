// What became of each segment of a segmentation on the planes of one image, in the words of structure sets: a frame
// stands for a contour.

import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { boxSize, isEmptyMask, type Mask } from '../volume/index.ts';
import { LEAST_PLANES, type SetFit } from './rtstruct-fit.ts';
import type { RoiReport } from './rtstruct-report.ts';
import { type SegmentMask, segmentationMasks, segmentName } from './seg-masks.ts';
import { placeFrame } from './seg-place.ts';
import type { DecodedSegmentation } from './seg-types.ts';

function countPlanes({ box, voxels }: Mask): number {
  const [bi, bj, bk] = boxSize(box);
  const isFilled = (k: number) => voxels.subarray(k * bi * bj, (k + 1) * bi * bj).includes(1);
  return Array.from({ length: bk }, (_, k) => k).filter(isFilled).length;
}

const toReport = ({ number, name, frames, mask, warnings }: SegmentMask): RoiReport => {
  const isDrawn = !isEmptyMask(mask);
  return {
    number,
    name,
    fate: isDrawn ? 'drawn' : frames === 0 ? 'empty' : 'off-plane',
    contours: frames,
    points: 0,
    fates: {},
    planes: isDrawn ? countPlanes(mask) : 0,
    warnings,
  };
};

/** @param geometry null: its images are not there yet */
export function reportSegments(set: DecodedSegmentation, geometry: ImageGeometry | null): RoiReport[] {
  const bare = set.segments.map((segment) => ({
    number: segment.number,
    name: segmentName(segment),
    contours: set.frames.filter(({ segmentNumber }) => (segmentNumber ?? segment.number) === segment.number).length,
    points: 0,
    fates: {},
    planes: 0,
  }));
  if (geometry === null) return bare.map((row) => ({ ...row, fate: 'unplaced', warnings: [] }));
  try {
    return segmentationMasks(set, geometry).structures.map(toReport);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const warnings = [{ code: thrown.code, message: thrown.message }];
    return bare.map((row) => ({ ...row, fate: 'refused', warnings }));
  }
}

/** How the frames fit on an image by their coordinates alone: all of them must, and on more than one slice. */
export function segmentationFit(set: DecodedSegmentation, geometry: ImageGeometry): SetFit {
  const planes = new Set<number>();
  let onPlanes = 0;
  let inside = 0;
  for (const { placement } of set.frames) {
    const place = placeFrame(geometry, placement, set.columns, set.rows);
    if (place.kind !== 'on-plane') continue;
    const { k, i0, j0, iColumn, iRow, jColumn, jRow } = place.at;
    const [c, r] = [set.columns - 1, set.rows - 1];
    const [i1, j1] = [i0 + iColumn * c + iRow * r, j0 + jColumn * c + jRow * r];
    const isInside =
      [i0, i1].every((i) => i >= 0 && i < geometry.size[0]) && [j0, j1].every((j) => j >= 0 && j < geometry.size[1]);
    onPlanes++;
    if (isInside) inside++;
    planes.add(k);
  }
  const closed = set.frames.length;
  const fits = inside === closed && planes.size >= LEAST_PLANES;
  return { closed, onPlanes, inside, planes: planes.size, fits };
}
