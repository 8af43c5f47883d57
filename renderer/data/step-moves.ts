// Undo and redo of an open document: at once from memory where the step is known, else with what the library kept; what
// lies beneath the steps of other windows is the library's to move.

import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import { type Edit, type EditWire, editFromWire, invertEdit, type PlaneSize } from '../../core/edit/index.ts';
import { type HistoryStep, ownStepAt } from './document-state.ts';
import type { EditMemory } from './edit-memory.ts';
import { CalledOff, codeOf, type EditQueue } from './edit-queue.ts';

/** Why a step must stay where it is. */
const REFUSALS = /^(STEP_IN_THE_WAY|DOCUMENT_LOCKED|EDIT_INVALID)$/;
const OTHERS_WORDS = 'What is here was drawn in another window: it is taken back there.';

/** An undo or redo that has not been answered. */
interface Move {
  /** True: shown already. False: its contents come with the answer. */
  readonly isKnown: boolean;
  /** Applied here since; the library does these after it. */
  readonly since: Edit[];
  /** True: an edit of the main process came first, and it would take back that one. */
  isCalledOff: boolean;
}

export interface StepMovePorts {
  readonly client: Pick<WindowClient, 'documents'>;
  readonly base: { readonly documentId: string };
  readonly plane: PlaneSize;
  readonly queue: EditQueue;
  readonly memory: EditMemory<HistoryStep>;
  readonly place: () => { readonly steps: readonly HistoryStep[]; readonly head: number };
  readonly setHead: (head: number) => void;
  /** True: what stands here may lack something that the library has. */
  readonly mustReload: () => boolean;
  readonly setReload: () => void;
  /** Notes the revision of an answer. */
  readonly heard: <T extends { readonly rev: number }>(answer: T) => T;
  readonly apply: (edit: Edit) => void;
  /** Puts what the library did first under what was done here since. */
  readonly applyUnder: (edit: Edit, since: readonly Edit[]) => void;
  /** Why a step stays, for a person. */
  readonly onRefused: ((why: string) => void) | undefined;
}

export interface StepMoves {
  /** False: the step stays. */
  move(direction: 'undo' | 'redo'): Promise<boolean>;
  /** An edit of the main process came first: none that waits is to take back that one. */
  callOff(): void;
  /** The library does this one after the moves that wait. */
  noteApplied(edit: Edit): void;
  areAny(): boolean;
  /** False: contents of a move are on their way. */
  areKnown(): boolean;
}

export function createStepMoves(ports: StepMovePorts): StepMoves {
  const { client, base, plane, queue, memory } = ports;
  let moves: readonly Move[] = [];
  let isMovingBeneath = false;
  const areKnown = () => moves.every(({ isKnown }) => isKnown);
  const callOff = () => {
    for (const own of moves) own.isCalledOff = true;
  };

  /** Moves the head by one step; from memory where the step is known, else with what the library kept. */
  const move = async (direction: 'undo' | 'redo'): Promise<boolean> => {
    // Which step is the newest is known again after the reload.
    while ((ports.mustReload() || isMovingBeneath) && queue.isOpen()) await queue.tail();
    const { steps, head } = ports.place();
    const at = ownStepAt({ steps, head }, direction);
    const step = at === null ? undefined : steps[at];
    if (!queue.isOpen()) return false;
    if (at === null || step === undefined) {
      if (direction === 'undo' ? head > 0 : head < steps.length) ports.onRefused?.(OTHERS_WORDS);
      return false;
    }
    if (at !== (direction === 'undo' ? head - 1 : head)) return moveBeneath(direction, step.editId);
    // Behind a move whose contents are on their way, another one waits for its own: the order must be the library's.
    const known = areKnown() ? memory.get(step) : null;
    ports.setHead(head + (direction === 'undo' ? -1 : 1));
    if (known) ports.apply(direction === 'undo' ? invertEdit(known) : known);
    const own: Move = { isKnown: known !== null, since: [], isCalledOff: false };
    moves = [...moves, own];
    const call = direction === 'undo' ? client.documents.undo : client.documents.redo;
    const landed = (fresh: DocumentState, baseRev: number) => {
      if (fresh.rev === baseRev) return null;
      const moved = fresh.history[direction === 'undo' ? fresh.head : fresh.head - 1];
      ports.setReload();
      if (fresh.rev === baseRev + 1 && moved?.editId === step.editId && known !== null)
        return ports.heard({ rev: fresh.rev });
      callOff();
      throw new CalledOff();
    };
    try {
      const answer = await queue.send<{ readonly rev: number; readonly edit?: unknown }>(async (baseRev) => {
        if (own.isCalledOff) throw new CalledOff();
        try {
          return ports.heard(await call({ ...base, baseRev }));
        } catch (error) {
          if (!/^(DOCUMENT_STALE|NOTHING_TO_)/.test(codeOf(error) ?? '')) throw error;
          ports.setReload();
          callOff();
          throw new CalledOff();
        }
      }, landed);
      if (known === null) {
        const edit = editFromWire(answer.edit as EditWire, plane);
        ports.applyUnder(edit, own.since);
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

  /** A step beneath those of other windows: whether it can move is the library's to say, so the answer is waited for. */
  const moveBeneath = async (direction: 'undo' | 'redo', editId: string): Promise<boolean> => {
    const call = direction === 'undo' ? client.documents.undo : client.documents.redo;
    let why: string | null = null;
    // A second press before the answer is about the step after this one.
    isMovingBeneath = true;
    const send = async (baseRev: number) => {
      try {
        return ports.heard(await call({ ...base, baseRev, editId }));
      } catch (error) {
        const code = codeOf(error) ?? '';
        if (!REFUSALS.test(code) && !/^(DOCUMENT_STALE|NOTHING_TO_)/.test(code)) throw error;
        if (REFUSALS.test(code)) why = (error as Error).message;
        throw new CalledOff();
      } finally {
        ports.setReload();
      }
    };
    try {
      await queue.send(send, (fresh, baseRev) => {
        ports.setReload();
        if (fresh.rev === baseRev) return null;
        throw new CalledOff();
      });
      // Head and steps are right once the document was read.
      await queue.tail();
      return true;
    } catch {
      if (why !== null) ports.onRefused?.(why);
      return false;
    } finally {
      isMovingBeneath = false;
    }
  };

  return {
    move,
    callOff,
    noteApplied: (edit) => {
      for (const { since } of moves) since.push(edit);
    },
    areAny: () => moves.length > 0,
    areKnown,
  };
}
