// Structures between RTSTRUCT, mask files and surfaces, and one set of masks against another.

import * as z from 'zod';
import { MASK_FORMATS } from '../choices.ts';
import { command, job, query } from '../define.ts';
import { ConvertInput, ConvertResult } from './convert.ts';
import { CopySetInput, CopySetResult } from './copy-set.ts';
import { AddProfileInput, ExportInput, ExportResult, ProfileChoice, ProfileList } from './export.ts';
import { NamesInput, NamesResult } from './names.ts';
import { ObjectsInput, ObjectsResult } from './objects.ts';
import { PrintedModel, PrinterLimits, RecipeSchema } from './printed.ts';
import {
  PseudonymiseInput,
  PseudonymiseResult,
  RestoreInput,
  RestoreResult,
  RevealInput,
  RevealResult,
} from './pseudonymise.ts';
import { SegmentInput, SegmentResult } from './segment.ts';
import { GrantedPath, Warning } from './series.ts';
import { RoiRow } from './structure-sets.ts';

const RtstructInput = z.object({
  image: GrantedPath,
  masks: z.array(z.object({ name: z.string().min(1), path: GrantedPath })).min(1),
  outputFile: GrantedPath,
  /** What the destination asks; none: names and colours as given, holes as keyholes. */
  profile: ProfileChoice.nullish(),
});

const RtstructResult = z.object({
  structures: z.array(z.object({ name: z.string(), contours: z.number().int(), points: z.number().int() })),
  /** The written file was read back and gave every mask voxel for voxel. */
  verified: z.literal(true),
  warnings: z.array(Warning),
});

const MasksInput = z.object({
  rtstruct: GrantedPath,
  image: GrantedPath,
  outputFolder: GrantedPath,
  format: z.enum(MASK_FORMATS),
  /** A person says that the set belongs to the images although it names others. */
  linksByGeometry: z.boolean().default(false),
});

const MasksResult = z.object({
  structures: z.array(
    RoiRow.extend({
      /** Relative to the output folder; null where the structure has no closed contour on a plane of the image. */
      file: z.string().nullable(),
      voxels: z.number().int(),
    }),
  ),
});

const Figure = z.number().nullable();

export const MaskComparison = z.object({
  dice: Figure,
  jaccard: Figure,
  sensitivity: Figure,
  precision: Figure,
  f1: Figure,
  volumeMl: z.object({ reference: z.number(), test: z.number() }),
  hausdorffMm: Figure,
  hausdorff95Mm: Figure,
  averageSurfaceDistanceMm: z.object({ referenceToTest: Figure, testToReference: Figure }),
  /** Key: tolerance in mm, as given. */
  surfaceDice: z.record(z.string(), Figure),
  /** Why a figure is null. */
  undefined: z.record(z.string(), z.string()),
});

const CompareInput = z.object({
  reference: GrantedPath,
  test: GrantedPath,
  tolerancesMm: z.array(z.number().positive()).min(1),
});

const CompareResult = z.object({
  structures: z.record(z.string(), MaskComparison),
  unmatched: z.array(z.string()),
  warnings: z.array(Warning),
});

const MeshInput = z.object({
  masks: z.array(z.object({ name: z.string().min(1), path: GrantedPath })).min(1),
  recipe: RecipeSchema,
  /** Where the meshes lie that the recipe names. */
  meshes: z.array(z.object({ name: z.string(), path: GrantedPath })),
  /** Its ending chooses the format. */
  outputFile: GrantedPath,
  /** Where the recipe is kept beside the model. */
  recipeFile: GrantedPath.nullable(),
  printer: PrinterLimits.optional(),
  /** Of a `.dcm`: the DICOM series that the masks lie on. */
  image: GrantedPath.optional(),
});

export type RtstructInput = z.infer<typeof RtstructInput>;
export type RtstructResult = z.infer<typeof RtstructResult>;
export type MasksInput = z.infer<typeof MasksInput>;
export type MasksResult = z.infer<typeof MasksResult>;
export type CompareInput = z.infer<typeof CompareInput>;
export type CompareResult = z.infer<typeof CompareResult>;
export type MeshInput = z.infer<typeof MeshInput>;
export type MeshResult = PrintedModel;

export const exchange = {
  export: job(ExportInput, ExportResult),
  /** Shipped ones first, then those of the user's folder. */
  profiles: query(z.object({}), ProfileList),
  /** Puts a profile into the user's folder, in place of the one of its id. `invalid-input` EXPORT_PROFILE. */
  addProfile: command(AddProfileInput, z.object({ id: z.string() })),
  /** Takes one out of the user's folder. `invalid-input` EXPORT_PROFILE for one that ships, `not-found`. */
  removeProfile: command(z.object({ id: z.string().min(1).max(64) }), z.object({ id: z.string() })),
  /** Structures of any kind of file to another kind. */
  convert: job(ConvertInput, ConvertResult),
  rtstruct: job(RtstructInput, RtstructResult),
  masks: job(MasksInput, MasksResult),
  compare: job(CompareInput, CompareResult),
  mesh: job(MeshInput, PrintedModel),
  segment: job(SegmentInput, SegmentResult),
  objects: job(ObjectsInput, ObjectsResult),
  /** `safety` where the frames of reference differ and no registration that was named links them. */
  copySet: job(CopySetInput, CopySetResult),
  names: job(NamesInput, NamesResult),
  pseudonymise: job(PseudonymiseInput, PseudonymiseResult),
  reveal: job(RevealInput, RevealResult),
  /** Objects that came back, written with their patients again. */
  reidentify: job(RestoreInput, RestoreResult),
};
