// A segmentation as a structure set: identity and references, enough to file it beside its images.

import type { DicomDataset } from './dicom-dataset.ts';
import { readHeader } from './read-identity.ts';
import { structureSetOf } from './structure-set-head.ts';
import type { DicomStructureSet } from './types.ts';

const PLANE_POSITION = 'x00209113';
const CONTENT_LABEL = 'x00700080';
const CONTENT_DESCRIPTION = 'x00700081';

/** False for one without a place in the patient, of slides or of photographs: it cannot lie on a series. */
const isPlaced = (dataset: DicomDataset): boolean => {
  const [frame] = dataset.items('PerFrameFunctionalGroupsSequence');
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  return [frame, shared].some((groups) => (groups?.items(PLANE_POSITION).length ?? 0) > 0);
};

/** null for a segmentation without a place in the patient. Throws `corrupt-data` DICOM_UID. */
export function readSegmentationSet(dataset: DicomDataset, sopClassUid: string): DicomStructureSet | null {
  if (!isPlaced(dataset)) return null;
  const header = readHeader(dataset);
  const series = dataset.items('ReferencedSeriesSequence').map((item) => item.text('SeriesInstanceUID'));
  const frame = dataset.text('FrameOfReferenceUID');
  // Content labels mostly say SEGMENTATION.
  const label =
    header['SeriesDescription'] || dataset.text(CONTENT_DESCRIPTION) || dataset.text(CONTENT_LABEL) || 'Segmentation';
  return structureSetOf(dataset, { sopClassUid, header, label, series, frames: [frame] });
}
