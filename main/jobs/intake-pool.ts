// The threads of one import.

import { availableParallelism } from 'node:os';
import type { FileWorkers, InspectedFile } from '../dicom/file-workers.ts';
import type { IntakeTasks } from '../workers/intake-tasks.ts';
import { fromWire } from './wire-error.ts';
import { workerEntry } from './worker-entry.ts';
import { createWorkerPool } from './worker-pool.ts';

export interface IntakePool extends FileWorkers {
  /** Ends all threads, whatever they do. */
  close(): Promise<void>;
}

/** More threads than this wait for the disk. */
const MAX_THREADS = 4;

/** No thread starts before the first request. */
export function createIntakePool(): IntakePool {
  const width = Math.min(MAX_THREADS, availableParallelism());
  const pool = createWorkerPool<IntakeTasks>({ entry: workerEntry('intake-worker'), size: width });
  const signalOf = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  return {
    width,
    inspect: async (request, signal) => {
      const inspected = await pool.run('inspect', request, signalOf(signal));
      return inspected.map(({ file, error }): InspectedFile => {
        const { finding } = file;
        if (finding.kind !== 'refused' || error === null) return file;
        return { ...file, finding: { ...finding, error: fromWire(error) } };
      });
    },
    decode: (request, signal) => pool.run('decode', request, signalOf(signal)),
    close: () => pool.close(),
  };
}
