// The line of long work: one job at a time, in the order in which they came, kept in the library so that what waits goes
// on after a restart.

import type { ImportSummary, QueueRow, WindowImplementation } from '../../../core/contract/index.ts';
import type { EditWire } from '../../../core/edit/index.ts';
import { AppError, type JsonValue } from '../../../core/error/index.ts';
import type { DeviceRequest, InstalledModel, ModelRegistry } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { Library, LibraryReader, QueueState } from '../../store/index.ts';
import { importPaths, runInPool } from '../library/index.ts';
import { resolveModel } from '../models/default-model.ts';
import { runContourJob } from './contour-job.ts';
import { startContourThread } from './contour-thread.ts';
import { CONTOUR_SHARES, createProgressClock, IMPORT_SHARES, type ProgressClock } from './progress-clock.ts';
import { createWarmThreads } from './warm-threads.ts';

export interface QueuePorts {
  readonly reader: LibraryReader;
  /** Throws `conflict` LIBRARY_READ_ONLY where the library may not be written. */
  readonly writable: () => Library;
  readonly pool: ComputePool;
  readonly openRegistry: () => Promise<ModelRegistry>;
  /** The path of a grant. Throws `denied`. */
  readonly resolvePath: (grantId: string) => string;
  readonly onRow: (row: QueueRow) => void;
  readonly onEdit: (change: { readonly documentId: string; readonly rev: number; readonly edit: EditWire }) => void;
  readonly onCasesChanged: (caseIds: readonly string[]) => void;
  /** Monotonic, ms. */
  readonly nowMs: () => number;
  readonly recordFault: (error: unknown) => void;
}

type AddInput = Parameters<WindowImplementation['queue']['add']>[0];

/** What is kept of a request: grants end with the window, so an import keeps its paths. */
type Request =
  | {
      readonly kind: 'contour';
      readonly caseId: string;
      readonly seriesId: string;
      readonly modelId: string;
      readonly structures: readonly string[] | null;
      readonly device: DeviceRequest;
    }
  | { readonly kind: 'import'; readonly paths: readonly string[] };

interface Job {
  row: QueueRow;
  request: Request | null;
}

interface Running {
  readonly jobId: string;
  readonly controller: AbortController;
  readonly clock: ProgressClock;
  /** Fulfilled when nothing of the job is at work any more. */
  ended: Promise<void>;
}

/** As long as a person may take to look at a result before the next image. */
const WARM_MS = 120_000;

const schedule = (afterMs: number, action: () => void): (() => void) => {
  const timer = setTimeout(action, afterMs).unref();
  return () => clearTimeout(timer);
};

/** Rows are told at most this often while they only move on. */
const TELL_EVERY_MS = 100;

export interface QueueService {
  readonly implementation: WindowImplementation['queue'];
  /** Begins with what waits. */
  start(): void;
  /** Ends what is on a case that is going to be deleted. */
  forgetCase(caseId: string): Promise<void>;
  /** Ends the running job; it is 'interrupted' at the next start. */
  close(): Promise<void>;
}

const isEnded = (state: QueueState): boolean => state !== 'waiting' && state !== 'running';

const notFound = () => new AppError('not-found', 'JOB_NOT_FOUND', 'This job is not in the list any more.');

export function createQueueService(ports: QueuePorts): QueueService {
  const jobs = new Map<string, Job>();
  for (const { jobId, request, row } of ports.reader.work.listQueue()) {
    jobs.set(jobId, { row: row as unknown as QueueRow, request: request as Request | null });
  }
  const threads = createWarmThreads({ start: startContourThread, schedule, idleMs: WARM_MS });
  let running: Running | null = null;
  let isClosed = false;
  let lastToldMs = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;

  const tell = (job: Job) => {
    clearTimeout(later);
    later = undefined;
    lastToldMs = ports.nowMs();
    ports.onRow(job.row);
  };
  /** The last of several changes in a short time is told, not each. */
  const tellSoon = (job: Job) => {
    const waitMs = lastToldMs + TELL_EVERY_MS - ports.nowMs();
    if (waitMs <= 0) tell(job);
    else later ??= setTimeout(() => tell(job), waitMs);
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
  const settle = (job: Job, patch: Partial<QueueRow>) => {
    change(job, patch);
    keep(job);
    tell(job);
  };

  const newRow = (jobId: string, of: Pick<QueueRow, 'kind'> & Partial<QueueRow>): QueueRow => ({
    jobId,
    state: 'waiting',
    caseId: null,
    seriesId: null,
    modelTitle: null,
    structures: [],
    readyStructures: [],
    sweep: null,
    phase: '',
    done: 0,
    total: 0,
    bytesDone: 0,
    steps: [],
    fraction: 0,
    elapsedMs: 0,
    etaMs: null,
    runsOn: '',
    memoryBytes: 0,
    error: null,
    summary: null,
    createdAt: new Date().toISOString(),
    ...of,
  });

  const namesOf = ({ manifest }: InstalledModel): string[] => [
    ...manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name])),
    ...(manifest.external === null ? [] : [manifest.external.name]),
  ];

  const prepare = async (
    input: AddInput,
  ): Promise<{ request: Request; row: Pick<QueueRow, 'kind'> & Partial<QueueRow> }> => {
    if (input.kind === 'import') {
      return { request: { kind: 'import', paths: input.paths.map(ports.resolvePath) }, row: { kind: 'import' } };
    }
    const { caseId, seriesId, device, structures } = input;
    // Throws for a case that was deleted meanwhile.
    ports.reader.getCase(caseId);
    const stored = ports.reader.getVolume(ports.reader.work.currentVolume(seriesId));
    if (stored.caseId !== caseId) {
      throw new AppError('safety', 'QUEUE_OTHER_CASE', 'The series belongs to another case. Open the case again.');
    }
    const model = await resolveModel(await ports.openRegistry(), input.modelId);
    const { id: modelId, title: modelTitle } = model.manifest;
    return {
      request: { kind: 'contour', caseId, seriesId, modelId, structures, device },
      row: {
        kind: 'contour',
        caseId,
        seriesId,
        modelTitle,
        structures: structures ?? namesOf(model),
        sweep: sweepOf(model),
      },
    };
  };

  const enqueue = ({ request, row }: Awaited<ReturnType<typeof prepare>>): string => {
    const library = ports.writable();
    // Without paths: the row of the line has them until the job is done.
    const params = request.kind === 'contour' ? { seriesId: request.seriesId, model: request.modelId } : {};
    const jobId = library.addJob({ kind: request.kind, params, modelSha256: null, inputSha256: null });
    const job: Job = { row: newRow(jobId, row), request };
    jobs.set(jobId, job);
    settle(job, {});
    void advance();
    return jobId;
  };

  const onMemory = (job: Job, ofChild: number | undefined) => {
    if (ofChild === undefined) return;
    change(job, { memoryBytes: Math.max(job.row.memoryBytes, ofChild + process.memoryUsage.rss()) });
  };

  const contour = async (job: Job, request: Extract<Request, { kind: 'contour' }>, { controller, clock }: Running) => {
    const model = await resolveModel(await ports.openRegistry(), request.modelId);
    controller.signal.throwIfAborted();
    await runContourJob(
      { seriesId: request.seriesId, model, device: request.device, structures: request.structures },
      {
        library: ports.writable(),
        pool: ports.pool,
        threads,
        signal: controller.signal,
        onProgress: ({ phase, done, total, memoryBytes }) => {
          clock.update(phase, done, total);
          onMemory(job, memoryBytes);
          change(job, clock.figures());
          if (!isEnded(job.row.state)) tellSoon(job);
        },
        onStructure: (name) => {
          change(job, { readyStructures: [...job.row.readyStructures, name] });
          if (!isEnded(job.row.state)) tellSoon(job);
        },
        onDevice: (runsOn) => {
          change(job, { runsOn });
          if (!isEnded(job.row.state)) tellSoon(job);
        },
        onEdit: ports.onEdit,
      },
    );
    ports.onCasesChanged([request.caseId]);
  };

  const runImport = async (job: Job, request: Extract<Request, { kind: 'import' }>, { controller, clock }: Running) => {
    const summary: ImportSummary = await importPaths(ports.writable(), request.paths, {
      signal: controller.signal,
      report: ({ phase, done, total, bytesDone = 0 }) => {
        clock.update(phase, done, total);
        change(job, { ...clock.figures(), bytesDone });
        if (!isEnded(job.row.state)) tellSoon(job);
      },
      onCommit: (caseIds) => {
        ports.onCasesChanged(caseIds);
        const [caseId] = caseIds;
        if (job.row.caseId === null && caseId !== undefined) change(job, { caseId });
      },
      runReport: runInPool(ports.pool),
    });
    change(job, { summary });
    ports.onCasesChanged(summary.cases.map(({ caseId }) => caseId));
  };

  const run = async (job: Job, request: Request, current: Running): Promise<void> => {
    const { jobId } = job.row;
    const library = ports.writable();
    library.startJob(jobId);
    settle(job, { state: 'running', error: null, readyStructures: [], summary: null });
    try {
      if (request.kind === 'contour') await contour(job, request, current);
      else await runImport(job, request, current);
      library.succeedJob(jobId, null);
      job.request = null;
      settle(job, { ...current.clock.figures(), state: 'done', fraction: 1, etaMs: 0 });
    } catch (error) {
      const isCancelled = current.controller.signal.aborted;
      const { kind, code, message } = toAppError(error, ports.recordFault);
      library.failJob(jobId, isCancelled ? { kind: 'cancelled', code: 'CANCELLED' } : { kind, code });
      settle(job, {
        ...current.clock.figures(),
        state: isCancelled ? 'cancelled' : 'failed',
        etaMs: null,
        error: isCancelled ? null : { code, message },
      });
    }
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
    current.ended = run(job, request, current)
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
      settle(job, { state: 'cancelled', etaMs: null });
      return;
    }
    ports.writable().failJob(job.row.jobId, { kind: 'cancelled', code: 'CANCELLED' });
    settle(job, { state: 'cancelled' });
  };

  return {
    implementation: {
      add: async (input) => {
        ports.writable();
        return { jobId: enqueue(await prepare(input)) };
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
        change(job, { summary: { ...summary, cases: summary.cases.filter((row) => row.caseId !== caseId) } });
        tell(job);
      }
      const isOnIt = running !== null && !jobs.has(running.jobId);
      if (isOnIt) await running?.ended;
    },
    close: async () => {
      isClosed = true;
      clearTimeout(later);
      if (running === null) return threads.close();
      const job = jobs.get(running.jobId);
      const { ended } = running;
      running.controller.abort(new AppError('cancelled', 'CANCELLED', 'Limner was closed.'));
      await ended;
      await threads.close();
      if (job !== undefined && job.row.state === 'cancelled') {
        change(job, { state: 'interrupted' });
        keep(job);
      }
    },
  };
}

/** Slices go along their axis, patches along the slowest one; folds and mirrored views go over the patient more than once. */
function sweepOf({ manifest: { input, ensemble, mirroring } }: InstalledModel): QueueRow['sweep'] {
  if (ensemble.length > 0 || mirroring !== null) return null;
  const slices = input.axes.find(({ axis }) => axis === input.sliceAxis);
  const { towards } = slices ?? input.axes[0];
  return towards === 'I' ? 'down' : towards === 'S' ? 'up' : null;
}

function toAppError(error: unknown, recordFault: (error: unknown) => void): AppError {
  if (error instanceof AppError) return error;
  recordFault(error);
  return new AppError('internal', 'INTERNAL', 'The job failed on a fault of Limner itself.', { cause: error });
}
