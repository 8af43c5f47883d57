// A small pool of worker threads for pure computation. Threads start when there is work for them, take one task at a
// time, and do not keep the process alive while they are idle.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/error/index.ts';
import type { TaskInput, TaskOutput, TaskRegistry, TaskReply, TaskRequest } from './task.ts';
import { fromWire } from './wire-error.ts';

export interface RunOptions {
  /** Buffers of the input to move instead of copying; they are empty here afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
  /** A waiting task is dropped; a running one is stopped with its thread. The promise rejects with kind `cancelled`,
   * once nothing of the task runs any more: what it wrote to can then be removed. */
  readonly signal?: AbortSignal;
}

export interface WorkerPool<Tasks extends TaskRegistry> {
  /** Rejects with the `AppError` that the task threw, kind and code kept; `internal` TASK_FAILED for another error,
   * `resource` when a thread ran out of memory, `cancelled` on the signal or when the pool closes. */
  run<Name extends keyof Tasks & string>(
    name: Name,
    input: TaskInput<Tasks, Name>,
    options?: RunOptions,
  ): Promise<TaskOutput<Tasks, Name>>;
  /** Drops what waits, stops what runs, and ends all threads. */
  close(): Promise<void>;
}

interface PendingTask {
  readonly request: TaskRequest;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly signal: AbortSignal | null;
  onAbort: (() => void) | null;
}

/** @param size most threads at once; default: one a core */
export function createWorkerPool<Tasks extends TaskRegistry>(options: {
  readonly entry: URL;
  readonly size?: number;
}): WorkerPool<Tasks> {
  const pool = new Pool(options.entry, Math.max(1, options.size ?? availableParallelism()));
  return {
    run: (name, input, { transfer = [], signal } = {}) =>
      pool.run({ name, input }, transfer, signal ?? null) as Promise<TaskOutput<Tasks, typeof name>>,
    close: () => pool.close(),
  };
}

class Pool {
  readonly #entry: URL;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, PendingTask>();
  readonly #waiting: PendingTask[] = [];
  readonly #ending = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(entry: URL, size: number) {
    this.#entry = entry;
    this.#size = size;
  }

  run(request: TaskRequest, transfer: readonly ArrayBuffer[], signal: AbortSignal | null): Promise<unknown> {
    if (this.#isClosed || signal?.aborted) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      const task: PendingTask = { request, transfer, resolve, reject, signal, onAbort: null };
      if (signal !== null) {
        task.onAbort = () => this.#abort(task);
        signal.addEventListener('abort', task.onAbort, { once: true });
      }
      this.#waiting.push(task);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const task of this.#waiting.splice(0)) settle(task, () => task.reject(cancelled()));
    for (const worker of this.#idle.splice(0)) void this.#end(worker);
    for (const [worker, task] of this.#busy) this.#stop(worker, task);
    await Promise.all(this.#ending);
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#start() : null);
      if (worker === null) return;
      const task = this.#waiting.shift() as PendingTask;
      this.#busy.set(worker, task);
      worker.ref();
      try {
        worker.postMessage(task.request, task.transfer);
      } catch (error) {
        this.#release(worker);
        const message = 'A computation was given values that cannot be sent to its thread.';
        settle(task, () => task.reject(new AppError('internal', 'TASK_INPUT', message, { cause: error })));
      }
    }
  }

  #start(): Worker {
    // Flags of this process (a debugger's, a test runner's) are not for the workers.
    const worker = new Worker(this.#entry, { execArgv: [], name: 'limner-compute' });
    worker.on('message', (reply: TaskReply) => this.#finish(worker, reply));
    worker.on('error', (error) => this.#lose(worker, threadError(error)));
    worker.on('messageerror', (error) => this.#lose(worker, threadError(error)));
    worker.on('exit', () => this.#lose(worker, threadError(null)));
    worker.unref();
    return worker;
  }

  #finish(worker: Worker, reply: TaskReply): void {
    const task = this.#busy.get(worker);
    if (task === undefined) return;
    this.#release(worker);
    settle(task, () => (reply.ok ? task.resolve(reply.output) : task.reject(fromWire(reply.error))));
    this.#dispatch();
  }

  #release(worker: Worker): void {
    this.#busy.delete(worker);
    worker.unref();
    this.#idle.push(worker);
  }

  /** A thread that is gone takes its task with it; the next task gets a new thread. */
  #lose(worker: Worker, error: AppError): void {
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    const task = this.#busy.get(worker);
    this.#busy.delete(worker);
    if (task !== undefined) settle(task, () => task.reject(error));
    if (!this.#isClosed) this.#dispatch();
  }

  #abort(task: PendingTask): void {
    const at = this.#waiting.indexOf(task);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      settle(task, () => task.reject(cancelled()));
    }
    for (const [worker, running] of this.#busy) if (running === task) this.#stop(worker, task);
    this.#dispatch();
  }

  /** A thread may be in the middle of a write: its task is over when it has ended, not before. */
  #stop(worker: Worker, task: PendingTask): void {
    this.#busy.delete(worker);
    void this.#end(worker).then(() => settle(task, () => task.reject(cancelled())));
  }

  #end(worker: Worker): Promise<unknown> {
    const ending = worker.terminate().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    return ending;
  }
}

function settle(task: PendingTask, outcome: () => void): void {
  if (task.onAbort !== null) task.signal?.removeEventListener('abort', task.onAbort);
  outcome();
}

const cancelled = () => new AppError('cancelled', 'TASK_CANCELLED', 'The computation was cancelled.');

function threadError(error: unknown): AppError {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? new AppError('resource', 'OUT_OF_MEMORY', 'Not enough memory for a computation. Close other programs.', {
        cause: error,
        retryable: true,
      })
    : new AppError('internal', 'TASK_THREAD', 'A computing thread ended unexpectedly.', { cause: error });
}
