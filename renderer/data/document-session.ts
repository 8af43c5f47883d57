// The open document: its records and planes in memory, changed at once by every edit, and the journal that takes each
// edit to disk in order. There is no Save: an edit is safe when `unsaved` is back at 0.

import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import {
  applyEdit,
  type Edit,
  type EditDocument,
  type EditWire,
  editFromWire,
  editToWire,
  type GroupRecord,
  invertEdit,
  type MeasurementRecord,
  type PlaneSize,
  type SliceContent,
  type StructureRecord,
  sliceFromWire,
} from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';

export interface HistoryStep {
  readonly editId: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly structureId: string | null;
  readonly k: number | null;
}

/** What changed, so that views redraw that and no more. */
export interface DocumentChange {
  /** Planes k by structure. */
  readonly planes: ReadonlyMap<string, readonly number[]>;
  readonly areRecordsChanged: boolean;
  readonly cause: 'edit' | 'undo' | 'redo' | 'remote';
  readonly edit: Edit;
}

export type SaveState =
  | { readonly kind: 'kept'; readonly at: string | null }
  | { readonly kind: 'writing'; readonly edits: number }
  /** The journal was refused: nothing more is taken until the document is opened again. */
  | { readonly kind: 'failed'; readonly message: string };

export interface DocumentSession {
  readonly documentId: string;
  readonly seriesId: string;
  readonly geometry: ImageGeometry;
  readonly plane: PlaneSize;
  current(): EditDocument;
  steps(): readonly HistoryStep[];
  /** Steps before it are done, from it on undone. */
  head(): number;
  saveState(): SaveState;
  /** What the library has, once all edits are settled. */
  revision(): number;
  /** Applies an edit at once and sends it to disk; returns false when the document takes no more. */
  commit(edit: Pick<Edit, 'label' | 'structureId' | 'k' | 'ops'>): boolean;
  /** False when there is nothing to take back. */
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
  /** An edit that the main process made. */
  takeRemote(rev: number, edit: EditWire): void;
  /** Resolves when all edits so far are on disk. */
  settled(): Promise<void>;
  onChange(listener: (change: DocumentChange) => void): () => void;
  onSave(listener: (state: SaveState) => void): () => void;
  close(): void;
}

export interface SessionPorts {
  readonly client: Pick<WindowClient, 'documents'>;
  readonly newId: () => string;
  /** ISO 8601, UTC. */
  readonly now: () => string;
}

const byId = <R extends { readonly id: string }>(records: readonly R[]): ReadonlyMap<string, R> =>
  new Map(records.map((record) => [record.id, record]));

function documentFromState(state: DocumentState, plane: PlaneSize): EditDocument {
  const slices = new Map<string, ReadonlyMap<number, SliceContent>>();
  for (const { structureId, planes } of state.slices) {
    const contents = new Map<number, SliceContent>();
    for (const { k, slice } of planes) {
      const content = sliceFromWire(slice, plane);
      if (content !== null) contents.set(k, content);
    }
    slices.set(structureId, contents);
  }
  return {
    groups: byId<GroupRecord>(state.groups),
    structures: byId<StructureRecord>(state.structures),
    measurements: byId<MeasurementRecord>(state.measurements),
    slices,
  };
}

function changeOf(edit: Edit, cause: DocumentChange['cause']): DocumentChange {
  const planes = new Map<string, number[]>();
  let areRecordsChanged = false;
  for (const op of edit.ops) {
    if (op.type !== 'slices') {
      areRecordsChanged = true;
      continue;
    }
    const known = planes.get(op.structureId) ?? [];
    for (const { k } of op.changes) known.push(k);
    planes.set(op.structureId, known);
  }
  return { planes, areRecordsChanged, cause, edit };
}

/** Undo of steps made in this session works from memory; older ones come from the library. */
export function createDocumentSession(
  state: DocumentState,
  geometry: ImageGeometry,
  { client, newId, now }: SessionPorts,
): DocumentSession {
  const plane: PlaneSize = { columns: geometry.size[0], rows: geometry.size[1] };
  const base = { documentId: state.documentId };
  let document = documentFromState(state, plane);
  let steps: HistoryStep[] = [...state.history];
  let head = state.head;
  let rev = state.rev;
  let save: SaveState = { kind: 'kept', at: null };
  let waiting = 0;
  /** Edits among what waits. */
  let unanswered = 0;
  /** Edits of this session by their place in `steps`. */
  const payloads = new Map<string, Edit>();
  const changeListeners = new Set<(change: DocumentChange) => void>();
  const saveListeners = new Set<(state: SaveState) => void>();
  let tail: Promise<unknown> = Promise.resolve();

  const setSave = (next: SaveState) => {
    save = next;
    for (const listener of saveListeners) listener(next);
  };
  const apply = (edit: Edit, cause: DocumentChange['cause']) => {
    document = applyEdit(document, edit);
    const change = changeOf(edit, cause);
    for (const listener of changeListeners) listener(change);
  };
  /** Calls go out one after another, each with the revision that the one before brought. */
  const send = <T extends { readonly rev: number }>(call: (baseRev: number) => Promise<T>): Promise<T> => {
    waiting++;
    setSave({ kind: 'writing', edits: waiting });
    const attempt = async (): Promise<T> => {
      const base = rev;
      try {
        return await call(base);
      } catch (error) {
        // The main process added an edit of its own meanwhile and told so: the same call fits on top of it.
        const isOvertaken = (error as { code?: string }).code === 'DOCUMENT_STALE' && rev !== base;
        if (!isOvertaken) throw error;
        return attempt();
      }
    };
    const answer = tail.then(attempt);
    tail = answer.then(
      (done) => {
        rev = done.rev;
        waiting--;
        setSave(waiting === 0 ? { kind: 'kept', at: now() } : { kind: 'writing', edits: waiting });
      },
      (error: unknown) => {
        waiting--;
        setSave({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
    return answer;
  };
  const isOpen = () => save.kind !== 'failed';

  /** Moves the head by one step; from memory where the step is known, else with what the library kept. */
  const move = async (direction: 'undo' | 'redo'): Promise<boolean> => {
    const at = direction === 'undo' ? head - 1 : head;
    const step = steps[at];
    if (step === undefined || !isOpen()) return false;
    const known = payloads.get(step.editId);
    head += direction === 'undo' ? -1 : 1;
    if (known) apply(direction === 'undo' ? invertEdit(known) : known, direction);
    const call = direction === 'undo' ? client.documents.undo : client.documents.redo;
    try {
      const answer = await send((baseRev) => call({ ...base, baseRev }));
      if (!known) {
        const edit = editFromWire(answer.edit as EditWire, plane);
        apply(edit, direction);
        payloads.set(step.editId, direction === 'undo' ? invertEdit(edit) : edit);
      }
      return true;
    } catch {
      // Said by the save state, which stays failed.
      return false;
    }
  };

  return {
    documentId: state.documentId,
    seriesId: state.seriesId,
    geometry,
    plane,
    current: () => document,
    steps: () => steps,
    head: () => head,
    saveState: () => save,
    revision: () => rev,
    commit: (part) => {
      if (!isOpen() || part.ops.length === 0) return false;
      const edit: Edit = { ...part, id: newId(), at: now() };
      for (const dropped of steps.slice(head)) payloads.delete(dropped.editId);
      steps = [
        ...steps.slice(0, head),
        { editId: edit.id, label: edit.label, at: edit.at, structureId: edit.structureId, k: edit.k },
      ];
      head = steps.length;
      payloads.set(edit.id, edit);
      apply(edit, 'edit');
      const wire = editToWire(edit, plane);
      unanswered++;
      send((baseRev) => client.documents.append({ ...base, baseRev, edit: wire as never }))
        .catch(() => 'said by the save state')
        .finally(() => {
          unanswered--;
        });
      return true;
    },
    undo: () => move('undo'),
    redo: () => move('redo'),
    takeRemote: (remoteRev, wire) => {
      const edit = editFromWire(wire, plane);
      rev = Math.max(rev, remoteRev);
      // What was sent and is not answered will be refused as stale and come after this one.
      const place = waiting === unanswered ? head - unanswered : head;
      const known = payloads.get(edit.id);
      if (steps[place - 1]?.editId === edit.id) {
        // A further part of a step that grows: a model's structures arrive one by one.
        if (known) payloads.set(edit.id, { ...known, ops: [...known.ops, ...edit.ops] });
      } else {
        const step = { editId: edit.id, label: edit.label, at: edit.at, structureId: edit.structureId, k: edit.k };
        steps = [...steps.slice(0, place), step, ...steps.slice(place, head)];
        head = steps.length;
        payloads.set(edit.id, edit);
      }
      apply(edit, 'remote');
    },
    settled: async () => {
      await tail;
    },
    onChange: (listener) => {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onSave: (listener) => {
      saveListeners.add(listener);
      return () => saveListeners.delete(listener);
    },
    close: () => {
      changeListeners.clear();
      saveListeners.clear();
    },
  };
}
