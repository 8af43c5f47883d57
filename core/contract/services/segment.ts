// A mask from values, places and planes of an image, without a network.

import * as z from 'zod';
import { GrantedPath, Warning } from './series.ts';

const Lps = z.tuple([z.number(), z.number(), z.number()]);

export const SPLIT_BY = ['values', 'thickness'] as const;

/** Lengths in mm, places in mm of the patient (LPS). */
export const SegmentInput = z.object({
  image: GrantedPath,
  /** Which of several series; null: the only one. */
  series: z.string().nullable(),
  range: z.object({ low: z.number(), high: z.number() }),
  /** Opposite corners. */
  box: z.tuple([Lps, Lps]).nullable(),
  within: GrantedPath.nullable(),
  /** Of the part that is wanted; none: all parts. */
  seeds: z.array(Lps),
  /** Of what it only touches. */
  splits: z.array(Lps),
  splitBy: z.enum(SPLIT_BY),
  /** Growth holds at necks that a ball of this radius does not pass; 0: at none. */
  neckMm: z.number().min(0),
  /** Openings; radius null: the whole plane. */
  closures: z.array(z.object({ centre: Lps, normal: Lps, radiusMm: z.number().positive().nullable() })),
  outputFile: GrantedPath,
});

export const SegmentResult = z.object({
  voxels: z.number().int(),
  volumeMl: z.number(),
  slices: z.number().int(),
  /** What was split off; null where nothing was to be. */
  splitOffMl: z.number().nullable(),
  /** In the order given. */
  closures: z.array(z.object({ goneAround: z.boolean() })),
  seconds: z.number(),
  warnings: z.array(Warning),
});

export type SegmentInput = z.infer<typeof SegmentInput>;
export type SegmentResult = z.infer<typeof SegmentResult>;
