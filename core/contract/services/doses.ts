// The doses of an open case: what the window lays over the images. Their values go around the frames, by GET with a
// length (`dose/<caseId>/<doseId>`: float32 Gy, little endian, i fastest).

import * as z from 'zod';
import { command, job, query } from '../define.ts';
import { GrantedPath, Triple, Warning } from './series.ts';

const Id = z.string().min(1).max(80);

export const CaseDose = z.object({
  /** Of the object; of the first one where every plane came as a file of its own. */
  doseId: z.string(),
  /** 'PLAN, OpenKBP': what it is the dose of, and the label of its plan. */
  label: z.string(),
  /** Gy; null: it could not be read, or nothing says what it is in Gy. */
  maxGy: z.number().nullable(),
  grid: z
    .object({
      size: Triple,
      spacingMm: Triple,
      direction: z.array(z.number()).length(9),
      planeOriginsLps: z.array(z.number()),
      frameOfReferenceUid: z.string().nullable(),
    })
    .nullable(),
  plan: z
    .object({
      label: z.string(),
      fractions: z.number().int().nullable(),
      /** The highest of its targets. */
      prescriptionGy: z.number().nullable(),
      /** By the names of the structure set that the plan was made on. */
      targets: z.array(z.object({ name: z.string(), prescriptionGy: z.number() })),
    })
    .nullable(),
  /** Why it cannot be laid over this series, and what to do; null: it can. */
  blocked: z.string().nullable(),
  /** What a person can say so that it can: `reference`, what 1 stands for; `place`, that it lies on these images. */
  needs: z.enum(['reference', 'place']).nullable(),
  /** Of a relative dose: its highest value, a share of what nothing says; and what a person said that 1 is, Gy. */
  relative: z.object({ max: z.number(), referenceGy: z.number().nullable() }).nullable(),
  /** How much of where at least half of the highest dose is lies within the images, percent; null: it names them. */
  insidePercent: z.number().nullable(),
  /** True: that it lies on these images is a person's word. */
  isPlaceSaid: z.boolean(),
  /** The doses that it is the sum of; none: it is no sum. */
  parts: z.array(z.string()),
  warnings: z.array(Warning),
});
export type CaseDose = z.infer<typeof CaseDose>;

/** What a plan is held to, as `core/dose` reads it. */
export const ConstraintTemplateWire = z.object({
  name: z.string(),
  description: z.string().optional(),
  source: z.string(),
  constraints: z.array(
    z.object({
      structure: z.string(),
      aliases: z.array(z.string()).optional(),
      metric: z.string(),
      relation: z.enum(['<', '<=', '>', '>=']),
      limit: z.number(),
      endpoint: z.string().optional(),
      priority: z.string().optional(),
      source: z.string().optional(),
    }),
  ),
});

/** Longest table that is written, characters: a hundred structures over 150 Gy take a tenth of it. */
const LONGEST_TABLE = 50_000_000;

const Gy = z.number().positive().max(10_000);
const Doses = z.object({ doses: z.array(CaseDose) });
const OfDose = z.object({ seriesId: Id, doseId: Id });

export const doses = {
  /** The doses of the case of a series, and whether each can be laid over it. Throws `not-found`. */
  list: job(z.object({ seriesId: Id }), Doses),
  /** What 1 stands for in a relative dose, kept with the case; null takes it back. Throws `not-found`. */
  sayReference: job(OfDose.extend({ referenceGy: Gy.nullable() }), Doses),
  /**
   * That a dose lies on the images of the series although it does not name their frame of reference, kept with the case.
   * Throws `safety` DOSE_PATIENT, DOSE_DOES_NOT_FIT.
   */
  confirmPlace: job(OfDose.extend({ isConfirmed: z.boolean() }), Doses),
  /**
   * Doses as one, kept with the case. Throws `unsupported` DOSE_SUM with the reason where they cannot be added up.
   */
  addUp: job(z.object({ seriesId: Id, doseIds: z.array(Id).min(2).max(100) }), Doses.extend({ doseId: z.string() })),
  removeSum: job(OfDose, Doses),
  /** The templates of constraints that come with Limner. */
  templates: query(z.object({}), z.object({ templates: z.array(ConstraintTemplateWire) })),
  /** A template of a person's own. Throws `invalid-input` DOSE_CONSTRAINTS. */
  readTemplate: query(z.object({ path: GrantedPath }), ConstraintTemplateWire),
  /** Tables as they stand in the window, into a folder, each under a name that was free. Either all are written or none. */
  saveTables: command(
    z.object({
      /** A folder. */
      destination: GrantedPath,
      tables: z
        .array(z.object({ name: z.enum(['dvh', 'dose-figures', 'constraints']), csv: z.string().max(LONGEST_TABLE) }))
        .min(1),
    }),
    z.object({ folder: z.string(), files: z.array(z.string()) }),
  ),
};
