// A mask from values as a task of a compute thread: what takes seconds on a whole head, and the file, which the thread
// writes itself so that no voxels move back.

import {
  computeSegmentation,
  countStructureVoxels,
  createStackFrame,
  maskFromSlices,
  type Segmentation,
  slicesFromMask,
  structureVolumeMm3,
} from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { Mask, VoxelArray } from '../../../core/volume/index.ts';
import { type MaskFileFormat, writeMaskFile } from '../../volume-files/index.ts';

interface SegmentTask {
  readonly segmentation: Segmentation;
  readonly geometry: ImageGeometry;
  readonly voxels: VoxelArray;
  readonly within: Mask | null;
  readonly path: string;
  readonly format: MaskFileFormat;
}

/** Throws as `computeSegmentation` and `writeMaskFile`; `invalid-input` SEGMENT_EMPTY where nothing is found. */
export function segmentFile({ segmentation, geometry, voxels, within, path, format }: SegmentTask) {
  const frame = createStackFrame(geometry);
  const { slices, rest, goneAround } = computeSegmentation(segmentation, frame, {
    voxels,
    own: null,
    within: within === null ? null : slicesFromMask(within),
  });
  if (slices.size === 0) {
    throw new AppError(
      'invalid-input',
      'SEGMENT_EMPTY',
      'No voxel lies in this range there: nothing was written. Widen the range, the box, or look elsewhere.',
    );
  }
  writeMaskFile(path, maskFromSlices(slices, geometry.size), geometry, format);
  return {
    voxels: countStructureVoxels(slices),
    volumeMl: structureVolumeMm3(slices, frame) / 1000,
    slices: slices.size,
    splitOffMl: segmentation.others.length === 0 ? null : structureVolumeMm3(rest, frame) / 1000,
    goneAround,
  };
}
