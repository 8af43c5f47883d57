// Structures of any file to another kind of file.

import * as z from 'zod';
import { STRUCTURE_FORMATS } from '../choices.ts';
import { GrantedPath, Warning } from './series.ts';

export const ConvertInput = z.object({
  /** RTSTRUCT, DICOM segmentation, .seg.nrrd, label map, or mask; `name`: of a mask, null for its file name. */
  sources: z.array(z.object({ path: GrantedPath, name: z.string().min(1).nullable() })).min(1),
  /** The series that they lie on; null: they keep their own grid. */
  image: GrantedPath.nullable(),
  /** A file, or for masks a folder. */
  output: GrantedPath,
  format: z.enum(STRUCTURE_FORMATS),
  /** Only these structures, by name; null: all. */
  structures: z.array(z.string().min(1)).nullable(),
  /** Names of the values of a label map. */
  labels: GrantedPath.nullable(),
  /** Share of the greatest value from which a voxel of a FRACTIONAL segmentation counts. */
  fraction: z.number().positive().max(1).nullable(),
  /** Bring structures of another grid onto the image's by interpolation. */
  isResampled: z.boolean(),
});
export type ConvertInput = z.infer<typeof ConvertInput>;

export const ConvertResult = z.object({
  format: z.enum(STRUCTURE_FORMATS),
  /** Written, in their order. */
  files: z.array(z.string()),
  size: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  structures: z.array(
    z.object({
      name: z.string(),
      voxels: z.number().int(),
      volumeMl: z.number(),
      colour: z.string().nullable(),
      warnings: z.array(Warning),
    }),
  ),
  warnings: z.array(Warning),
});
export type ConvertResult = z.infer<typeof ConvertResult>;
