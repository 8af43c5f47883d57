// An imported set on the planes of its images, whatever kind of file it came as.

import { isSegmentation, segmentationMasks } from '../../../core/dicom/index.ts';
import type { SetOnImages } from '../rtstruct/set-on-images.ts';
import { readSegmentation } from '../segmentation/read-segmentation.ts';
import { type ImportedSet, importRtstruct, type KeptSet, keptSet } from './import-rtstruct.ts';
import { planesOfMask } from './plane-masks.ts';

/** The segments of a DICOM segmentation. Throws as `segmentationMasks`. */
async function importSegmentation({ bytes, geometry, isFrameConfirmed }: SetOnImages): Promise<ImportedSet> {
  const set = await readSegmentation(bytes);
  const grid = isFrameConfirmed ? { ...geometry, frameOfReferenceUid: null } : geometry;
  const { structures, warnings } = segmentationMasks(set, grid);
  return {
    rois: structures.map(({ name, colourRgb, interpretedType, fmaId, mask }) => ({
      number: null,
      name,
      colourRgb,
      interpretedType,
      fmaId,
      planes: planesOfMask(mask),
    })),
    warnings: [
      ...warnings,
      ...structures.flatMap(({ name, warnings: own }) =>
        own.map(({ code, message }) => ({ code, message: `${name}: ${message}` })),
      ),
    ],
  };
}

export const importSet = (set: SetOnImages): ImportedSet | Promise<ImportedSet> =>
  isSegmentation(set.bytes) ? importSegmentation(set) : importRtstruct(set);

/** Contours that are in no voxel; a segmentation has none. */
export const keptOfSet = (set: SetOnImages): KeptSet =>
  isSegmentation(set.bytes) ? { rois: [], warnings: [] } : keptSet(set);
