// The open document: its records and planes in memory, changed at once by every edit, and the journal that takes each
// edit to disk in order. There is no Save: an edit is safe once the save state says so.

import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import {
  applyEdit,
  type Edit,
  type EditDocument,
  type EditWire,
  editFromWire,
  editToWire,
  invertEdit,
  type PlaneSize,
} from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import {
  changeBetween,
  changeOf,
  type DocumentChange,
  documentFromState,
  type HistoryStep,
  stepOf,
} from './document-state.ts';
import { createEditMemory } from './edit-memory.ts';

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

/** An undo or redo that has not been answered. */
interface Move {
  /** True: shown already. False: its contents come with the answer. */
  readonly isKnown: boolean;
  /** Applied here since; the library does these after it. */
  readonly since: Edit[];
  /** True: an edit of the main process came first, and it would take back that one. */
  isCalledOff: boolean;
}

/** The library takes no longer ones; two long names make one. */
const LONGEST_LABEL = 128;

const codeOf = (error: unknown) => (error as { readonly code?: string }).code;

/** Ends a call that must not be made any more, or that found another history than was meant. */
class CalledOff extends Error {}

/**
 * Undo of steps made in this session works from memory, within a budget; others come from the library, as after a
 * restart. Where an edit of the main process meets an undo that is on its way, the library decides: the document is read
 * again as soon as nothing waits.
 */
export function createDocumentSession(
  state: DocumentState,
  geometry: ImageGeometry,
  { client, newId, now }: SessionPorts,
  mostBytes?: number,
): DocumentSession {
  const plane: PlaneSize = { columns: geometry.size[0], rows: geometry.size[1] };
  const base = { documentId: state.documentId };
  let document = documentFromState(state, plane);
  let steps: readonly HistoryStep[] = state.history;
  let head = state.head;
  let rev = state.rev;
  let save: SaveState = { kind: 'kept', at: null };
  let waiting = 0;
  /** Edits among what waits, oldest first. */
  let unanswered: readonly Edit[] = [];
  let moves: readonly Move[] = [];
  /** True from an edit in place of steps that were taken back until it is answered. */
  let isTailDropped = false;
  let mustReload = false;
  const memory = createEditMemory<HistoryStep>(mostBytes);
  const changeListeners = new Set<(change: DocumentChange) => void>();
  const saveListeners = new Set<(state: SaveState) => void>();
  let tail: Promise<unknown> = Promise.resolve();

  const isOpen = () => save.kind !== 'failed';
  const setSave = (next: SaveState) => {
    save = next;
    for (const listener of saveListeners) listener(next);
  };
  const tell = (change: DocumentChange) => {
    for (const listener of changeListeners) listener(change);
  };
  const apply = (edit: Edit) => {
    document = applyEdit(document, edit);
    for (const { since } of moves) since.push(edit);
    tell(changeOf(edit.ops));
  };
  /** Puts what the library did first under what was done here since. */
  const applyUnder = (edit: Edit, since: readonly Edit[]) => {
    document = since.reduce(applyEdit, applyEdit(document, edit));
    tell(changeOf(edit.ops));
  };

  /** Reads the document again, unless something was done meanwhile: then after that. */
  const reload = async () => {
    while (mustReload && waiting === 0) {
      const fresh = await client.documents.open({ seriesId: state.seriesId });
      if (waiting > 0 || fresh.rev < rev) continue;
      const before = document;
      document = documentFromState(fresh, plane);
      steps = fresh.history;
      head = fresh.head;
      rev = fresh.rev;
      memory.clear();
      mustReload = false;
      tell(changeBetween(before, document));
    }
  };
  const answered = () => {
    waiting--;
    if (!isOpen()) return;
    setSave(waiting === 0 ? { kind: 'kept', at: now() } : { kind: 'writing', edits: waiting });
    if (waiting === 0) isTailDropped = false;
  };
  const fail = (error: unknown) => {
    // The first reason is the one that matters; what waits behind it is not sent.
    if (isOpen()) setSave({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  };
  /** Calls go out one after another, each with the revision that the one before brought. */
  const send = <T extends { readonly rev: number }>(call: (baseRev: number) => Promise<T>): Promise<T> => {
    waiting++;
    setSave({ kind: 'writing', edits: waiting });
    const attempt = async (): Promise<T> => {
      if (!isOpen()) throw new CalledOff();
      const base = rev;
      try {
        return await call(base);
      } catch (error) {
        // The main process added an edit of its own meanwhile and told so: the same call fits on top of it.
        if (codeOf(error) !== 'DOCUMENT_STALE' || rev === base) throw error;
        return attempt();
      }
    };
    const answer = tail.then(attempt);
    tail = answer
      .then(
        (done) => {
          rev = Math.max(rev, done.rev);
          answered();
        },
        (error: unknown) => {
          if (!(error instanceof CalledOff)) fail(error);
          answered();
        },
      )
      .then(async () => {
        if (isOpen()) await reload().catch(fail);
      });
    return answer;
  };

  /** Moves the head by one step; from memory where the step is known, else with what the library kept. */
  const move = async (direction: 'undo' | 'redo'): Promise<boolean> => {
    // Which step is the newest is known again after the reload.
    while (mustReload && isOpen()) await tail;
    const step = steps[direction === 'undo' ? head - 1 : head];
    if (step === undefined || !isOpen()) return false;
    // Behind a move whose contents are on their way, another one waits for its own: the order must be the library's.
    const known = moves.every(({ isKnown }) => isKnown) ? memory.get(step) : null;
    head += direction === 'undo' ? -1 : 1;
    if (known) apply(direction === 'undo' ? invertEdit(known) : known);
    const own: Move = { isKnown: known !== null, since: [], isCalledOff: false };
    moves = [...moves, own];
    const call = direction === 'undo' ? client.documents.undo : client.documents.redo;
    try {
      const answer = await send(async (baseRev) => {
        if (own.isCalledOff) throw new CalledOff();
        try {
          return await call({ ...base, baseRev });
        } catch (error) {
          if (!/^(DOCUMENT_STALE|NOTHING_TO_)/.test(codeOf(error) ?? '')) throw error;
          mustReload = true;
          for (const other of moves) other.isCalledOff = true;
          throw new CalledOff();
        }
      });
      if (known === null) {
        const edit = editFromWire(answer.edit as EditWire, plane);
        applyUnder(edit, own.since);
        memory.put(step, direction === 'undo' ? invertEdit(edit) : edit);
      }
      return true;
    } catch {
      // Said by the save state where it failed; a move that was called off is followed by a reload.
      return false;
    } finally {
      moves = moves.filter((other) => other !== own);
    }
  };

  const commit: DocumentSession['commit'] = (part) => {
    if (!isOpen() || part.ops.length === 0) return false;
    const edit: Edit = { ...part, label: part.label.slice(0, LONGEST_LABEL), id: newId(), at: now() };
    const step = stepOf(edit);
    for (const dropped of steps.slice(head)) memory.drop(dropped);
    if (head < steps.length) isTailDropped = true;
    steps = [...steps.slice(0, head), step];
    head = steps.length;
    // What was there before it is not known while a move's contents are on their way.
    if (moves.every(({ isKnown }) => isKnown)) memory.put(step, edit);
    apply(edit);
    const wire = editToWire(edit, plane);
    unanswered = [...unanswered, edit];
    send((baseRev) => client.documents.append({ ...base, baseRev, edit: wire as never }))
      .catch(() => 'said by the save state')
      .finally(() => {
        unanswered = unanswered.filter((other) => other !== edit);
      });
    return true;
  };

  const takeRemote: DocumentSession['takeRemote'] = (remoteRev, wire) => {
    const edit = editFromWire(wire, plane);
    rev = Math.max(rev, remoteRev);
    if (moves.length > 0 || isTailDropped) mustReload = true;
    for (const own of moves) own.isCalledOff = true;
    // What was sent and is not answered will be refused as stale and come after this one.
    const place = waiting === unanswered.length ? head - unanswered.length : head;
    for (const later of steps.slice(place)) memory.drop(later);
    const last = steps[place - 1];
    if (last?.editId === edit.id && head === steps.length) {
      // A further part of a step that grows: a model's structures arrive one by one.
      const known = memory.get(last);
      if (known) memory.put(last, { ...known, ops: [...known.ops, ...edit.ops] });
    } else {
      const step = stepOf(edit);
      steps = [...steps.slice(0, place), step, ...steps.slice(place, head)];
      head = steps.length;
      memory.put(step, edit);
    }
    applyUnder(edit, unanswered);
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
    commit,
    undo: () => move('undo'),
    redo: () => move('redo'),
    takeRemote,
    settled: async () => {
      while (waiting > 0) await tail;
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
