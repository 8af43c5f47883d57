// Asks the operation worker. A newer question ends the one before it, with its worker where that still computes.

import type { SliceBits, StructureOperation } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { OperationAnswer, OperationQuestion } from '../workers/operation-worker.ts';

type Slices = ReadonlyMap<number, SliceBits>;

export interface OperationClient {
  /** Rejects with an AbortError when another question comes first. */
  ask(operation: StructureOperation, geometry: ImageGeometry, own: Slices, others: readonly Slices[]): Promise<Slices>;
  cancel(): void;
  close(): void;
}

export function createOperationClient(workerUrl: string): OperationClient {
  let worker: Worker | null = null;
  let nextId = 1;
  let reject: ((reason: unknown) => void) | null = null;

  const cancel = () => {
    if (reject === null) return;
    worker?.terminate();
    worker = null;
    reject(new DOMException('Another question came first.', 'AbortError'));
    reject = null;
  };

  return {
    ask: (operation, geometry, own, others) => {
      cancel();
      const id = nextId++;
      worker ??= new Worker(workerUrl, { type: 'module' });
      const current = worker;
      return new Promise<Slices>((resolve, refuse) => {
        reject = refuse;
        current.onmessage = ({ data }: MessageEvent<OperationAnswer>) => {
          if (data.id !== id) return;
          reject = null;
          if (data.ok) resolve(data.slices);
          else refuse(new Error(data.message));
        };
        current.onerror = (event) => {
          reject = null;
          worker = null;
          refuse(new Error(event.message || 'The computation stopped.'));
        };
        const question: OperationQuestion = { id, operation, geometry, own, others };
        current.postMessage(question);
      });
    },
    cancel,
    close: () => {
      cancel();
      worker?.terminate();
      worker = null;
    },
  };
}
