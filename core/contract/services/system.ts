// Models and the state of the installation.

import { z } from 'zod';
import { job, query } from '../define.ts';

const ModelRow = z.object({
  id: z.string(),
  version: z.string(),
  sha256: z.string(),
  modality: z.string(),
  description: z.string(),
  structures: z.array(z.string()),
  isDefault: z.boolean(),
});

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
export type DoctorReport = z.infer<typeof DoctorReport>;

export const models = {
  list: query(z.object({}), z.object({ models: z.array(ModelRow) })),
  verify: job(z.object({ id: z.string().nullable() }), z.object({ models: z.array(ModelCheck) })),
};

export const system = { doctor: job(z.object({}), DoctorReport) };
