// A stack of images to the geometry of its volume: true plane positions, and what is unusual about them.
// k runs along row x column, i along a row (growing column index), j down a column (PS3.3 C.7.6.2.1.1).

import { AppError } from '../error/index.ts';
import {
  dot,
  type ImageGeometry,
  norm,
  REGULAR_STEP_TOLERANCE,
  STRAIGHT_STACK_TOLERANCE_MM,
  scale,
  stackTiltDeg,
  subtract,
  type Vec3,
} from '../geometry/index.ts';
import { planeNormal } from './group-images.ts';
import type { DicomImage, SeriesWarning } from './types.ts';

/** Steps beyond this, mm, are no stack of a patient. */
const MAX_PLAUSIBLE_STEP_MM = 500;
/** A step counts as a gap when it is this near to a whole multiple of the usual step, as a share of that step. */
const GAP_TOLERANCE = 0.1;
/** … and when the slices are thinner than this share of it: a thicker slice fills its step, so nothing is missing. */
const GAP_FILLED_SHARE = 0.9;

export interface AssembledSeries {
  readonly geometry: ImageGeometry;
  /** Degrees between normal and step; positive when the planes drift down their columns (+j); 0 when straight. */
  readonly gantryTiltDeg: number;
  /** Any step differs from the median by more than 1 %. */
  readonly irregularSpacing: boolean;
  /** How many slices of the usual step the gaps would hold. */
  readonly missingSlices: number;
  readonly warnings: readonly SeriesWarning[];
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** Slices that fit into the gaps. A step of twice the usual one is a gap only where the slices are too thin to fill
 * it: head protocols change from thin to thick slices within one series on purpose. */
function countMissing(images: readonly DicomImage[], stepsMm: readonly number[], usualMm: number): number {
  let missing = 0;
  stepsMm.forEach((step, at) => {
    const multiple = Math.round(step / usualMm);
    if (multiple < 2 || Math.abs(step - multiple * usualMm) > GAP_TOLERANCE * usualMm) return;
    const thickness = Math.max(images[at]?.sliceThicknessMm ?? 0, images[at + 1]?.sliceThicknessMm ?? 0);
    if (thickness < GAP_FILLED_SHARE * step) missing += multiple - 1;
  });
  return missing;
}

/** True when some plane leaves the line through the first and last by more than rounding explains: such a stack is
 * kept as it is, but it is not one tilt. */
function leavesItsLine(origins: readonly Vec3[], normal: Vec3): boolean {
  const first = origins[0] as Vec3;
  const travel = subtract(origins.at(-1) as Vec3, first);
  const along = dot(travel, normal);
  return origins.some((origin) => {
    const here = subtract(origin, first);
    const onLine = scale(travel, along === 0 ? 0 : dot(here, normal) / along);
    return norm(subtract(here, onLine)) > 10 * STRAIGHT_STACK_TOLERANCE_MM;
  });
}

const warn = (code: string, message: string): SeriesWarning => ({ code, message });

function singleSliceSpacing(image: DicomImage, warnings: SeriesWarning[]): number {
  warnings.push(warn('DICOM_SINGLE_SLICE', 'The series has one image only; it has no extent along its normal.'));
  if (image.sliceThicknessMm !== null) return image.sliceThicknessMm;
  warnings.push(warn('DICOM_NO_THICKNESS', 'The image does not say how thick it is; 1 mm is assumed for volumes.'));
  return 1;
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
  const irregularSpacing = stepsMm.some((step) => Math.abs(step - usualMm) > REGULAR_STEP_TOLERANCE * usualMm);
  const missingSlices = countMissing(images, stepsMm, usualMm);
  const geometry: ImageGeometry = {
    size: [first.columns, first.rows, images.length],
    spacingMm: [first.pixelSpacingMm[1], first.pixelSpacingMm[0], usualMm],
    direction: [...first.rowDirection, ...first.columnDirection, ...unitNormal],
    planeOriginsLps: origins.flat(),
    frameOfReferenceUid: first.frameOfReferenceUid,
  };
  const gantryTiltDeg = stackTiltDeg(geometry);
  if (missingSlices > 0) {
    const gaps = `${missingSlices} slice${missingSlices === 1 ? ' is' : 's are'}`;
    warnings.push(warn('DICOM_MISSING_SLICES', `${gaps} missing inside the stack; check that the export is complete.`));
  }
  if (irregularSpacing) {
    const range = `${Math.min(...stepsMm).toFixed(2)} to ${Math.max(...stepsMm).toFixed(2)} mm`;
    warnings.push(warn('DICOM_IRREGULAR_SPACING', `The slices are unevenly spaced (steps of ${range}).`));
  }
  if (gantryTiltDeg !== 0) {
    warnings.push(warn('DICOM_GANTRY_TILT', `The planes are tilted by ${gantryTiltDeg.toFixed(1)} degrees.`));
  }
  if (leavesItsLine(origins, unitNormal)) {
    warnings.push(warn('DICOM_UNEVEN_DRIFT', 'The slices are shifted sideways against each other.'));
  }
  if (first.frameOfReferenceUid === null) {
    warnings.push(warn('DICOM_NO_FRAME_OF_REFERENCE', 'The images name no frame of reference.'));
  }
  return {
    geometry,
    gantryTiltDeg,
    irregularSpacing,
    missingSlices,
    warnings,
  };
}
