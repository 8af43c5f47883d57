// Models and the state of the installation.

import * as z from 'zod';
import { command, job, query } from '../define.ts';
import { GrantedPath } from './series.ts';

const ModelRow = z.object({
  id: z.string(),
  version: z.string(),
  sha256: z.string(),
  modality: z.string(),
  description: z.string(),
  structures: z.array(z.string()),
  isDefault: z.boolean(),
  /** What kind of network it is, in words: "3D", "2D, 4 mirrored views". */
  kind: z.string(),
  /** Of the body, in words. */
  bodyRegion: z.string(),
  /** Smallest image that it should be given, along the patient's axes, mm. */
  minimumExtentMm: z.object({ L: z.number(), P: z.number(), S: z.number() }),
  /** What it was made for, in a sentence or two. */
  intendedUse: z.string(),
  /** A person installed it, so it can be removed. */
  isInstalled: z.boolean(),
});

const ModelInstallInput = z.object({
  /** A folder or a ZIP archive. */
  path: GrantedPath,
  /** What was derived has been looked at. */
  isConfirmed: z.boolean(),
  /** null: what the files say. */
  choices: z.object({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
      .nullable(),
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/)
      .nullable(),
    title: z.string().min(1).nullable(),
    modality: z.enum(['CT', 'MR']).nullable(),
    bodyRegion: z.string().min(1).nullable(),
    /** Where i, j, k of the training images ran, for example LPS. */
    orientation: z.string().nullable(),
    /** nnU-Net: 2d, 3d_fullres, … */
    configuration: z.string().nullable(),
    /** false: no mirroring at test time. */
    hasMirroring: z.boolean().nullable(),
    /** Other names for structures. */
    names: z.array(z.object({ from: z.string(), to: z.string() })),
  }),
});

const ModelInstallResult = z.object({
  /** false: nothing was installed, only looked at. */
  isInstalled: z.boolean(),
  id: z.string(),
  version: z.string(),
  title: z.string(),
  source: z.enum(['limner', 'nnunet', 'monai']),
  kind: z.string(),
  structures: z.array(z.string()),
  intendedUse: z.object({ modality: z.string(), bodyRegion: z.string(), description: z.string() }),
  /** Each fact with the file that says it, or 'assumed'. Empty for a model with a manifest of Limner's. */
  derived: z.array(z.object({ what: z.string(), value: z.string(), from: z.string() })),
  /** What must be said, by the choice of that name, before it can be installed: no file says it. */
  questions: z.array(
    z.object({
      choice: z.enum(['orientation']),
      text: z.string(),
      answers: z.array(z.object({ value: z.string(), meaning: z.string() })),
    }),
  ),
  /** Differences to the original that remain. */
  remarks: z.array(z.string()),
  networks: z.array(z.object({ file: z.string(), sha256: z.string(), sizeBytes: z.number() })),
  /** Empty while nothing is installed. */
  selfTests: z.array(
    z.object({
      device: z.string(),
      state: z.enum(['passed', 'failed', 'absent']),
      largestDifference: z.number().nullable(),
      detail: z.string(),
    }),
  ),
});

const ModelRemoval = z.object({ removed: z.array(z.string()) });

const ModelCheck = z.object({
  id: z.string(),
  version: z.string(),
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

const Provider = z.object({ name: z.string(), available: z.boolean(), reason: z.string() });

const Finding = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  /** What to do; empty when nothing is to be done. */
  advice: z.string(),
});

export const DoctorReport = z.object({
  ok: z.boolean(),
  versions: z.record(z.string(), z.string()),
  providers: z.array(Provider),
  memoryMb: z.object({ total: z.number(), free: z.number() }),
  cores: z.number().int(),
  library: z.object({
    path: z.string(),
    exists: z.boolean(),
    schemaVersion: z.number().int().nullable(),
    cases: z.number().int().nullable(),
    sizeBytes: z.number().nullable(),
    ok: z.boolean(),
    problems: z.array(z.string()),
  }),
  findings: z.array(Finding),
});

export type ModelRow = z.infer<typeof ModelRow>;
export type ModelCheck = z.infer<typeof ModelCheck>;
export type ModelInstallInput = z.infer<typeof ModelInstallInput>;
export type ModelInstallResult = z.infer<typeof ModelInstallResult>;
export type ModelRemoval = z.infer<typeof ModelRemoval>;
export type DoctorReport = z.infer<typeof DoctorReport>;

export const models = {
  list: query(z.object({}), z.object({ models: z.array(ModelRow) })),
  verify: job(z.object({ id: z.string().nullable() }), z.object({ models: z.array(ModelCheck) })),
  install: job(ModelInstallInput, ModelInstallResult),
  /** `version` null: all of that id. */
  remove: command(z.object({ id: z.string(), version: z.string().nullable() }), ModelRemoval),
};

export const system = { doctor: job(z.object({}), DoctorReport) };
