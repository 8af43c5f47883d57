// Computes structure work off the window's thread. One question at a time: the newest answer is the one that counts.

import { computeOperation, createStackFrame, type SliceBits, type StructureOperation } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';

export interface OperationQuestion {
  readonly id: number;
  readonly operation: StructureOperation;
  readonly geometry: ImageGeometry;
  readonly own: ReadonlyMap<number, SliceBits>;
  readonly others: readonly ReadonlyMap<number, SliceBits>[];
}

export type OperationAnswer =
  | { readonly id: number; readonly ok: true; readonly slices: ReadonlyMap<number, SliceBits> }
  | { readonly id: number; readonly ok: false; readonly message: string };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<OperationQuestion>) => void) | null;
  postMessage(answer: OperationAnswer): void;
};

scope.onmessage = ({ data: { id, operation, geometry, own, others } }) => {
  try {
    scope.postMessage({ id, ok: true, slices: computeOperation(operation, createStackFrame(geometry), own, others) });
  } catch (error) {
    scope.postMessage({ id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
};
