// Dose-volume histograms of structures, and what they are held to.

import * as z from 'zod';
import { job } from '../define.ts';
import { GrantedPath, Triple, Warning } from './series.ts';

const Source = z.object({ path: GrantedPath });
const Output = z.object({ outputFile: GrantedPath });
const Gy = z.number().positive().max(10_000);
const Figure = z.number().nullable();

const DvhInput = z.object({
  /** A case of the library, whose doses, plan and structure sets are used where no file is named. */
  caseId: z.string().nullable(),
  /** RTDOSE files, or folders that hold them; with a case ids of its objects, or of one sum that it keeps. */
  doses: z.array(z.union([Source, z.object({ objectId: z.string() })])),
  /** Several doses (beams, plans) are added up; without it they are refused. */
  sum: z.boolean(),
  /** RTSTRUCT or mask files, or folders of masks; with a case ids of its structure sets. */
  structures: z.array(
    z.union([Source.extend({ name: z.string().min(1).nullable() }), z.object({ structureSetId: z.string() })]),
  ),
  /** The series that the structures were drawn on, or null. */
  image: GrantedPath.nullable(),
  plan: Source.nullable(),
  prescriptionGy: Gy.nullable(),
  /** Prescriptions of single targets, by the name of the structure. */
  targets: z.array(z.object({ name: z.string().min(1), prescriptionGy: Gy })),
  /** What 1 stands for in a dose of DoseUnits RELATIVE. */
  relativeReferenceGy: Gy.nullable(),
  /** A person says that dose and structures lie in one space, though their frames of reference do not. */
  isGeometryTrusted: z.boolean(),
  /** Names of the structures wanted; null: all. */
  only: z.array(z.string().min(1)).nullable(),
  /** Figures besides the usual ones. */
  metrics: z.array(z.string().min(1)),
  /** A template by its name, or a file with one. */
  constraints: z.union([z.object({ template: z.string().min(1) }), Source]).nullable(),
  /** Every bin of 1 cGy, differential too, instead of points 0.1 Gy apart. */
  bins: z.boolean(),
  csv: Output.nullable(),
  constraintsCsv: Output.nullable(),
  plot: Output.nullable(),
});

const TargetIndices = z.object({
  homogeneity: Figure,
  conformityPaddick: Figure,
  conformityRtog: Figure,
  coveragePercent: Figure,
  isodoseMl: Figure,
});

const StructureDose = z.object({
  name: z.string(),
  volumeMl: z.number(),
  /** Share of the structure outside the dose grid: its dose is not known. */
  outsidePercent: z.number(),
  /** True: every figure is of the part inside the dose grid. */
  isPartial: z.boolean(),
  prescriptionGy: Figure,
  /** By TG-263 name with unit; null where there is none. */
  figures: z.record(z.string(), Figure),
  /** Why a figure is null. */
  undefined: z.record(z.string(), z.string()),
  /** Of targets with a prescription. */
  target: TargetIndices.nullable(),
  curve: z.object({
    stepGy: z.number(),
    /** Volume with at least n * stepGy, ml. */
    cumulativeMl: z.array(z.number()),
    /** Volume from n * stepGy up to the next; only of every bin. */
    differentialMl: z.array(z.number()).nullable(),
  }),
  warnings: z.array(Warning),
});

const ConstraintRow = z.object({
  structure: z.string(),
  metric: z.string(),
  relation: z.enum(['<', '<=', '>', '>=']),
  limit: z.number(),
  status: z.enum(['met', 'not-met', 'not-evaluable']),
  value: Figure,
  why: z.string().nullable(),
  endpoint: z.string().nullable(),
  priority: z.string().nullable(),
  source: z.string(),
});

const DvhResult = z.object({
  dose: z.object({
    doseType: z.string(),
    /** One entry a dose that was read. */
    summationTypes: z.array(z.string()),
    /** The sum that a person keeps with the case; null: none was named. */
    sumId: z.string().nullable(),
    /** What was added up, in words with ids of the case; empty: it is no sum. */
    sumOf: z.array(z.string()),
    /** Words of a person that are kept with the case and were needed: what 1 is in a relative dose, the series on whose
     * images it lies. */
    said: z.array(z.object({ doseId: z.string(), referenceGy: Figure, seriesId: z.string().nullable() })),
    heterogeneity: z.array(z.string()),
    size: Triple,
    spacingMm: Triple,
    maxGy: z.number(),
  }),
  plan: z.object({ label: z.string(), fractions: z.number().int().nullable(), prescriptionGy: Figure }).nullable(),
  prescriptionGy: Figure,
  structures: z.array(StructureDose),
  constraints: z
    .object({
      name: z.string(),
      met: z.number().int(),
      notMet: z.number().int(),
      notEvaluable: z.number().int(),
      results: z.array(ConstraintRow),
    })
    .nullable(),
  warnings: z.array(Warning),
});

export type DvhInput = z.infer<typeof DvhInput>;
export type DvhResult = z.infer<typeof DvhResult>;
export type StructureDose = z.infer<typeof StructureDose>;

export const dose = { dvh: job(DvhInput, DvhResult) };
