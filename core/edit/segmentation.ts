// A structure from values, places and planes instead of a network, as data: what lies in a range of values, in a box or
// inside another structure, closed at its openings, as far as it hangs together with what was clicked. The same recipe
// is computed for the window's preview, its result, and the command line.

import { AppError } from '../error/index.ts';
import type { Box3, VoxelArray } from '../volume/index.ts';
import { intersectRegions } from './region.ts';
import type { SliceBits } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';
import { thresholdVoxels, type ValueRange } from './threshold.ts';

export interface Segmentation {
  /** null: what `own` holds instead of values. */
  readonly range: ValueRange | null;
  /** Voxel indices, half open; null: the whole image. */
  readonly box: Box3 | null;
}

/** What a segmentation reads. */
export interface SegmentSource {
  /** Of the whole image, i fastest; null where only a structure is worked on. */
  readonly voxels: VoxelArray | null;
  /** The structure that is worked on where there is no range. */
  readonly own: StructureSlices | null;
  /** Only inside of it; null: everywhere. */
  readonly within: StructureSlices | null;
}

export interface SegmentResult {
  readonly slices: StructureSlices;
}

/** Share done, 0 … 1. */
export type SegmentProgress = (share: number) => void;

/** Throws `invalid-input` SEGMENT_SOURCE where there is neither a range with an image nor a structure. */
function candidates(
  { range, box }: Segmentation,
  frame: StackFrame,
  { voxels, own, within }: SegmentSource,
  onProgress: SegmentProgress,
): StructureSlices {
  if (range !== null && voxels !== null) {
    if (!(range.low <= range.high)) {
      throw new AppError(
        'invalid-input',
        'SEGMENT_RANGE',
        `The range ${range.low} to ${range.high} holds no value. Let it begin at the smaller one.`,
      );
    }
    return thresholdVoxels(voxels, frame, range, { box, within }, (done, all) => onProgress(done / all));
  }
  if (own === null) {
    throw new AppError('invalid-input', 'SEGMENT_SOURCE', 'There is neither an image nor a structure to work on.');
  }
  return within === null ? own : intersectRegions(own, within);
}

/** Throws as `candidates`. */
export function computeSegmentation(
  segmentation: Segmentation,
  frame: StackFrame,
  source: SegmentSource,
  onProgress: SegmentProgress = () => undefined,
): SegmentResult {
  const slices: ReadonlyMap<number, SliceBits> = candidates(segmentation, frame, source, onProgress);
  return { slices };
}
