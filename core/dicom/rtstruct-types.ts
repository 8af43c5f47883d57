// What goes into an RTSTRUCT, and what comes out of one.

import * as z from 'zod';
import type { ContourImage, PatientContour, PlanarLoop } from '../contour/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { RT_ROI_INTERPRETED_TYPES } from '../terminology/index.ts';
import { dateValue, longString, shortString, shortText, timeValue, uidValue } from './encode-values.ts';
import type { DicomHeader, DicomPatient } from './types.ts';

/** (3006,0036): how a contour came about; '' where nobody knows (PS3.3 C.8.8.5.1). */
export const GENERATION_ALGORITHMS = ['AUTOMATIC', 'SEMIAUTOMATIC', 'MANUAL', ''] as const;
export type GenerationAlgorithm = (typeof GENERATION_ALGORITHMS)[number];

/** What a reader must be told about the state of a structure. */
export const REVIEW_STATES = ['ai-not-reviewed', 'automatic-not-reviewed', 'reviewed', 'not-stated'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** The image series that the contours lie on. Patient and header are those of one of its slices. */
export interface RtstructImage {
  readonly patient: DicomPatient;
  readonly header: DicomHeader;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly sopClassUid: string;
  /** One for each plane, in k order. */
  readonly sopInstanceUids: readonly string[];
  /** Of planes that are frames of multi-frame files, in k order; null for a plane that is a file, absent where all are. */
  readonly frameNumbers?: readonly (number | null)[];
}

/** `pointsLps`: points that were read from a file (LPS mm, x, y, z, …), written as they are instead of those of `ij`.
 * `geometricType`: CLOSED_PLANAR where it is not said. */
export type RtstructLoop = PlanarLoop & {
  readonly pointsLps?: Float64Array;
  readonly geometricType?: 'CLOSED_PLANAR' | 'CLOSEDPLANAR_XOR';
};

/** A contour of a file that goes out as it came, whatever its type and place. */
export interface VerbatimContour extends PatientContour {
  /** Images of the series that it names; none: it is written without. */
  readonly images: readonly ContourImage[];
}

/** A structure set that the new one comes from: (3006,0018). */
export interface Predecessor {
  readonly sopInstanceUid: string;
}

export interface RtstructRoi {
  /** (3006,0022), unique in the set. */
  readonly number: number;
  /** (3006,0026), written as given. */
  readonly name: string;
  /** On the planes of `RtstructInput.geometry`; none for an empty structure. */
  readonly loops: readonly (RtstructLoop | VerbatimContour)[];
  readonly colourRgb: readonly [number, number, number];
  readonly generationAlgorithm: GenerationAlgorithm;
  /** (3006,0038), at most 64 characters: model id and version. */
  readonly generationDescription: string;
  readonly interpretedType: (typeof RT_ROI_INTERPRETED_TYPES)[number];
  /** Identifier in the Foundational Model of Anatomy with its words, from the TG-263 table; null: no code is written. */
  readonly code: { readonly fmaId: string; readonly meaning: string } | null;
  readonly review: ReviewState;
  /** (3006,0028), after the words on its review. */
  readonly description?: string;
  /** What an earlier version said of it: (3006,0085), (3006,0088), (3006,00A6). */
  readonly observation?: { readonly label: string; readonly description: string; readonly interpreter: string };
}

/** A device or program: (0018,A001) item (PS3.3 C.12.1.1.5). */
export interface RtstructEquipment {
  readonly manufacturer: string;
  readonly modelName: string;
  readonly softwareVersion: string;
  readonly description: string;
}

export interface RtstructInput {
  readonly image: RtstructImage;
  readonly geometry: ImageGeometry;
  readonly rois: readonly RtstructRoi[];
  /** (3006,0002), at most 16 characters. */
  readonly label: string;
  readonly name: string;
  readonly description: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number;
  /** Local date (YYYYMMDD) and time (HHMMSS) of writing. */
  readonly date: string;
  readonly time: string;
  /** The program that writes. */
  readonly application: RtstructEquipment;
  /** What else took part: the network, by model id and version. */
  readonly contributingEquipment: readonly RtstructEquipment[];
  /** Sets of which this is a new version. */
  readonly predecessors?: readonly Predecessor[];
}

const equipment = z.object({
  manufacturer: longString.min(1, 'empty'),
  modelName: longString.min(1, 'empty'),
  softwareVersion: longString,
  description: shortText,
});

const whole = (low: number, high: number, what: string) => z.number().int().min(low, what).max(high, what);
const colour = whole(0, 255, 'not a colour (0 to 255)');

const roi = z.object({
  number: whole(0, 2 ** 31 - 1, 'not a number of a region'),
  name: longString.min(1, 'empty'),
  colourRgb: z.tuple([colour, colour, colour]),
  generationAlgorithm: z.enum(GENERATION_ALGORITHMS),
  generationDescription: longString,
  interpretedType: z.enum(RT_ROI_INTERPRETED_TYPES),
  code: z
    .object({ fmaId: z.string().regex(/^\d{1,16}$/, 'not an FMA identifier'), meaning: longString.min(1, 'empty') })
    .nullable(),
  review: z.enum(REVIEW_STATES),
  description: shortText.optional(),
  observation: z.object({ label: shortString, description: shortText, interpreter: longString }).optional(),
});

const isUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** Everything of `RtstructInput` that becomes text; loops, geometry and the copied identity are checked elsewhere. */
export const rtstructSchema = z.object({
  image: z
    .object({
      studyInstanceUid: uidValue,
      seriesInstanceUid: uidValue,
      frameOfReferenceUid: uidValue,
      sopClassUid: uidValue,
      sopInstanceUids: z.array(uidValue).min(1, 'empty'),
      frameNumbers: z.array(whole(1, 2 ** 31 - 1, 'not a frame number').nullable()).optional(),
    })
    .refine(
      ({ sopInstanceUids, frameNumbers }) => isUnique(sopInstanceUids.map((uid, k) => `${uid} ${frameNumbers?.[k]}`)),
      { message: 'not unique', path: ['sopInstanceUids'] },
    ),
  rois: z
    .array(roi)
    .min(1, 'empty')
    .refine((rois) => isUnique(rois.map((r) => r.number)), 'not unique in its numbers')
    .refine((rois) => isUnique(rois.map((r) => r.name)), 'not unique in its names'),
  label: shortString.min(1, 'empty'),
  name: longString,
  description: shortText,
  sopInstanceUid: uidValue,
  seriesInstanceUid: uidValue,
  seriesNumber: whole(0, 2 ** 31 - 1, 'not a series number'),
  date: dateValue,
  time: timeValue,
  application: equipment,
  contributingEquipment: z.array(equipment),
  predecessors: z.array(z.object({ sopInstanceUid: uidValue })).optional(),
});
