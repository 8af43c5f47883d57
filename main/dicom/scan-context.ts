// What the steps of one scan share.

import type { FileWorkers } from './file-workers.ts';
import { PlaneCache } from './plane-cache.ts';
import type { ScanOptions, ScanProgress } from './scan-result.ts';
import { VoxelMemory } from './voxel-memory.ts';

/** Decoded images that are kept from their recognition to the loading of their series, bytes. */
const KEPT_PLANES_BYTES = 128 << 20;

export interface ScanContext {
  readonly signal: AbortSignal | undefined;
  readonly report: (progress: ScanProgress) => void;
  /** null: everything is done in this thread. */
  readonly workers: FileWorkers | null;
  readonly cache: PlaneCache;
  readonly memory: VoxelMemory;
  readonly readTally: ReadTally;
}

export function createScanContext(options: ScanOptions): ScanContext {
  const report = (progress: ScanProgress) => options.report?.(progress);
  const workers = options.workers ?? null;
  return {
    signal: options.signal,
    report,
    workers,
    cache: new PlaneCache(options.keptPlanesBytes ?? KEPT_PLANES_BYTES),
    memory: new VoxelMemory(workers !== null),
    readTally: new ReadTally(report),
  };
}

/** Files of DICOM series read, over all loads of a scan. */
export class ReadTally {
  readonly #report: (progress: ScanProgress) => void;
  #total = 0;
  #done = 0;
  #bytesDone = 0;

  constructor(report: (progress: ScanProgress) => void) {
    this.#report = report;
  }

  expect(files: number): void {
    this.#total += files;
  }

  count(files: number, bytes: number): void {
    this.#done = Math.min(this.#total, this.#done + files);
    this.#bytesDone += bytes;
    this.#report({ phase: 'read', done: this.#done, total: this.#total, bytesDone: this.#bytesDone });
  }
}
