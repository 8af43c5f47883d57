// What became of an imported set: computed in a thread, as a large one takes seconds to read.

import {
  decodeRtstruct,
  fitOnImage,
  isSegmentation,
  placeRoi,
  planeFinder,
  type RoiReport,
  reportSegments,
  reportUnplaced,
  type SeriesWarning,
  type SetFit,
  segmentationFit,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { readSegmentation } from '../segmentation/read-segmentation.ts';
import type { SetOnImages } from './set-on-images.ts';

export interface ReportSetTask {
  readonly bytes: Uint8Array;
  /** The images that it lies on; null: none are known. */
  readonly images: Omit<SetOnImages, 'bytes'> | null;
  /** Grids to try it on. */
  readonly candidates: readonly ImageGeometry[];
}

export interface ReportedSet {
  readonly rois: readonly RoiReport[];
  /** About the set as a whole. */
  readonly warnings: readonly SeriesWarning[];
  /** One for each candidate. */
  readonly fits: readonly SetFit[];
}

async function reportSegmentation({ bytes, images, candidates }: ReportSetTask): Promise<ReportedSet> {
  const set = await readSegmentation(bytes);
  const fits = candidates.map((geometry) => segmentationFit(set, geometry));
  const isTrusted = images?.isFrameConfirmed ?? false;
  const geometry = images === null || !isTrusted ? images?.geometry : { ...images.geometry, frameOfReferenceUid: null };
  return { rois: reportSegments(set, geometry ?? null), warnings: [], fits };
}

/** Throws what reading throws. */
export function reportSet(task: ReportSetTask): ReportedSet | Promise<ReportedSet> {
  const { bytes, images, candidates } = task;
  if (isSegmentation(bytes)) return reportSegmentation(task);
  const set = decodeRtstruct(bytes);
  const fits = candidates.map((geometry) => fitOnImage(set, geometry));
  const { warnings } = set;
  if (images === null) return { rois: set.rois.map(reportUnplaced), warnings, fits };
  const { geometry, isFrameConfirmed } = images;
  const options = { planeOfImage: planeFinder(images), isFrameConfirmed };
  return { rois: set.rois.map((roi) => placeRoi(roi, set, geometry, options).report), warnings, fits };
}

/** Throws `safety` RTSTRUCT_DOES_NOT_FIT where a person's word is not enough. */
export function checkFit({ closed, onPlanes, inside, planes, fits }: SetFit): void {
  if (fits) return;
  throw new AppError(
    'safety',
    'RTSTRUCT_DOES_NOT_FIT',
    `The structure set does not fit on these images: ${onPlanes} of its ${closed} closed contours lie on their slices, ${inside} of those within their edges, on ${planes} slices. Choose the series that it was drawn on.`,
  );
}
