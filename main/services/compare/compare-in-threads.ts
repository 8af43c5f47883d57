// The comparison with all cores: a pair of files is read and compared by one thread from beginning to end.

import type { ComputePool } from '../../jobs/compute-pool.ts';
import { comparePaths, type FilesComparison } from './compare-files.ts';
import { comparePair } from './compare-pair.ts';

export interface ComparePorts {
  /** No thread is started for a single pair: it would take longer to start than to help. */
  readonly pool: ComputePool;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** As `comparePaths`. After an error pairs may still be under way in `pool`: close it. */
export const compareInThreads = (
  reference: string,
  test: string,
  tolerancesMm: readonly number[],
  { pool, signal, onProgress }: ComparePorts,
): Promise<FilesComparison> =>
  comparePaths(reference, test, {
    startPairs: (pairs) =>
      pairs.length === 1
        ? pairs.map((pair) => comparePair(pair, tolerancesMm, signal))
        : pairs.map((pair) => pool.run('comparePair', { pair, tolerancesMm }, { signal })),
    onProgress,
    signal,
  });
