// Automatic contouring: the whole job from an image to files.

import * as z from 'zod';
import { DEVICES, EXPORT_FORMATS } from '../choices.ts';
import { job } from '../define.ts';
import { ProfileChoice } from './export.ts';
import { GrantedPath, Triple, Warning } from './series.ts';

export const Device = z.enum(DEVICES);
export const ExportFormat = z.enum(EXPORT_FORMATS);

export const ContourInput = z.object({
  /** A folder or file to import, or a case of the library. */
  source: z.union([z.object({ path: GrantedPath }), z.object({ caseId: z.string().min(1) })]),
  outputFolder: GrantedPath,
  /** seriesId or SeriesInstanceUID; null: the only volume that is there. */
  series: z.string().nullable(),
  /** null: the default model for the modality. */
  model: z.string().nullable(),
  device: Device,
  /** TG-263 names; null: all that the model knows, and External. */
  structures: z.array(z.string().min(1)).min(1).nullable(),
  /** null: everything that the input allows. */
  formats: z.array(ExportFormat).min(1).nullable(),
  /** A folder of masks to judge the result by, NAME.nii.gz, or null. */
  clinicalMasks: GrantedPath.nullable(),
  /** What the destination of structure set and segmentations asks; none: names as the model gives them. */
  profile: ProfileChoice.nullish(),
  /** Write uncertainty.nii.gz too: 0 (sure) to 255 at each voxel. It is kept with the structures in any case. */
  uncertainty: z.boolean().default(false),
});
export type ContourInput = z.infer<typeof ContourInput>;

export const ContouredStructure = z.object({
  name: z.string(),
  volumeMl: z.number(),
  surfaceAreaCm2: z.number(),
  /** Null for an empty structure. */
  centroidLps: Triple.nullable(),
  /** Paths relative to the output folder; null: not asked for, or nothing to write. */
  files: z.object({ nifti: z.string().nullable(), stl: z.string().nullable() }),
  /** Dice against the clinical contours; null where none were given. */
  dice: z.number().nullable(),
});
export type ContouredStructure = z.infer<typeof ContouredStructure>;

export const ContourResult = z.object({
  caseId: z.string(),
  seriesId: z.string(),
  model: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
  device: z.object({ requested: z.string(), used: z.string(), reason: z.string() }),
  timingsMs: z.object({
    import: z.number(),
    preprocess: z.number(),
    inference: z.number(),
    postprocess: z.number(),
    export: z.number(),
    total: z.number(),
  }),
  structures: z.array(ContouredStructure),
  files: z.object({
    rtstruct: z.string().nullable(),
    report: z.string().nullable(),
    uncertainty: z.string().nullable(),
    /** Segmentations and label maps that hold all structures, where they were asked for. */
    labels: z.array(z.string()),
  }),
  /** The image is not what the model was made for; the warnings say why. */
  isOutsideIntendedUse: z.boolean(),
  warnings: z.array(Warning),
});
export type ContourResult = z.infer<typeof ContourResult>;

export const contouring = { contour: job(ContourInput, ContourResult) };
