// The open document: its records and planes in memory, changed at once by every edit, and the journal that takes each
// edit to disk in order. There is no Save: an edit is safe once the save state says so.

import type { DocumentState } from '../../core/contract/index.ts';
import { applyEdit, type Edit, editFromWire, editToWire, type PlaneSize } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { DocumentSession, SessionPorts } from './document-session-types.ts';
import {
  changeBetween,
  changeOf,
  type DocumentChange,
  documentFromState,
  type HistoryStep,
  stepOf,
  withNewNumbers,
} from './document-state.ts';
import { createEditMemory } from './edit-memory.ts';
import { createEditQueue } from './edit-queue.ts';
import { createRevisionGaps } from './revision-gaps.ts';
import { createStepMoves } from './step-moves.ts';
import { createStrayStructures, opsToBringBack } from './stray-structures.ts';

export type { DocumentSession, SessionPorts } from './document-session-types.ts';
export type { SaveState } from './edit-queue.ts';

/** The library takes no longer ones; two long names make one. */
const LONGEST_LABEL = 128;

const partsOf = ({ ops }: Edit): ReadonlySet<string> =>
  new Set(
    ops.flatMap((op) =>
      op.type === 'slices' ? op.changes.map(({ k }) => `${op.structureId} ${k}`) : `${op.type} ${op.id}`,
    ),
  );

/** Both draw the same structure on the same plane, or change the same record: strokes on two planes are said of one. */
function meets(a: Edit, b: Edit): boolean {
  const own = partsOf(a);
  return [...partsOf(b)].some((part) => own.has(part));
}

/**
 * Undo of steps made in this session works from memory, within a budget; others come from the library, as after a
 * restart. Where an edit of the main process meets an undo that is on its way, the library decides: the document is read
 * again as soon as nothing waits.
 */
export function createDocumentSession(
  state: DocumentState,
  geometry: ImageGeometry,
  { client, newId, now, reconnected, onRefused, onRedoLost }: SessionPorts,
  mostBytes?: number,
): DocumentSession {
  const plane: PlaneSize = { columns: geometry.size[0], rows: geometry.size[1] };
  const base = { documentId: state.documentId };
  let document = documentFromState(state, plane);
  let steps: readonly HistoryStep[] = state.history;
  let head = state.head;
  let { warnings } = state;
  /** Edits among what waits, oldest first. */
  let unanswered: readonly Edit[] = [];
  /** True from an edit in place of steps that were taken back until it is answered. */
  let isTailDropped = false;
  /** What stands here may lack something that the library has: until it was read again, edits are put into what
   * the library has, voxel by voxel and field by field, instead of in its place. */
  let mustReload = false;
  const memory = createEditMemory<HistoryStep>(mostBytes);
  const gaps = createRevisionGaps(state.rev);
  const strays = createStrayStructures();
  const strayListeners = new Set<() => void>();
  const changeListeners = new Set<(change: DocumentChange) => void>();

  const tell = (change: DocumentChange) => {
    for (const listener of changeListeners) listener(change);
  };
  const apply = (edit: Edit) => {
    document = applyEdit(document, edit);
    moves.noteApplied(edit);
    tell(changeOf(edit.ops));
  };
  /** Puts what the library did first under what was done here since. */
  const applyUnder = (edit: Edit, since: readonly Edit[]) => {
    document = since.reduce(applyEdit, applyEdit(document, edit));
    tell(changeOf(edit.ops));
  };

  const heard = <T extends { readonly rev: number }>(answer: T): T => {
    gaps.hear(answer.rev);
    return answer;
  };
  const takeDropped = (edit: Edit, structureIds: readonly string[]) => {
    if (structureIds.length === 0) return;
    strays.noteDropped(document, edit, structureIds);
    for (const listener of strayListeners) listener();
  };

  /** A step in another window ends what could be done again here. */
  const tellRedo = (undone: readonly HistoryStep[], history: readonly HistoryStep[]) => {
    const there = new Set(history.map(({ editId }) => editId));
    if (undone.some(({ editId, isOthers }) => !isOthers && !there.has(editId))) onRedoLost?.();
  };

  const open = () => client.documents.open({ seriesId: state.seriesId });
  /** Reads the document again, unless something was done meanwhile: then after that. */
  const reload = async () => {
    while (mustReload && queue.waiting() === 0) {
      const fresh = await queue.ask(open);
      queue.advance(fresh.rev);
      if (queue.waiting() > 0 || fresh.rev < queue.revision()) continue;
      gaps.readUpTo(fresh.rev);
      const before = document;
      const undone = steps.slice(head);
      document = documentFromState(fresh, plane);
      steps = fresh.history;
      head = fresh.head;
      warnings = fresh.warnings;
      memory.clear();
      mustReload = false;
      tell(changeBetween(before, document));
      tellRedo(undone, fresh.history);
    }
  };
  const queue = createEditQueue(state.rev, {
    now,
    reconnected,
    open,
    onAnswer: async () => {
      if (queue.waiting() === 0) {
        isTailDropped = false;
        if (gaps.hasGap()) mustReload = true;
      }
      await reload();
    },
    onForeign: () => {
      mustReload = true;
      moves.callOff();
    },
  });

  const moves = createStepMoves({
    ...{ client, base, plane, queue, memory, heard, apply, applyUnder, onRefused },
    place: () => ({ steps, head }),
    setHead: (next) => {
      head = next;
    },
    mustReload: () => mustReload,
    setReload: () => {
      mustReload = true;
    },
  });

  const commit: DocumentSession['commit'] = (part) => {
    if (!queue.isOpen() || part.ops.length === 0) return false;
    const ops = withNewNumbers(part.ops, queue.revision() + queue.waiting() + 1);
    const edit: Edit = { ...part, ops, label: part.label.slice(0, LONGEST_LABEL), id: newId(), at: now() };
    const step = stepOf(edit);
    for (const dropped of steps.slice(head)) memory.drop(dropped);
    if (head < steps.length) isTailDropped = true;
    steps = [...steps.slice(0, head), step];
    head = steps.length;
    // What was there before it is not known while a move's contents are on their way.
    if (moves.areKnown()) memory.put(step, edit);
    apply(edit);
    const wire = editToWire(edit, plane);
    unanswered = [...unanswered, edit];
    queue
      .send<{ readonly rev: number; readonly dropped?: readonly string[] }>(
        async (baseRev) => {
          const request = { ...base, baseRev, merges: mustReload, edit: wire as never };
          const answer = heard(await client.documents.append(request));
          takeDropped(edit, answer.dropped ?? []);
          return answer;
        },
        (fresh) => (fresh.history.some(({ editId }) => editId === edit.id) ? heard({ rev: fresh.rev }) : null),
      )
      .catch(() => 'said by the save state')
      .finally(() => {
        unanswered = unanswered.filter((other) => other !== edit);
      });
    return true;
  };

  const takeRemote: DocumentSession['takeRemote'] = (remoteRev, wire, isOthers = false) => {
    const edit = editFromWire(wire, plane);
    if (!gaps.hear(remoteRev)) return;
    queue.advance(remoteRev);
    strays.noteRemoval(document, edit);
    if (moves.areAny() || isTailDropped || unanswered.some((own) => meets(own, edit))) mustReload = true;
    moves.callOff();
    // What was sent and is not answered will be refused as stale and come after this one.
    const place = queue.waiting() === unanswered.length ? head - unanswered.length : head;
    for (const later of steps.slice(place)) memory.drop(later);
    const undone = steps.slice(head);
    const last = steps[place - 1];
    if (last?.editId === edit.id && head === steps.length) {
      // A further part of a step that grows: a model's structures arrive one by one.
      const known = memory.get(last);
      if (known) memory.put(last, { ...known, ops: [...known.ops, ...edit.ops] });
    } else {
      const step = { ...stepOf(edit), isOthers };
      steps = [...steps.slice(0, place), step, ...steps.slice(place, head)];
      head = steps.length;
      memory.put(step, edit);
    }
    applyUnder(edit, unanswered);
    tellRedo(undone, steps);
    // While an answer is on its way the missing revision may be its own.
    if (queue.waiting() > 0 || !gaps.hasGap()) return;
    mustReload = true;
    queue.afterwards(reload);
  };

  const settleStray: DocumentSession['settleStray'] = (structureId, isBrought) => {
    const stray = strays.list().find(({ record }) => record.id === structureId);
    if (stray !== undefined && isBrought) {
      const contentRev = queue.revision() + queue.waiting() + 1;
      const ops = opsToBringBack(stray, document, { newId, contentRev });
      // A document that takes no more cannot have it: it stays here.
      if (!commit({ label: `Bring back ${stray.record.name}`, structureId, k: null, ops })) return;
    }
    strays.take(structureId);
    for (const listener of strayListeners) listener();
  };

  return {
    documentId: state.documentId,
    seriesId: state.seriesId,
    geometry,
    plane,
    current: () => document,
    steps: () => steps,
    head: () => head,
    warnings: () => warnings,
    saveState: queue.saveState,
    revision: queue.revision,
    commit,
    undo: () => moves.move('undo'),
    redo: () => moves.move('redo'),
    takeRemote,
    takeMove: (remoteRev) => {
      queue.advance(remoteRev);
      mustReload = true;
      moves.callOff();
      queue.afterwards(reload);
    },
    resume: () =>
      queue.afterwards(async () => {
        mustReload = true;
        await reload();
      }),
    settled: async () => {
      while (queue.waiting() > 0) await queue.tail();
      await queue.tail();
    },
    onChange: (listener) => {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onSave: queue.onSave,
    strays: strays.list,
    settleStray,
    onStrays: (listener) => {
      strayListeners.add(listener);
      return () => strayListeners.delete(listener);
    },
    close: () => {
      changeListeners.clear();
      strayListeners.clear();
      queue.close();
    },
  };
}
