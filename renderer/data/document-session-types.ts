// What an open document offers, and what it needs.

import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import type { Edit, EditDocument, EditWire, PlaneSize } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { DocumentChange, HistoryStep } from './document-state.ts';
import type { SaveState } from './edit-queue.ts';
import type { StrayStructure } from './stray-structures.ts';

export interface DocumentSession {
  readonly documentId: string;
  readonly seriesId: string;
  readonly geometry: ImageGeometry;
  readonly plane: PlaneSize;
  current(): EditDocument;
  steps(): readonly HistoryStep[];
  /** Steps before it are done, from it on undone. */
  head(): number;
  /** What should be known of the sets that were taken over, as of the last reading. */
  warnings(): DocumentState['warnings'];
  saveState(): SaveState;
  /** What the library has, once all edits are settled. */
  revision(): number;
  /** Applies an edit at once and sends it to disk; returns false when the document takes no more. */
  commit(edit: Pick<Edit, 'label' | 'structureId' | 'k' | 'ops'>): boolean;
  /** False when there is nothing to take back. */
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
  /** An edit of the main process or of another window. */
  takeRemote(rev: number, edit: EditWire, isOthers?: boolean): void;
  /** Another window took a step back, did it again or was closed: the document is read again. */
  takeMove(rev: number): void;
  /** The line was lost and is back: what waits goes out, then the document is read again. */
  resume(): void;
  /** Resolves when all edits so far are on disk. */
  settled(): Promise<void>;
  onChange(listener: (change: DocumentChange) => void): () => void;
  onSave(listener: (state: SaveState) => void): () => void;
  /** Structures that were deleted elsewhere while they were changed here: what is in no library. */
  strays(): readonly StrayStructure[];
  /** Puts such a structure back, or lets it go. */
  settleStray(structureId: string, isBrought: boolean): void;
  onStrays(listener: () => void): () => void;
  close(): void;
}

export interface SessionPorts {
  readonly client: Pick<WindowClient, 'documents'>;
  readonly newId: () => string;
  /** ISO 8601, UTC. */
  readonly now: () => string;
  /** Resolves when calls may be answered again; at once where they may now. */
  readonly reconnected: () => Promise<void>;
  /** Why a step was not taken back, or not done again, for a person. */
  readonly onRefused?: (why: string) => void;
  /** What was taken back here cannot be done again: another window drew since. */
  readonly onRedoLost?: () => void;
}
