// A structure set of one series onto another of the same patient, through a registration where their frames differ.

import * as z from 'zod';
import { Warning } from './series.ts';

export const CopySetInput = z.object({
  caseId: z.string().min(1),
  /** seriesId or SeriesInstanceUID of the series with the set; null: the only one with structures. */
  from: z.string().min(1).nullable(),
  /** A structureSetId, or the id of a set of the document; null: the only one that has no newer version. */
  set: z.string().min(1).nullable(),
  /** seriesId or SeriesInstanceUID of the series that it is brought to. */
  to: z.string().min(1),
  /** Object of the case that links the frames of reference; null: both series must have one. */
  registrationId: z.string().min(1).nullable(),
});
export type CopySetInput = z.infer<typeof CopySetInput>;

export const CopySetResult = z.object({
  fromSeriesId: z.string(),
  seriesId: z.string(),
  /** Of the copy: what `export --set` takes. */
  setId: z.string(),
  label: z.string(),
  structures: z.array(
    z.object({
      name: z.string(),
      /** Of the other series, on which it has voxels; 0 where nothing of it lies there. */
      planes: z.number().int(),
      /** Of the original, and what of it lies beyond the other series. */
      volumeMl: z.number(),
      cutOffMl: z.number(),
      cutOffPercent: z.number(),
    }),
  ),
  warnings: z.array(Warning),
});
export type CopySetResult = z.infer<typeof CopySetResult>;
