// The structures of a decoded structure set as masks on the grid of one image.

import { contoursToMask } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { emptyMask, type Mask } from '../volume/index.ts';
import type { DecodedRoi, DecodedRtstruct } from './rtstruct-types.ts';
import type { SeriesWarning } from './types.ts';

export interface StructureMask {
  readonly number: number;
  readonly name: string;
  readonly colourRgb: readonly [number, number, number] | null;
  readonly interpretedType: string;
  readonly mask: Mask;
  readonly warnings: readonly SeriesWarning[];
}

/** True when a region lies in another frame of reference than `frame`; one that names none lies in the one that its
 * structure set refers to. */
export const isRoiElsewhere = (roi: DecodedRoi, set: DecodedRtstruct, frame: string | null): boolean => {
  if (frame === null) return false;
  if (roi.frameOfReferenceUid !== null) return roi.frameOfReferenceUid !== frame;
  return set.frameOfReferenceUids.length > 0 && !set.frameOfReferenceUids.includes(frame);
};

function structureMask(roi: DecodedRoi, set: DecodedRtstruct, geometry: ImageGeometry): StructureMask {
  const { number, name, colourRgb, interpretedType } = roi;
  const known = { number, name, colourRgb, interpretedType };
  if (isRoiElsewhere(roi, set, geometry.frameOfReferenceUid)) {
    const message = 'The structure belongs to another frame of reference than this image and was left out.';
    return { ...known, mask: emptyMask(geometry.size), warnings: [{ code: 'ROI_OTHER_FRAME', message }] };
  }
  if (roi.contours.length === 0) {
    const message = 'The structure has no contours.';
    return { ...known, mask: emptyMask(geometry.size), warnings: [{ code: 'ROI_EMPTY', message }] };
  }
  const { mask, warnings } = contoursToMask(geometry, roi.contours);
  return { ...known, mask, warnings: warnings.map(({ code, message }) => ({ code, message })) };
}

/**
 * One mask a structure, in the order of the file, on the acquired planes of the image. What is left out or cut says so
 * in the warnings of its structure. Throws `safety` when every structure lies in another frame of reference than the
 * image's: the coordinates would be put on the wrong anatomy.
 */
export function structureMasks(set: DecodedRtstruct, geometry: ImageGeometry): StructureMask[] {
  const frame = geometry.frameOfReferenceUid;
  if (set.rois.length > 0 && set.rois.every((roi) => isRoiElsewhere(roi, set, frame))) {
    throw new AppError(
      'safety',
      'RTSTRUCT_FRAME_OF_REFERENCE',
      'The structure set belongs to another frame of reference than this image. Give the image series that it was drawn on.',
    );
  }
  return set.rois.map((roi) => structureMask(roi, set, geometry));
}

/**
 * Whether a set and an image are of one patient, as far as both say so. A shared frame of reference outweighs another
 * PatientID (one of the two was renamed): that is a warning. Throws `safety` where nothing but the PatientID could say
 * that the coordinates belong to this image, and it differs.
 */
export function checkSamePatient(
  set: DecodedRtstruct,
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
