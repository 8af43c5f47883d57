// What is said of a printable model that was written, by the command line and the window alike.

import * as z from 'zod';
import type { PrintRecipe } from '../../print/index.ts';
import { Warning } from './series.ts';

/** A recipe of core/print. The service checks it, so that a refusal names the step and the field. */
export const RecipeSchema = z.custom<PrintRecipe>((value) => typeof value === 'object' && value !== null);

/** A printer to check the parts for: least wall that holds, and width, depth and height of its bed, mm. */
export const PrinterLimits = z.object({
  minWallMm: z.number().positive().max(100),
  bedMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
});

export const PrintedModel = z.object({
  /** Relative to the folder of the output file. */
  files: z.array(z.string()),
  parts: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      triangles: z.number().int(),
      volumeMl: z.number(),
      surfaceAreaCm2: z.number(),
      /** Closed surfaces: bodies that are not joined to each other, and walls of cavities. */
      shells: z.number().int(),
      pieces: z.number().int(),
      cavities: z.number().int(),
      /** The mirror image of what was contoured. */
      isMirrored: z.boolean().default(false),
      /** Where a step laid the parts on the bed: rows of the 4 × 4 matrix from LPS to the bed, mm. The files of formats
       * other than 3MF hold the coordinates of the bed; a 3MF those of the patient, and this as the transform of its item. */
      bedFromLps: z.array(z.number()).length(16).nullable(),
    }),
  ),
  /** Of all parts together. */
  triangles: z.number().int(),
  /** Enclosed by the surfaces. */
  volumeMl: z.number(),
  surfaceAreaCm2: z.number(),
  watertight: z.literal(true),
  /** Largest distance between the boundary of the masks and the surface before it was cut, hollowed or otherwise changed
   * on purpose, both ways. */
  maxDeviationMm: z.number(),
  steps: z.array(
    z.object({
      name: z.string(),
      /** Deviation from the step before; null where the step is meant to change the shape. */
      change: z.object({ volumeMl: z.number(), maxDeviationMm: z.number().nullable() }),
    }),
  ),
  /** Judged on the bytes of the files; where one of them fails there is no file. */
  checks: z.object({
    closed: z.literal(true),
    manifold: z.literal(true),
    outward: z.literal(true),
    selfIntersections: z.literal(0),
    /** Closed surfaces of all parts, walls of cavities among them. */
    shells: z.number().int(),
  }),
  /** What was looked for on each part for the printer, the open ones first; empty where no printer was named. */
  findings: z.array(
    z.object({
      part: z.string(),
      code: z.string(),
      severity: z.enum(['open', 'passed']),
      message: z.string(),
      detail: z.string().nullable(),
      atLps: z.tuple([z.number(), z.number(), z.number()]).nullable(),
    }),
  ),
  warnings: z.array(Warning),
});
export type PrintedModel = z.infer<typeof PrintedModel>;
