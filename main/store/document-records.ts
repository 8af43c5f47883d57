// What the library says of a document, as plain values.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import type {
  EditWire,
  GroupRecord,
  MeasurementRecord,
  PlaneSize,
  SliceWire,
  StructureRecord,
} from '../../core/edit/index.ts';
import type { PackedPlanes } from './plane-codec.ts';

/** A document without its content. */
export interface DocumentHead {
  readonly documentId: string;
  readonly seriesId: string;
  readonly caseId: string;
  /** Whose planes the structures lie on. */
  readonly volumeId: string;
  /** Grows by one with every edit, undo, redo and set taken over. */
  readonly rev: number;
  readonly plane: PlaneSize;
  readonly planes: number;
}

export interface HistoryStep {
  readonly editId: string;
  readonly label: string;
  readonly at: string;
  readonly structureId: string | null;
  readonly k: number | null;
}

export interface DocumentHistory {
  /** Oldest first; what can be taken back or done again. */
  readonly history: readonly HistoryStep[];
  /** Steps from here on were taken back. */
  readonly head: number;
}

export interface DocumentContent extends DocumentHead, DocumentHistory {
  readonly groups: readonly GroupRecord[];
  readonly structures: readonly StructureRecord[];
  readonly measurements: readonly MeasurementRecord[];
  readonly slices: readonly {
    readonly structureId: string;
    readonly planes: readonly { readonly k: number; readonly slice: SliceWire }[];
  }[];
  readonly seen: readonly { readonly structureId: string; readonly slices: readonly number[] }[];
  readonly spentMs: readonly { readonly structureId: string; readonly ms: number }[];
  readonly view: string | null;
  readonly warnings: readonly SeriesWarning[];
}

export interface AppendRequest {
  readonly documentId: string;
  /** null: whatever the present one is, for an edit that depends on nothing that others change. */
  readonly baseRev: number | null;
  readonly edit: EditWire;
  /** True: a further part of the newest step when that has the id of this edit; a model's structures arrive one by one
   * and are one step. */
  readonly joinsStep?: boolean;
  /** True: what the edit changed of records and planes, put into them as they are stored. */
  readonly merges?: boolean;
}

/** A set of the library as a group of the document. */
export interface TakenSet {
  readonly structureSetId: string;
  readonly group: GroupRecord;
  readonly structures: readonly { readonly record: StructureRecord; readonly planes: PackedPlanes }[];
  readonly warnings: readonly SeriesWarning[];
}

/** What an audit of a document shows: every change, also those that were taken back. */
export interface AuditRow extends HistoryStep {
  readonly rev: number;
  readonly kind: 'edit' | 'undo' | 'redo' | 'taken-over';
  readonly appVersion: string;
}
