// What comes out of an RTSTRUCT: everything that a later version of the set has to say again.

import type { ContourImage, PatientContour } from '../contour/index.ts';
import type { SeriesWarning } from './types.ts';

/** One item of (3006,0040), as it stands. */
export interface DecodedContour extends PatientContour {
  /** (3006,0048); null where the file gives none. */
  readonly number: number | null;
  readonly images: readonly ContourImage[];
}

/** A coded name of a region: item of (3006,0086). */
export interface RoiCode {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** Item of (3006,0080). */
export interface RoiObservation {
  /** (3006,0082) */
  readonly number: number | null;
  /** (3006,0085) */
  readonly label: string;
  /** (3006,0088) */
  readonly description: string;
  /** (3006,00A4) */
  readonly interpretedType: string;
  /** (3006,00A6) */
  readonly interpreter: string;
  readonly codes: readonly RoiCode[];
}

/** The code that a region has in the Foundational Model of Anatomy, where its observations state one and no other. */
export function fmaIdOfRoi({ observations }: Pick<DecodedRoi, 'observations'>): string | null {
  const codes = observations.flatMap((one) => one.codes).filter(({ scheme }) => scheme === 'FMA');
  const [only, second] = new Set(codes.map(({ value }) => value));
  return only !== undefined && second === undefined && /^\d{1,16}$/.test(only) ? only : null;
}

/** One region of a decoded structure set. */
export interface DecodedRoi {
  readonly number: number;
  readonly name: string;
  /** (3006,0028) */
  readonly description: string;
  /** (3006,0024); null where the file does not say. */
  readonly frameOfReferenceUid: string | null;
  readonly generationAlgorithm: string;
  readonly generationDescription: string;
  /** Of the first observation; '' where there is none. */
  readonly interpretedType: string;
  readonly observations: readonly RoiObservation[];
  readonly colourRgb: readonly [number, number, number] | null;
  /** None where the region was refused. */
  readonly contours: readonly DecodedContour[];
  /** Why its contours cannot be read while those of the other regions can; null: they can. */
  readonly refusal: SeriesWarning | null;
}

/** (300E,0002) and who set it. */
export interface RtstructApproval {
  readonly status: string;
  readonly reviewDate: string;
  readonly reviewTime: string;
  readonly reviewerName: string;
}

export interface DecodedRtstruct {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly patient: { readonly id: string; readonly name: string };
  readonly label: string;
  /** (3006,0004) */
  readonly name: string;
  readonly description: string;
  /** (3006,0008), (3006,0009) */
  readonly date: string;
  readonly time: string;
  readonly approvalStatus: string;
  readonly approval: RtstructApproval;
  /** SOP instances that this set replaces (3006,0018). */
  readonly predecessorUids: readonly string[];
  readonly frameOfReferenceUids: readonly string[];
  readonly referencedSeriesUids: readonly string[];
  /** Every image that the reference tree or a contour names. */
  readonly referencedImageUids: readonly string[];
  /** In the order of the file. */
  readonly rois: readonly DecodedRoi[];
  /** About contours that are of none of the regions. */
  readonly warnings: readonly SeriesWarning[];
}
