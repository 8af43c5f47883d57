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
  /** Thin places of what the seeds reach are listed. */
  findsNecks: z.boolean(),
  /** Parted at this one of them, from 1; null: at none. */
  splitAt: z.number().int().positive().nullable(),
  /** null: nothing is written, only said. */
  outputFile: GrantedPath.nullable(),
});

/** A thin place at which touching bones may be parted. */
export const SegmentNeck = z.object({
  /** Its narrowest place. */
  atLps: Lps,
  /** Of the largest ball that passes. */
  thicknessMm: z.number(),
  /** Of the largest ball that fits right beyond it. */
  beyondMm: z.number(),
  /** In what lies beyond it: what --split would name. */
  beyondLps: z.array(Lps),
  /** Parted there: what is left of the part of the seeds, and what goes. */
  partMl: z.number(),
  splitOffMl: z.number(),
});

export const SegmentResult = z.object({
  voxels: z.number().int(),
  volumeMl: z.number(),
  slices: z.number().int(),
  /** What was split off; null where nothing was to be. */
  splitOffMl: z.number().nullable(),
  /** What ends the part of the seeds first, the narrowest before all; null where they were not looked for. */
  necks: z.array(SegmentNeck).nullable(),
  /** In the order given. */
  closures: z.array(z.object({ goneAround: z.boolean() })),
  seconds: z.number(),
  warnings: z.array(Warning),
});

export type SegmentInput = z.infer<typeof SegmentInput>;
export type SegmentResult = z.infer<typeof SegmentResult>;
