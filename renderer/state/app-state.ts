// All that the window shows, each fact with one owner: rows and jobs are copies of what the main process has, records a
// copy of the document session, the view is the window's own. Typed arrays and drawing objects never enter.

import type {
  CaseDetail,
  CaseFilter,
  CasePage,
  DeletedCaseRow,
  QueueRow,
  SeriesVolume,
} from '../../core/contract/index.ts';
import type { GroupRecord, MeasurementRecord, StructureRecord } from '../../core/edit/index.ts';
import type { ToolOptions } from '../tools/options.ts';
import type { DoseState } from './dose-state.ts';
import type { ImportedSetState } from './imported-lines.ts';
import type { PrintState } from './print-state.ts';
import type { SegmentationState } from './segmentation-state.ts';
import type { Settings } from './settings-state.ts';
import type { UncertaintyState } from './uncertainty-state.ts';
import type { ViewState } from './view-state.ts';

export type Route =
  | { readonly screen: 'library' }
  | { readonly screen: 'workspace' }
  /** Back to where they were opened: a case that is still open behind the list is not what a person left. */
  | { readonly screen: 'settings'; readonly from?: 'library' | 'workspace' };

export interface LibraryState {
  readonly filter: CaseFilter;
  /** null: not asked yet. */
  readonly page: CasePage | null;
  /** Place of the page's first row among all that match; the filter's is that of what is asked for. */
  readonly pageOffset: number;
  readonly isLoading: boolean;
  readonly error: string | null;
  readonly selectedCaseId: string | null;
  readonly detail: CaseDetail | null;
  readonly disk: { readonly libraryBytes: number; readonly freeBytes: number } | null;
  /** Deleted cases that are kept; null: not asked yet. */
  readonly deleted: { readonly cases: readonly DeletedCaseRow[]; readonly freedBytes: number } | null;
  /** They stand in the place of the list. */
  readonly isDeletedShown: boolean;
}

export interface StepRow {
  readonly editId: string;
  readonly label: string;
  readonly at: string;
  readonly structureId: string | null;
  readonly k: number | null;
  /** Another window that is open made it. */
  readonly isOthers?: boolean | undefined;
}

/** The open case. */
export interface WorkspaceState {
  readonly detail: CaseDetail;
  readonly volume: SeriesVolume;
  /** Planes that have arrived. */
  readonly planesRead: number;
  /** A plane beyond them that is there already; null: none. */
  readonly earlyPlane: number | null;
  readonly phase: 'reading' | 'ready' | 'failed';
  readonly failure: string | null;
  readonly documentId: string | null;
  readonly groups: readonly GroupRecord[];
  /** In the order of the list. */
  readonly structures: readonly StructureRecord[];
  readonly measurements: readonly MeasurementRecord[];
  /** ml by structure. */
  readonly volumesMl: Readonly<Record<string, number>>;
  /** Planes with voxels, growing, by structure. */
  readonly planesOf: Readonly<Record<string, readonly number[]>>;
  /** Planes that were shown long enough, by structure. */
  readonly seen: Readonly<Record<string, readonly number[]>>;
  readonly spentMs: Readonly<Record<string, number>>;
  readonly steps: readonly StepRow[];
  readonly head: number;
  readonly save:
    | { readonly kind: 'kept'; readonly at: string | null }
    | { readonly kind: 'writing'; readonly edits: number }
    | { readonly kind: 'unsent'; readonly edits: number }
    | { readonly kind: 'failed'; readonly message: string; readonly edits: number };
  /** Structures that another window deleted while they were changed here: the changes are in this window only. */
  readonly strays: readonly { readonly id: string; readonly name: string }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** What came with imported sets and is in no voxel; empty until it has been read. */
  readonly imported: readonly ImportedSetState[];
}

export interface Notice {
  readonly id: number;
  readonly tone: 'ok' | 'bad' | 'info';
  readonly title: string;
  readonly text: string;
  readonly act: { readonly label: string; readonly commandId: string; readonly args: string | null } | null;
}

export type Overlay =
  | 'none'
  | 'palette'
  | 'keys'
  | 'jobs'
  | 'history'
  | 'export'
  | 'autocontour'
  | 'names'
  | 'pseudonymise'
  | 'templates'
  | 'mark-unseen'
  | 'copy-set'
  | 'statistics'
  | 'import'
  | 'structure-set'
  | 'empty-deleted';

/** Structure work with a preview: which operation is being set up in the task card. */
export interface OperationState {
  readonly operationId: string;
  readonly values: Readonly<Record<string, number | string | boolean | readonly string[]>>;
  readonly isBusy: boolean;
  /** What the preview would change: 'Volume 23.8 → 31.2 ml'. */
  readonly summary: string;
  readonly problem: string | null;
}

/** One thing that the checks found. */
export interface FindingRow {
  readonly id: string;
  readonly severity: 'blocks' | 'warning' | 'note';
  readonly title: string;
  readonly text: string;
  readonly structureId: string | null;
  /** Plane to look at; null: the whole structure. */
  readonly k: number | null;
  /** Where to look, voxel; null: the middle of the structure on that plane. */
  readonly ijk: readonly [number, number, number] | null;
  /** The mend that is offered: 'Show', 'Fill', 'Rename', 'Update'. */
  readonly act: { readonly label: string; readonly commandId: string; readonly args: string | null };
}

export interface ChecksState {
  readonly findings: readonly FindingRow[];
  readonly passed: number;
  /** Closed by a person with a reason, until the structure changes: by finding id. */
  readonly accepted: Readonly<Record<string, string>>;
  readonly isRunning: boolean;
  readonly lastRunAt: string | null;
}

export interface ToolState {
  readonly toolId: string;
  readonly previousToolId: string;
  /** Why it cannot work here just now. */
  readonly blocked: string | null;
}

export interface AppState {
  readonly route: Route;
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused' | 'closed';
  /** Files on their way to a host that cannot see them on the disk. */
  readonly upload: {
    readonly filesDone: number;
    readonly files: number;
    readonly bytesDone: number;
    readonly bytes: number;
  } | null;
  readonly isReadOnly: boolean;
  readonly library: LibraryState;
  readonly queue: readonly QueueRow[];
  /** An import whose one case a person wants to see as soon as it is there. */
  readonly opensJobId: string | null;
  readonly workspace: WorkspaceState | null;
  readonly view: ViewState;
  readonly checks: ChecksState;
  readonly dose: DoseState;
  readonly uncertainty: UncertaintyState;
  readonly print: PrintState;
  readonly tool: ToolState;
  readonly toolOptions: ToolOptions;
  readonly operation: OperationState | null;
  readonly segmentation: SegmentationState | null;
  /** The structure or case whose name is a field just now. */
  readonly renamingId: string | null;
  readonly overlay: Overlay;
  /** What the overlay is about, where it is not about the open case or structure: the job of an import, one deleted
   * case. */
  readonly overlayAbout: string | null;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  /** One line at the foot of the window, for a moment. */
  readonly statusText: string;
}

export const INITIAL_FILTER: CaseFilter = {
  search: '',
  state: null,
  needsAttention: false,
  modality: null,
  sort: 'changed',
  isDescending: true,
  offset: 0,
  limit: 100,
};
