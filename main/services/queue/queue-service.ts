// The line of long work: one job at a time, in the order in which they came, kept in the library so that what waits goes
// on after a restart.

import type { QueueRow, WindowImplementation } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { startContourThread } from './contour-thread.ts';
import { type PreparedJob, prepareJob } from './prepare-job.ts';
import { CONTOUR_SHARES, createProgressClock, IMPORT_SHARES } from './progress-clock.ts';
import { isEnded, type Job, type JobRequest, newRow, type QueuePorts } from './queue-job.ts';
import { createQueueRows } from './queue-rows.ts';
import { type JobRun, runJob } from './run-job.ts';
import { createWarmThreads } from './warm-threads.ts';

interface Running extends JobRun {
  readonly jobId: string;
  /** Fulfilled when nothing of the job is at work any more. */
  ended: Promise<void>;
}

/** As long as a person may take to look at a result before the next image. */
const WARM_MS = 120_000;

const schedule = (afterMs: number, action: () => void): (() => void) => {
  const timer = setTimeout(action, afterMs).unref();
  return () => clearTimeout(timer);
};

export interface QueueService {
  readonly implementation: WindowImplementation['queue'];
  /** Begins with what waits. */
  start(): void;
  /** Ends what is on a case that is going to be deleted. */
  forgetCase(caseId: string): Promise<void>;
  /** Ends the running job; it is 'interrupted' at the next start. */
  close(): Promise<void>;
}

const notFound = () => new AppError('not-found', 'JOB_NOT_FOUND', 'This job is not in the list any more.');

export function createQueueService(ports: QueuePorts): QueueService {
  const jobs = new Map<string, Job>();
  for (const { jobId, request, row } of ports.reader.work.listQueue()) {
    jobs.set(jobId, { row: row as unknown as QueueRow, request: request as JobRequest | null });
  }
  const threads = createWarmThreads({ start: startContourThread, schedule, idleMs: WARM_MS });
  const rows = createQueueRows(ports);
  let running: Running | null = null;
  let isClosed = false;

  const enqueue = ({ request, row }: PreparedJob): string => {
    const library = ports.writable();
    // Without paths: the row of the line has them until the job is done.
    const params = request.kind === 'contour' ? { seriesId: request.seriesId, model: request.modelId } : {};
    const jobId = library.addJob({ kind: request.kind, params, modelSha256: null, inputSha256: null });
    const job: Job = { row: newRow(jobId, row), request };
    jobs.set(jobId, job);
    rows.settle(job, {});
    void advance();
    return jobId;
  };

  const advance = async (): Promise<void> => {
    if (running !== null || isClosed) return;
    const job = [...jobs.values()].find(({ row }) => row.state === 'waiting');
    const request = job?.request;
    if (job === undefined || request == null) return;
    const shares = request.kind === 'contour' ? CONTOUR_SHARES : IMPORT_SHARES;
    const current: Running = {
      jobId: job.row.jobId,
      controller: new AbortController(),
      clock: createProgressClock(shares, ports.nowMs),
      ended: Promise.resolve(),
    };
    running = current;
    current.ended = runJob({ ports, rows, threads }, job, request, current)
      .catch((error: unknown) => {
        // Closing takes the library away from a job that is still ending.
        if (!isClosed) ports.recordFault(error);
      })
      .then(() => {
        running = null;
        void advance();
      });
    await current.ended;
  };

  const find = (jobId: string): Job => {
    const job = jobs.get(jobId);
    if (job === undefined) throw notFound();
    return job;
  };

  const cancel = (job: Job): void => {
    if (isEnded(job.row.state)) return;
    if (running?.jobId === job.row.jobId) {
      running.controller.abort(new AppError('cancelled', 'CANCELLED', 'Cancelled.'));
      // Told at once; the line goes on when all of it has ended.
      rows.settle(job, { state: 'cancelled', etaMs: null });
      return;
    }
    ports.writable().failJob(job.row.jobId, { kind: 'cancelled', code: 'CANCELLED' });
    rows.settle(job, { state: 'cancelled' });
  };

  return {
    implementation: {
      add: async (input) => {
        ports.writable();
        return { jobId: enqueue(await prepareJob(ports, input)) };
      },
      list: async () => ({ rows: [...jobs.values()].map(({ row }) => row) }),
      cancel: async ({ jobId }) => {
        cancel(find(jobId));
        return {};
      },
      retry: async ({ jobId }) => {
        const { row, request } = find(jobId);
        if (request === null || !isEnded(row.state)) {
          throw new AppError(
            'conflict',
            'JOB_STATE',
            'Only a job that failed, was cancelled or interrupted can be tried again.',
          );
        }
        // An import of another day has no grant any more, but a person granted it then.
        const { kind, caseId, seriesId, modelTitle, structures, sweep } = row;
        return { jobId: enqueue({ request, row: { kind, caseId, seriesId, modelTitle, structures, sweep } }) };
      },
    },
    start: () => void advance(),
    forgetCase: async (caseId) => {
      for (const job of [...jobs.values()].filter(({ row }) => row.caseId === caseId && row.kind === 'contour')) {
        cancel(job);
        jobs.delete(job.row.jobId);
      }
      for (const job of jobs.values()) {
        const { summary } = job.row;
        if (!summary?.cases.some((row) => row.caseId === caseId)) continue;
        rows.change(job, { summary: { ...summary, cases: summary.cases.filter((row) => row.caseId !== caseId) } });
        rows.tell(job);
      }
      const isOnIt = running !== null && !jobs.has(running.jobId);
      if (isOnIt) await running?.ended;
    },
    close: async () => {
      isClosed = true;
      rows.close();
      if (running === null) return threads.close();
      const job = jobs.get(running.jobId);
      const { ended } = running;
      running.controller.abort(new AppError('cancelled', 'CANCELLED', 'Limner was closed.'));
      await ended;
      await threads.close();
      if (job !== undefined && job.row.state === 'cancelled') {
        rows.change(job, { state: 'interrupted' });
        rows.keep(job);
      }
    },
  };
}
