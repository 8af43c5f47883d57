// Values that several services speak of.

import * as z from 'zod';

export const Triple = z.tuple([z.number(), z.number(), z.number()]);

/** Something that a person should know, with a stable code. */
export const Warning = z.object({ code: z.string(), message: z.string() });

/** An absolute path that the host granted (argv on the command line). */
export const GrantedPath = z.string().min(1);

export const SeriesRow = z.object({
  seriesId: z.string(),
  seriesInstanceUid: z.string(),
  studyInstanceUid: z.string(),
  modality: z.string(),
  description: z.string(),
  /** Files that make up the series. */
  files: z.number().int(),
  /** Voxel counts along i, j, k. */
  size: Triple,
  /** i, j: centre distances; k: median step along the slice normal; mm. */
  spacingMm: Triple,
  /** Centre of voxel (0, 0, 0), LPS, mm. */
  originLps: Triple,
  /** Unit vectors of i, then j, then k, LPS. */
  direction: z.array(z.number()).length(9),
  frameOfReferenceUid: z.string().nullable(),
  gantryTiltDeg: z.number(),
  irregularSpacing: z.boolean(),
  missingSlices: z.number().int(),
  warnings: z.array(Warning),
});

export const StructureSetRow = z.object({
  structureSetId: z.string(),
  /** The series that it was drawn on; null when that series is not in the library. */
  seriesId: z.string().nullable(),
  label: z.string(),
  /** imported: came as an RTSTRUCT; auto: made by a model here. */
  source: z.enum(['imported', 'auto']),
  sopInstanceUid: z.string().nullable(),
  /** How an imported set came to lie on its series: it names the series or its images; it names no series and this one
   * alone has its frame of reference; a person said so. null: made here, or on no series yet. */
  link: z.enum(['series', 'images', 'frame', 'confirmed']).nullable(),
  createdAt: z.string(),
  structures: z.array(z.string()),
});

/** An object that is kept as it came and not used yet. */
export const ObjectRow = z.object({
  objectId: z.string(),
  kind: z.enum(['SEG', 'RTDOSE', 'RTPLAN', 'REG', 'M3D']),
  sopInstanceUid: z.string(),
  seriesInstanceUid: z.string(),
  frameOfReferenceUid: z.string().nullable(),
  description: z.string(),
});

export const CaseRow = z.object({
  caseId: z.string(),
  patientId: z.string(),
  patientName: z.string(),
  /** The name that a person gave to the case here; null: none. */
  label: z.string().nullable(),
  series: z.array(SeriesRow),
  structureSets: z.array(StructureSetRow),
  objects: z.array(ObjectRow),
});

export type SeriesRow = z.infer<typeof SeriesRow>;
export type StructureSetRow = z.infer<typeof StructureSetRow>;
export type ObjectRow = z.infer<typeof ObjectRow>;
export type CaseRow = z.infer<typeof CaseRow>;
