// How the formats of an export are called where they are chosen.

import type { DOCUMENT_EXPORT_FORMATS } from '../../../core/contract/index.ts';

export type Format = (typeof DOCUMENT_EXPORT_FORMATS)[number];

export const FORMAT_WORDS: Readonly<Record<Format, string>> = {
  rtstruct: 'RTSTRUCT',
  seg: 'DICOM segmentation',
  'seg-labelmap': 'DICOM label map, no overlaps',
  'seg-nrrd': '3D Slicer segmentation',
  'nifti-labels': 'NIfTI label map for ITK-SNAP',
  nifti: 'NIfTI masks, one a structure',
  stl: 'STL, one a structure',
  report: 'Report',
};

/** Files that the destination's profile is for; the others are named by the structures here. */
export const followsProfile = (formats: ReadonlySet<Format>): boolean =>
  [...formats].some((format) => format !== 'nifti' && format !== 'stl' && format !== 'report');
