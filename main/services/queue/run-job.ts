// One job from its start to its end: the contours of a model, or an import.

import type { ImportSummary } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { importPaths, runInPool } from '../library/index.ts';
import { resolveModel } from '../models/default-model.ts';
import { runContourJob } from './contour-job.ts';
import type { ProgressClock } from './progress-clock.ts';
import type { Job, JobRequest, QueuePorts } from './queue-job.ts';
import type { QueueRows } from './queue-rows.ts';
import type { WarmThreads } from './warm-threads.ts';

/** What the jobs of a line have in common. */
export interface Line {
  readonly ports: QueuePorts;
  readonly rows: QueueRows;
  readonly threads: WarmThreads;
}

/** A job that is at work. */
export interface JobRun {
  readonly controller: AbortController;
  readonly clock: ProgressClock;
}

type RequestOf<Kind> = Extract<JobRequest, { kind: Kind }>;

async function contour({ ports, rows, threads }: Line, job: Job, request: RequestOf<'contour'>, run: JobRun) {
  const { signal } = run.controller;
  const model = await resolveModel(await ports.openRegistry(), request.modelId);
  signal.throwIfAborted();
  await runContourJob(
    { seriesId: request.seriesId, model, device: request.device, structures: request.structures },
    {
      library: ports.writable(),
      pool: ports.pool,
      threads,
      signal,
      onProgress: ({ phase, done, total, memoryBytes: ofChild }) => {
        run.clock.update(phase, done, total);
        if (ofChild !== undefined) {
          const memoryBytes = Math.max(job.row.memoryBytes, ofChild + process.memoryUsage.rss());
          rows.change(job, { memoryBytes });
        }
        rows.move(job, run.clock.figures());
      },
      onStructure: (name) => rows.move(job, { readyStructures: [...job.row.readyStructures, name] }),
      onDevice: (runsOn) => rows.move(job, { runsOn }),
      onEdit: ports.onEdit,
    },
  );
  ports.onCasesChanged([request.caseId]);
}

async function takeIn({ ports, rows }: Line, job: Job, request: RequestOf<'import'>, { controller, clock }: JobRun) {
  const summary: ImportSummary = await importPaths(ports.writable(), request.paths, {
    signal: controller.signal,
    report: ({ phase, done, total, bytesDone = 0 }) => {
      clock.update(phase, done, total);
      rows.move(job, { ...clock.figures(), bytesDone });
    },
    onCommit: (caseIds) => {
      ports.onCasesChanged(caseIds);
      const [caseId] = caseIds;
      if (job.row.caseId === null && caseId !== undefined) rows.change(job, { caseId });
    },
    runReport: runInPool(ports.pool),
  });
  rows.change(job, { summary });
  ports.onCasesChanged(summary.cases.map(({ caseId }) => caseId));
}

/** Does the work; how it ended is in the row and in the library. */
export async function runJob(line: Line, job: Job, request: JobRequest, run: JobRun): Promise<void> {
  const { ports, rows } = line;
  const { jobId } = job.row;
  const library = ports.writable();
  library.startJob(jobId);
  rows.settle(job, { state: 'running', error: null, readyStructures: [], summary: null });
  try {
    if (request.kind === 'contour') await contour(line, job, request, run);
    else await takeIn(line, job, request, run);
    library.succeedJob(jobId, null);
    job.request = null;
    rows.settle(job, { ...run.clock.figures(), state: 'done', fraction: 1, etaMs: 0 });
  } catch (error) {
    const isCancelled = run.controller.signal.aborted;
    const { kind, code, message } = toAppError(error, ports.recordFault);
    library.failJob(jobId, isCancelled ? { kind: 'cancelled', code: 'CANCELLED' } : { kind, code });
    rows.settle(job, {
      ...run.clock.figures(),
      state: isCancelled ? 'cancelled' : 'failed',
      etaMs: null,
      error: isCancelled ? null : { code, message },
    });
  }
}

function toAppError(error: unknown, recordFault: (error: unknown) => void): AppError {
  if (error instanceof AppError) return error;
  recordFault(error);
  return new AppError('internal', 'INTERNAL', 'The job failed on a fault of Limner itself.', { cause: error });
}
