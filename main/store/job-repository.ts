// The jobs table: what ran on which input with what outcome.

import { AppError, type JsonValue } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import { newShortId } from '../platform/ids.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import type { Database } from './driver.ts';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

export interface NewJob {
  readonly kind: string;
  readonly params: JsonValue;
  readonly modelSha256: string | null;
  readonly inputSha256: string | null;
}

export interface JobProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** Without the message: it may repeat a path that a person typed, which may hold a patient's name. */
export interface JobError {
  readonly kind: string;
  readonly code: string;
}

export interface JobRecord extends NewJob, JobProgress {
  readonly jobId: string;
  readonly state: JobState;
  readonly error: JobError | null;
  readonly result: JsonValue;
  readonly appVersion: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly params_json: string;
  readonly state: JobState;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly error_json: string | null;
  readonly result_json: string | null;
  readonly app_version: string;
  readonly model_sha256: string | null;
  readonly input_sha256: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

const toRecord = (row: JobRow): JobRecord => ({
  jobId: row.id,
  kind: row.kind,
  params: JSON.parse(row.params_json) as JsonValue,
  state: row.state,
  phase: row.phase,
  done: row.done,
  total: row.total,
  error: row.error_json === null ? null : (JSON.parse(row.error_json) as JobError),
  result: row.result_json === null ? null : (JSON.parse(row.result_json) as JsonValue),
  appVersion: row.app_version,
  modelSha256: row.model_sha256,
  inputSha256: row.input_sha256,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

/** The last changed first. */
export const listJobs = (database: Database): JobRecord[] =>
  database.prepare<JobRow>('SELECT * FROM jobs ORDER BY revision DESC').all().map(toRecord);

/** Throws `not-found` JOB_NOT_FOUND. */
export function getJob(database: Database, jobId: string): JobRecord {
  const row = database.prepare<JobRow>('SELECT * FROM jobs WHERE id = ?').get(jobId);
  if (row === undefined) throw new AppError('not-found', 'JOB_NOT_FOUND', 'The library has no job of this id.');
  return toRecord(row);
}

/** Records a job as queued and returns its id. */
export function addJob({ database, clock, random, appVersion }: LibraryContext, job: NewJob): string {
  return database.transaction(() => {
    const isTaken = (id: string) => database.prepare('SELECT 1 FROM jobs WHERE id = ?').get(id) !== undefined;
    const jobId = newShortId('j', isTaken, random);
    database
      .prepare(
        `INSERT INTO jobs (id, kind, params_json, state, phase, done, total, app_version, model_sha256, input_sha256,
           created_at, revision) VALUES (?, ?, ?, 'queued', '', 0, 0, ?, ?, ?, ?, ?)`,
      )
      .run(
        jobId,
        job.kind,
        JSON.stringify(job.params),
        appVersion,
        job.modelSha256,
        job.inputSha256,
        isoTime(clock),
        nextRevision(database),
      );
    return jobId;
  });
}

/** Throws `conflict` JOB_STATE unless the job is in one of the states `from`. */
function moveJob(
  context: LibraryContext,
  jobId: string,
  from: readonly JobState[],
  sql: string,
  values: string[],
): void {
  const { database } = context;
  database.transaction(() => {
    const { state } = getJob(database, jobId);
    if (!from.includes(state)) {
      throw new AppError('conflict', 'JOB_STATE', `The job is ${state}; it was to be ${from.join(' or ')}.`);
    }
    database.prepare(`UPDATE jobs SET ${sql}, revision = ? WHERE id = ?`).run(...values, nextRevision(database), jobId);
  });
}

export const startJob = (context: LibraryContext, jobId: string): void =>
  moveJob(context, jobId, ['queued'], "state = 'running', started_at = ?", [isoTime(context.clock)]);

export const succeedJob = (context: LibraryContext, jobId: string, result: JsonValue): void =>
  moveJob(context, jobId, ['running'], "state = 'succeeded', result_json = ?, finished_at = ?", [
    JSON.stringify(result),
    isoTime(context.clock),
  ]);

/** `cancelled` for an error of that kind, else `failed`. */
export function failJob(context: LibraryContext, jobId: string, error: JobError): void {
  const state: JobState = error.kind === 'cancelled' ? 'cancelled' : 'failed';
  const { kind, code } = error;
  moveJob(context, jobId, ['queued', 'running'], 'state = ?, error_json = ?, finished_at = ?', [
    state,
    JSON.stringify({ kind, code }),
    isoTime(context.clock),
  ]);
}

/** Progress of a running job; nothing happens for one that has ended meanwhile. */
export function reportJob({ database }: LibraryContext, jobId: string, { phase, done, total }: JobProgress): void {
  database.transaction(() =>
    database
      .prepare("UPDATE jobs SET phase = ?, done = ?, total = ?, revision = ? WHERE id = ? AND state = 'running'")
      .run(phase, done, total, nextRevision(database), jobId),
  );
}

/** At start-up: what was running in a process that is gone is interrupted. The writer's lock makes that certain. */
export function interruptRunningJobs({ database, clock }: LibraryContext): void {
  if (database.prepare("SELECT 1 FROM jobs WHERE state = 'running' LIMIT 1").get() === undefined) return;
  database.transaction(() =>
    database
      .prepare("UPDATE jobs SET state = 'interrupted', finished_at = ?, revision = ? WHERE state = 'running'")
      .run(isoTime(clock), nextRevision(database)),
  );
}
