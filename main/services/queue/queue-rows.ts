// The rows of the line: kept in the library, and told to the windows.

import type { QueueRow } from '../../../core/contract/index.ts';
import type { JsonValue } from '../../../core/error/index.ts';
import { isEnded, type Job, type QueuePorts } from './queue-job.ts';

/** Rows are told at most this often while they only move on. */
const TELL_EVERY_MS = 100;

export interface QueueRows {
  tell(job: Job): void;
  /** Changes what only moves on: of several changes in a short time the last is told, of a job that has ended none. */
  move(job: Job, patch: Partial<QueueRow>): void;
  keep(job: Job): void;
  change(job: Job, patch: Partial<QueueRow>): void;
  /** Changes, keeps and tells. */
  settle(job: Job, patch: Partial<QueueRow>): void;
  close(): void;
}

export function createQueueRows(ports: Pick<QueuePorts, 'writable' | 'onRow' | 'nowMs'>): QueueRows {
  let lastToldMs = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;

  const tell = (job: Job) => {
    clearTimeout(later);
    later = undefined;
    lastToldMs = ports.nowMs();
    ports.onRow(job.row);
  };
  const keep = (job: Job) => {
    const { jobId, kind, state, caseId, seriesId } = job.row;
    ports.writable().work.putQueueRow({
      jobId,
      kind,
      state,
      caseId,
      seriesId,
      request: job.request as unknown as JsonValue,
      row: job.row as unknown as JsonValue,
    });
  };
  const change = (job: Job, patch: Partial<QueueRow>) => {
    job.row = { ...job.row, ...patch };
  };
  const move = (job: Job, patch: Partial<QueueRow>) => {
    change(job, patch);
    if (isEnded(job.row.state)) return;
    const waitMs = lastToldMs + TELL_EVERY_MS - ports.nowMs();
    if (waitMs <= 0) tell(job);
    else later ??= setTimeout(() => tell(job), waitMs);
  };
  const settle = (job: Job, patch: Partial<QueueRow>) => {
    change(job, patch);
    keep(job);
    tell(job);
  };
  return { tell, move, keep, change, settle, close: () => clearTimeout(later) };
}
