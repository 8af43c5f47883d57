// Long work of the window: imports and auto-contouring wait in one line, run one by one, and are there after a restart.

import * as z from 'zod';
import { command, query } from '../define.ts';
import { Device } from './contouring.ts';
import { ImportSummary } from './library.ts';
import { GrantedPath } from './series.ts';

export const QUEUE_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;

export const ContourRequest = z.object({
  kind: z.literal('contour'),
  caseId: z.string().min(1),
  seriesId: z.string().min(1),
  /** null: the default model for the modality. */
  modelId: z.string().nullable(),
  structures: z.array(z.string().min(1)).min(1).nullable(),
  device: Device,
});

export const ImportRequest = z.object({ kind: z.literal('import'), paths: z.array(GrantedPath).min(1) });

export const QueueRow = z.object({
  jobId: z.string(),
  kind: z.enum(['contour', 'import']),
  state: z.enum(QUEUE_STATES),
  caseId: z.string().nullable(),
  seriesId: z.string().nullable(),
  modelTitle: z.string().nullable(),
  /** What the model will find; the names that are ready already come in `readyStructures`. */
  structures: z.array(z.string()),
  readyStructures: z.array(z.string()),
  /** From which side a contouring goes through the patient, slice by slice: 'down' from the head, 'up' from the feet;
   * null: it does not, or nobody knows. */
  sweep: z.enum(['down', 'up']).nullable().default(null),
  /** Of the present step. */
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  bytesDone: z.number(),
  /** Steps that are over, with their time; the window shows them. */
  steps: z.array(z.object({ phase: z.string(), ms: z.number() })),
  /** Of the whole job, 0 … 1. */
  fraction: z.number(),
  elapsedMs: z.number(),
  /** null: not known yet. */
  etaMs: z.number().nullable(),
  runsOn: z.string(),
  /** Peak memory of the processes at work, bytes; 0: not known yet. */
  memoryBytes: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  summary: ImportSummary.nullable(),
  createdAt: z.string(),
});
export type QueueRow = z.infer<typeof QueueRow>;

export const queue = {
  add: command(z.discriminatedUnion('kind', [ContourRequest, ImportRequest]), z.object({ jobId: z.string() })),
  list: query(z.object({}), z.object({ rows: z.array(QueueRow) })),
  /** Ends a job, waiting or running; what is finished is kept. */
  cancel: command(z.object({ jobId: z.string().min(1) }), z.object({})),
  /** Puts a job that failed or was cancelled back at the end of the line. */
  retry: command(z.object({ jobId: z.string().min(1) }), z.object({ jobId: z.string() })),
};
