// A job of the line: what was asked for, and its row.

import type { QueueRow } from '../../../core/contract/index.ts';
import type { EditWire } from '../../../core/edit/index.ts';
import type { DeviceRequest, ModelRegistry } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { Library, LibraryReader, QueueState } from '../../store/index.ts';

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

/** What is kept of a request: grants end with the window, so an import keeps its paths. */
export type JobRequest =
  | {
      readonly kind: 'contour';
      readonly caseId: string;
      readonly seriesId: string;
      readonly modelId: string;
      readonly structures: readonly string[] | null;
      readonly device: DeviceRequest;
    }
  | { readonly kind: 'import'; readonly paths: readonly string[] };

export interface Job {
  row: QueueRow;
  request: JobRequest | null;
}

/** What a row begins with. */
export type RowStart = Pick<QueueRow, 'kind'> & Partial<QueueRow>;

export const isEnded = (state: QueueState): boolean => state !== 'waiting' && state !== 'running';

export const newRow = (jobId: string, of: RowStart): QueueRow => ({
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
