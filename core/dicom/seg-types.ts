// What goes into a DICOM segmentation, and what comes out of one (PS3.3 C.8.20).

import * as z from 'zod';
import type { ImageGeometry } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import { dateValue, longString, shortText, timeValue, uidValue } from './encode-values.ts';
import type { Placement } from './read-placement.ts';
import type { GenerationAlgorithm, ReviewState, RtstructEquipment, RtstructImage } from './rtstruct-types.ts';
import { GENERATION_ALGORITHMS, REVIEW_STATES } from './rtstruct-types.ts';
import type { DicomPatient } from './types.ts';

/** (0062,0001). A label map is a SOP class of its own: every voxel belongs to one segment at most. */
export const SEGMENTATION_TYPES = ['BINARY', 'FRACTIONAL', 'LABELMAP'] as const;
export type SegmentationType = (typeof SEGMENTATION_TYPES)[number];

/** A coded concept (PS3.3 section 8). */
export interface CodedConcept {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** A segment to write. */
export interface SegSegment {
  /** (0062,0004), 1, 2, … without gaps. */
  readonly number: number;
  /** (0062,0005). */
  readonly name: string;
  /** On the grid of `SegInput.geometry`. */
  readonly mask: Mask;
  readonly colourRgb: readonly [number, number, number];
  /** '' where nobody knows how the structure came about; the standard has no word for it, see `encodeSegmentation`. */
  readonly generationAlgorithm: GenerationAlgorithm;
  /** Model id and version, at most 64 characters; '' where there is none. */
  readonly generationDescription: string;
  readonly review: ReviewState;
  /** True for targets, doses and what else is no anatomy. */
  readonly isAnatomy: boolean;
  /** Identifier in the Foundational Model of Anatomy, from the TG-263 table; null: none is written. */
  readonly fmaId: string | null;
}

export interface SegInput {
  readonly type: Exclude<SegmentationType, 'FRACTIONAL'>;
  readonly image: RtstructImage;
  readonly geometry: ImageGeometry;
  readonly segments: readonly SegSegment[];
  /** (0070,0080) Content Label. */
  readonly label: string;
  /** (0070,0081), at most 64 characters. */
  readonly description: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly dimensionOrganizationUid: string;
  readonly seriesNumber: number;
  /** Local date (YYYYMMDD) and time (HHMMSS) of writing. */
  readonly date: string;
  readonly time: string;
  readonly application: RtstructEquipment;
  readonly contributingEquipment: readonly RtstructEquipment[];
}

const whole = (low: number, high: number, what: string) => z.number().int().min(low, what).max(high, what);
const colour = whole(0, 255, 'not a colour (0 to 255)');

const equipment = z.object({
  manufacturer: longString.min(1, 'empty'),
  modelName: longString.min(1, 'empty'),
  softwareVersion: longString.min(1, 'empty'),
  description: shortText,
});

/** Everything of `SegInput` that becomes text; masks, geometry and the copied identity are checked elsewhere. */
export const segSchema = z.object({
  image: z.object({
    studyInstanceUid: uidValue,
    seriesInstanceUid: uidValue,
    frameOfReferenceUid: uidValue,
    sopClassUid: uidValue,
    sopInstanceUids: z.array(uidValue).min(1, 'empty'),
  }),
  segments: z
    .array(
      z.object({
        number: whole(1, 65535, 'not a segment number'),
        name: longString.min(1, 'empty'),
        colourRgb: z.tuple([colour, colour, colour]),
        generationAlgorithm: z.enum(GENERATION_ALGORITHMS),
        generationDescription: longString,
        fmaId: z
          .string()
          .regex(/^\d{1,16}$/, 'not an FMA identifier')
          .nullable(),
        review: z.enum(REVIEW_STATES),
      }),
    )
    .min(1, 'empty')
    .refine((segments) => segments.every(({ number }, at) => number === at + 1), 'not numbered 1, 2, …')
    .refine(
      (segments) => new Set(segments.map(({ name }) => name)).size === segments.length,
      'not unique in its names',
    ),
  label: z.string().regex(/^[A-Z0-9_ ]{1,16}$/, 'not a code string'),
  description: longString,
  sopInstanceUid: uidValue,
  seriesInstanceUid: uidValue,
  dimensionOrganizationUid: uidValue,
  seriesNumber: whole(0, 2 ** 31 - 1, 'not a series number'),
  date: dateValue,
  time: timeValue,
  application: equipment,
  contributingEquipment: z.array(equipment),
});

/** One segment of a decoded file (PS3.3 C.8.20.4). */
export interface DecodedSegment {
  readonly number: number;
  /** (0062,0005); '' where the file has none. */
  readonly label: string;
  readonly description: string;
  /** AUTOMATIC, SEMIAUTOMATIC or MANUAL; '' where the file says nothing known. */
  readonly algorithmType: GenerationAlgorithm;
  readonly algorithmName: string;
  readonly category: CodedConcept | null;
  readonly propertyType: CodedConcept | null;
  /** Modifiers of the property type, such as a side. */
  readonly modifiers: readonly CodedConcept[];
  readonly colourRgb: readonly [number, number, number] | null;
}

/** One frame: where it lies, and of which segment it is. */
export interface SegFrame {
  /** null: of a label map, whose values name the segments. */
  readonly segmentNumber: number | null;
  readonly placement: Placement;
}

export interface DecodedSegmentation {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly patient: DicomPatient;
  readonly type: SegmentationType;
  /** Content Label. */
  readonly label: string;
  readonly description: string;
  readonly frameOfReferenceUid: string | null;
  readonly referencedSeriesUids: readonly string[];
  readonly referencedImageUids: readonly string[];
  readonly rows: number;
  readonly columns: number;
  /** (0018,0088) of the first frame, mm; null where it is not said. */
  readonly sliceStepMm: number | null;
  /** (0018,0050) of the first frame, mm: no distance between planes, since slices overlap and leave gaps. */
  readonly sliceThicknessMm: number | null;
  /** (0062,000E); 1 but for a FRACTIONAL one. */
  readonly maximumFractionalValue: number;
  /** Of a label map: the value that stands for no segment. */
  readonly backgroundValue: number;
  /** In the order of the file, without a background. */
  readonly segments: readonly DecodedSegment[];
  readonly frames: readonly SegFrame[];
  /** Values of frame `at` of `frames`, row by row: 0 and 1 of a BINARY one, else as stored. */
  readFrame(at: number): Uint8Array | Uint16Array;
}
