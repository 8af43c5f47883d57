// A mask from values as a task of a compute thread: what takes seconds on a whole head, and the file, which the thread
// writes itself so that no voxels move back. Thin places to part it at are those that the window lists.

import {
  computeSegmentation,
  countStructureVoxels,
  createStackFrame,
  maskFromSlices,
  type Neck,
  partedAt,
  type Segmentation,
  type SegmentResult,
  slicesFromMask,
  structureVolumeMm3,
} from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type ImageGeometry, planePointLps, type Vec3 } from '../../../core/geometry/index.ts';
import type { Mask, VoxelArray } from '../../../core/volume/index.ts';
import { type MaskFileFormat, writeMaskFile } from '../../volume-files/index.ts';

interface SegmentTask {
  readonly segmentation: Segmentation;
  readonly geometry: ImageGeometry;
  readonly voxels: VoxelArray;
  readonly within: Mask | null;
  /** Thin place at which it is parted, from 1; null: at none. */
  readonly splitAt: number | null;
  /** null: nothing is written. */
  readonly file: { readonly path: string; readonly format: MaskFileFormat } | null;
}

/** As the window parts it: beyond the thin place is what the part only touches. */
function parted({ segmentation, geometry, voxels }: SegmentTask, { slices }: SegmentResult, neck: Neck): SegmentResult {
  // What the seeds reach is known: no value is looked at again.
  const again = { ...segmentation, range: null, box: null, ...partedAt(neck) };
  return computeSegmentation(again, createStackFrame(geometry), { voxels, own: slices, within: null });
}

function chosenNeck(necks: readonly Neck[], splitAt: number): Neck {
  const neck = necks[splitAt - 1];
  if (neck !== undefined) return neck;
  const count = necks.length === 0 ? 'no thin place parts it' : `there are ${necks.length.toString()} thin places`;
  throw new AppError(
    'not-found',
    'SEGMENT_NO_NECK',
    `Parting at thin place ${splitAt.toString()}: ${count}. --find-necks lists them; --split names a place beyond.`,
  );
}

/**
 * Throws as `computeSegmentation` and `writeMaskFile`; `invalid-input` SEGMENT_EMPTY where nothing is found; `not-found`
 * SEGMENT_NO_NECK for a thin place that is not in the list.
 */
export function segmentFile(task: SegmentTask) {
  const { segmentation, geometry, voxels, within, splitAt, file } = task;
  const frame = createStackFrame(geometry);
  const ml = (slices: SegmentResult['slices']) => structureVolumeMm3(slices, frame) / 1000;
  const lpsOf = (ijk: Vec3): [number, number, number] => [...planePointLps(geometry, ...ijk)];
  const whole = computeSegmentation(segmentation, frame, {
    voxels,
    own: null,
    within: within === null ? null : slicesFromMask(within),
  });
  if (whole.slices.size === 0) {
    throw new AppError(
      'invalid-input',
      'SEGMENT_EMPTY',
      'No voxel lies in this range there: nothing was written. Widen the range, the box, or look elsewhere.',
    );
  }
  const necks = whole.necks?.map((neck) => ({ neck, pieces: parted(task, whole, neck) })) ?? null;
  const chosen = splitAt === null ? null : chosenNeck(whole.necks ?? [], splitAt);
  const found = necks?.find(({ neck }) => neck === chosen)?.pieces ?? whole;
  const { slices, rest, goneAround } = found;
  if (file !== null) writeMaskFile(file.path, maskFromSlices(slices, geometry.size), geometry, file.format);
  return {
    voxels: countStructureVoxels(slices),
    volumeMl: ml(slices),
    slices: slices.size,
    splitOffMl: segmentation.others.length === 0 && chosen === null ? null : ml(rest),
    necks:
      necks?.map(({ neck, pieces }) => ({
        atLps: lpsOf(neck.ijk),
        thicknessMm: neck.diameterMm,
        beyondMm: neck.beyondMm,
        beyondLps: neck.beyondIjk.map(lpsOf),
        partMl: ml(pieces.slices),
        splitOffMl: ml(pieces.rest),
      })) ?? null,
    goneAround,
  };
}
