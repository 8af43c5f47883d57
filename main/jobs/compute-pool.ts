// The pool that runs Limner's own compute tasks.

import type { ComputeTasks } from '../workers/compute-tasks.ts';
import { workerEntry } from './worker-entry.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export type ComputePool = WorkerPool<ComputeTasks>;

/** No thread starts before the first task. @param size most threads at once; default: one a core */
export const createComputePool = (size?: number): ComputePool =>
  createWorkerPool<ComputeTasks>({ entry: workerEntry('compute-worker'), ...(size === undefined ? {} : { size }) });
