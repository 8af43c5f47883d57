// The structures of a decoded structure set as masks on the grid of one image.

import { voxelsOf } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import type { DecodedRtstruct } from './rtstruct-decoded.ts';
import { isSetElsewhere, type PlacingOptions, placeRoi, type RoiReport } from './rtstruct-report.ts';
import type { SeriesWarning } from './types.ts';

export interface StructureMask {
  readonly number: number;
  readonly name: string;
  readonly colourRgb: readonly [number, number, number] | null;
  readonly interpretedType: string;
  readonly mask: Mask;
  readonly warnings: readonly SeriesWarning[];
  readonly report: RoiReport;
}

/** Throws `safety` RTSTRUCT_FRAME_OF_REFERENCE when every structure lies in another frame of reference than the
 * image's: the coordinates would be put on the wrong anatomy. */
export function checkSharedFrame(set: DecodedRtstruct, { frameOfReferenceUid: frame }: ImageGeometry): void {
  if (!isSetElsewhere(set, frame)) return;
  throw new AppError(
    'safety',
    'RTSTRUCT_FRAME_OF_REFERENCE',
    'The structure set belongs to another frame of reference than this image. Give the image series that it was drawn on.',
  );
}

/**
 * One mask a structure, in the order of the file, on the acquired planes of the image. What has no voxels or is cut says
 * so in the warnings and the report of its structure. Throws as `checkSharedFrame`, unless the frame was confirmed.
 */
export function structureMasks(
  set: DecodedRtstruct,
  geometry: ImageGeometry,
  options: PlacingOptions = {},
): StructureMask[] {
  if (options.isFrameConfirmed !== true) checkSharedFrame(set, geometry);
  return set.rois.map((roi) => {
    const placed = placeRoi(roi, set, geometry, options);
    const { number, name, colourRgb, interpretedType } = roi;
    const { report } = placed;
    const mask = voxelsOf(placed, geometry);
    return { number, name, colourRgb, interpretedType, mask, warnings: report.warnings, report };
  });
}

/**
 * Whether a set and an image are of one patient, as far as both say so. A shared frame of reference outweighs another
 * PatientID (one of the two was renamed): that is a warning. Throws `safety` where nothing but the PatientID could say
 * that the coordinates belong to this image, and it differs.
 */
export function checkSamePatient(
  set: { readonly patient: { readonly id: string }; readonly frameOfReferenceUids: readonly string[] },
  image: { readonly patientId: string; readonly frameOfReferenceUid: string | null },
): SeriesWarning[] {
  const [ours, theirs] = [image.patientId.trim(), set.patient.id.trim()];
  if (ours === '' || theirs === '' || ours === theirs) return [];
  if (image.frameOfReferenceUid === null || !set.frameOfReferenceUids.includes(image.frameOfReferenceUid)) {
    throw new AppError(
      'safety',
      'RTSTRUCT_PATIENT',
      'The structure set names another patient than the images, and no frame of reference that both share. Give the image series that it was drawn on.',
    );
  }
  const message =
    'The structure set names another patient than the images, but the same frame of reference. Check that they belong together.';
  return [{ code: 'RTSTRUCT_OTHER_PATIENT', message }];
}
