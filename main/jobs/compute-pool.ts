// The pool that runs Limner's own compute tasks.

import type { ComputeTasks } from '../workers/compute-tasks.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export type ComputePool = WorkerPool<ComputeTasks>;

/** The worker's entry: the source beside this one, or its bundle in dist/ when this runs from a bundle (there perhaps
 * from a chunk one folder below). */
function entry(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('../workers/compute-worker.ts', import.meta.url);
  const isChunk = /\/chunks\/[^/]+$/.test(import.meta.url);
  return new URL(isChunk ? '../compute-worker.js' : './compute-worker.js', import.meta.url);
}

/** No thread starts before the first task. @param size most threads at once; default: one a core */
export const createComputePool = (size?: number): ComputePool =>
  createWorkerPool<ComputeTasks>({ entry: entry(), ...(size === undefined ? {} : { size }) });
