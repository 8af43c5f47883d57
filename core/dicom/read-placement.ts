// Where an image lies in the patient.

import { AppError } from '../error/index.ts';
import { DIRECTION_COSINE_TOLERANCE, dot, norm, normalise, type Vec3 } from '../geometry/index.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import type { DicomKeyword } from './tags.ts';

/** Distances beyond these, mm, are no medical image's: a unit or a decimal point is wrong. */
const MIN_PLAUSIBLE_SPACING_MM = 1e-3;
const MAX_PLAUSIBLE_SPACING_MM = 100;
/** Positions beyond this, mm, from the frame's origin. */
const MAX_PLAUSIBLE_POSITION_MM = 1e5;
export interface Placement {
  readonly imagePositionPatient: Vec3;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  readonly pixelSpacingMm: readonly [number, number];
}

/** The data set or sequence item that holds an attribute of an image: the file itself, or for a frame one of its
 * functional groups. Undefined where there is none. */
export type AttributeOwner = (keyword: DicomKeyword) => DicomDataset | undefined;

/**
 * PS3.3 C.7.6.2 (Image Plane module) and, for frames, C.7.6.16.2.1, C.7.6.16.2.3 and C.7.6.16.2.4.
 * @throws AppError `unsupported` for an image without place, `invalid-input` for a place without sense, `safety` for an
 * implausible spacing
 */
export function readPlacement(owner: AttributeOwner): Placement {
  const decimals = (keyword: DicomKeyword) => owner(keyword)?.decimals(keyword) ?? [];
  const position = decimals('ImagePositionPatient');
  const cosines = decimals('ImageOrientationPatient');
  const spacing = decimals('PixelSpacing');
  if (position.length === 0 || cosines.length === 0 || spacing.length === 0) {
    throw new AppError(
      'unsupported',
      'DICOM_NO_GEOMETRY',
      'The image has no position, orientation or pixel spacing in the patient (a screen capture or projection), so it cannot be placed. Leave it out.',
    );
  }
  if (position.length !== 3 || !position.every((v) => Math.abs(v) <= MAX_PLAUSIBLE_POSITION_MM)) {
    throw new AppError(
      'invalid-input',
      'DICOM_POSITION',
      'ImagePositionPatient is not three plausible numbers of millimetres. Export the image again from its source.',
    );
  }
  if (spacing.length !== 2 || !spacing.every((v) => v > 0 && v < Number.POSITIVE_INFINITY)) {
    throw new AppError(
      'invalid-input',
      'DICOM_SPACING',
      'PixelSpacing is not two numbers above zero, so the image has no size. Export the image again from its source.',
    );
  }
  if (!spacing.every((v) => v >= MIN_PLAUSIBLE_SPACING_MM && v <= MAX_PLAUSIBLE_SPACING_MM)) {
    throw new AppError(
      'safety',
      'DICOM_SPACING_IMPLAUSIBLE',
      `PixelSpacing lies outside ${MIN_PLAUSIBLE_SPACING_MM} to ${MAX_PLAUSIBLE_SPACING_MM} mm. Correct it at the source; distances would be wrong.`,
    );
  }
  const row = cosines.slice(0, 3) as unknown as Vec3;
  const column = cosines.slice(3, 6) as unknown as Vec3;
  const isUnit = (v: Vec3) => Math.abs(norm(v) - 1) <= DIRECTION_COSINE_TOLERANCE;
  if (
    cosines.length !== 6 ||
    !isUnit(row) ||
    !isUnit(column) ||
    !(Math.abs(dot(row, column)) <= DIRECTION_COSINE_TOLERANCE)
  ) {
    throw new AppError(
      'invalid-input',
      'DICOM_ORIENTATION',
      'ImageOrientationPatient is not two unit vectors at a right angle. Export the image again from its source.',
    );
  }
  return {
    imagePositionPatient: position as unknown as Vec3,
    rowDirection: normalise(row),
    columnDirection: normalise(column),
    pixelSpacingMm: spacing as unknown as [number, number],
  };
}
