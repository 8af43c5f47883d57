// A stack of images to the geometry of its volume: true plane positions, and what is unusual about them.
// k runs along row x column, i along a row (growing column index), j down a column (PS3.3 C.7.6.2.1.1).

import { AppError } from '../error/index.ts';
import { dot, type ImageGeometry, norm, scale, subtract, type Vec3 } from '../geometry/index.ts';
import { describeStack, type StackDescription } from './describe-stack.ts';
import { planeNormal } from './group-images.ts';
import type { DicomImage, SeriesWarning } from './types.ts';

/** Steps beyond this, mm, are no stack of a patient. */
const MAX_PLAUSIBLE_STEP_MM = 500;
export interface AssembledSeries extends StackDescription {
  readonly geometry: ImageGeometry;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

const warn = (code: string, message: string): SeriesWarning => ({ code, message });

function singleSliceSpacing(image: DicomImage, warnings: SeriesWarning[]): number {
  warnings.push(warn('DICOM_SINGLE_SLICE', 'The series has one image only; it has no extent along its normal.'));
  if (image.sliceThicknessMm !== null) return image.sliceThicknessMm;
  warnings.push(warn('DICOM_NO_THICKNESS', 'The image does not say how thick it is; 1 mm is assumed for volumes.'));
  return 1;
}

/** True for CT values that cannot be below 0: air has -1000 HU, so they are in no Hounsfield units. */
const cannotBeHu = ({ modality, isLocalizer, pixels }: DicomImage): boolean =>
  modality === 'CT' && !isLocalizer && !pixels.isSigned && pixels.rescaleSlope > 0 && pixels.rescaleIntercept >= 0;

/** What a person must know of how the values came about. */
function describePixels(images: readonly DicomImage[]): SeriesWarning[] {
  const warnings: SeriesWarning[] = [];
  const lossy = images.filter(({ isLossy }) => isLossy).length;
  if (lossy > 0) {
    const which = lossy === images.length ? 'The images went' : `${lossy} of ${images.length} images went`;
    const message = `${which} through a lossy compression: values and fine detail are not those of the scanner.`;
    warnings.push(warn('DICOM_LOSSY', message));
  }
  if (images.some(cannotBeHu)) {
    const message =
      'The values cannot be Hounsfield units: none can be below 0 (unsigned, RescaleIntercept missing or not below 0). Thresholds and contours from them are wrong.';
    warnings.push(warn('DICOM_CT_NOT_HU', message));
  }
  if (images.some(({ isInverted }) => isInverted)) {
    const message =
      'The images are meant to be shown with low values bright (MONOCHROME1); values are kept as they are.';
    warnings.push(warn('DICOM_MONOCHROME1', message));
  }
  return warnings;
}

/**
 * Geometry and findings of a stack.
 * @param images one group of `groupImages`, in k order
 * @throws AppError `safety` when two planes are implausibly far apart
 */
export function assembleSeries(images: readonly DicomImage[]): AssembledSeries {
  const first = images[0];
  if (first === undefined) {
    throw new AppError('internal', 'DICOM_EMPTY_SERIES', 'A series needs at least one image.');
  }
  const normal = planeNormal(first);
  const unitNormal = scale(normal, 1 / norm(normal));
  const origins = images.map((image) => image.imagePositionPatient);
  const stepsMm = origins.slice(1).map((origin, at) => dot(subtract(origin, origins[at] as Vec3), unitNormal));
  if (stepsMm.some((step) => step > MAX_PLAUSIBLE_STEP_MM)) {
    throw new AppError(
      'safety',
      'DICOM_STEP_IMPLAUSIBLE',
      `Neighbouring slices lie more than ${MAX_PLAUSIBLE_STEP_MM} mm apart. Check the positions at the source.`,
    );
  }
  const warnings: SeriesWarning[] = [];
  const usualMm = stepsMm.length === 0 ? singleSliceSpacing(first, warnings) : median(stepsMm);
  const geometry: ImageGeometry = {
    size: [first.columns, first.rows, images.length],
    spacingMm: [first.pixelSpacingMm[1], first.pixelSpacingMm[0], usualMm],
    direction: [...first.rowDirection, ...first.columnDirection, ...unitNormal],
    planeOriginsLps: origins.flat(),
    frameOfReferenceUid: first.frameOfReferenceUid,
  };
  const thickness = (at: number) => images[at]?.sliceThicknessMm ?? 0;
  const stack = describeStack(geometry, (step) => Math.max(thickness(step), thickness(step + 1)));
  warnings.push(...stack.warnings);
  if (first.frameOfReferenceUid === null) {
    warnings.push(warn('DICOM_NO_FRAME_OF_REFERENCE', 'The images name no frame of reference.'));
  }
  warnings.push(...describePixels(images));
  return { ...stack, geometry, warnings };
}
