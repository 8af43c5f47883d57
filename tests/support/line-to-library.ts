// A library in memory at the end of a line: requests and answers wait on it, in order, until the test lets them go on. It
// keeps history as the real one does: `before` is what was there, steps that were taken back go with the next edit.

import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import {
  applyEdit,
  type Edit,
  type EditDocument,
  type EditOp,
  type EditWire,
  EMPTY_DOCUMENT,
  editFromWire,
  editToWire,
  invertEdit,
  isEmptySlice,
  mergedRecordOp,
  type PlaneSize,
  planesDrawn,
  rebaseChanges,
  type SliceBits,
  type SliceContent,
  type StructureRecord,
  sliceToWire,
} from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import { structure } from './random-edits.ts';

export interface LineToLibrary {
  readonly client: Pick<WindowClient, 'documents'>;
  /** What the window is told about edits of the main process. */
  onRemote(listener: (rev: number, edit: EditWire) => void): void;
  /** Lets the oldest request reach the library. False: none waits. */
  takeRequest(): boolean;
  /** Lets the oldest answer or message reach the window. */
  deliver(): boolean;
  /** An edit that the main process makes; `joins`: a further part of the step before, if that is the newest. */
  addRemote(edit: Edit, joins?: boolean): void;
  state(): DocumentState;
  document(): EditDocument;
  steps(): readonly { readonly id: string }[];
  head(): number;
  /** Names of the calls that reached the library. */
  readonly calls: readonly string[];
  /** The next call ends with this. */
  failNext(error: unknown): void;
  /** What is on its way is lost with the line: every call fails until it is mended, one that reached the library is done
   * all the same. */
  breakLine(): void;
  mend(): void;
  /** As the window waits for it. */
  reconnected(): Promise<void>;
  /** From now on both ways are free. */
  run(): Promise<void>;
}

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

export function lineToLibrary(plane: PlaneSize, structureIds: readonly string[]): LineToLibrary {
  let document: EditDocument = {
    ...EMPTY_DOCUMENT,
    structures: new Map(structureIds.map((id): [string, StructureRecord] => [id, structure(id)])),
  };
  let edits: Edit[] = [];
  let head = 0;
  let rev = 0;
  let error: unknown = null;
  const calls: string[] = [];
  const requests: (() => void)[] = [];
  const messages: (() => void)[] = [];
  let isBroken = false;
  const waitingForLine: (() => void)[] = [];
  /** Answers of calls that the window still waits for. */
  const asked = new Set<(reason: Error) => void>();
  const lost = () => new AppError('resource', 'CONNECTION_LOST', 'The connection was lost.', { retryable: true });
  let hear: (rev: number, edit: EditWire) => void = () => undefined;

  const trueBefore = (op: EditOp): EditOp =>
    op.type === 'slices'
      ? {
          ...op,
          changes: op.changes.map(({ k, after }) => ({
            k,
            before: document.slices.get(op.structureId)?.get(k) ?? null,
            after,
          })),
        }
      : ({ ...op, before: document[`${op.type}s`].get(op.id) ?? null } as EditOp);

  /** As `merges` of the contract. */
  const merged = (op: EditOp, _n: number, ops: readonly EditOp[]): EditOp => {
    if (op.type !== 'slices') {
      const now = document[`${op.type}s`].get(op.id) ?? null;
      return mergedRecordOp(op, now, planesDrawn(ops).get(op.id) ?? new Set(), rev + 1) ?? op;
    }
    const held = document.slices.get(op.structureId) ?? new Map<number, SliceContent>();
    const bitsOf = (slice: SliceContent | null) => slice?.bits ?? null;
    const slices = new Map([...held].map(([k, { bits }]) => [k, bits]));
    const changes = op.changes.map((change) => {
      const given = { k: change.k, before: bitsOf(change.before), after: bitsOf(change.after) };
      const [made] = rebaseChanges(slices, [given]);
      if (made === given || made === undefined) return change;
      const isEmpty = made.after === null || isEmptySlice(made.after);
      return { ...change, after: isEmpty ? null : { bits: made.after as SliceBits, importedLoops: null } };
    });
    return { ...op, changes };
  };
  const append = (edit: Edit, joins: boolean, merges = false): number => {
    const given = merges ? edit.ops.map(merged) : edit.ops;
    const kept = { ...edit, ops: given.map(trueBefore) };
    const last = edits[head - 1];
    if (joins && last?.id === edit.id && head === edits.length) {
      edits[head - 1] = { ...last, ops: [...last.ops, ...kept.ops] };
    } else {
      edits = [...edits.slice(0, head), kept];
      head++;
    }
    document = applyEdit(document, kept);
    return ++rev;
  };
  /** Structures of an edit that are not there any more. */
  const goneOf = ({ ops }: EditWire): string[] =>
    ops.flatMap((op) => (op.type === 'slices' && !document.structures.has(op.structureId) ? [op.structureId] : []));
  const step = (direction: 'undo' | 'redo') => {
    const found = edits[direction === 'undo' ? head - 1 : head];
    if (!found)
      throw new AppError('conflict', direction === 'undo' ? 'NOTHING_TO_UNDO' : 'NOTHING_TO_REDO', 'No step.');
    const edit = direction === 'undo' ? invertEdit(found) : found;
    head += direction === 'undo' ? -1 : 1;
    document = applyEdit(document, edit);
    return { rev: ++rev, edit: editToWire(edit, plane) };
  };
  const state = (): DocumentState =>
    ({
      documentId: 'd',
      seriesId: 's',
      rev,
      groups: [...document.groups.values()],
      structures: [...document.structures.values()],
      measurements: [...document.measurements.values()],
      slices: [...document.slices].map(([structureId, planes]) => ({
        structureId,
        planes: [...planes].map(([k, content]) => ({ k, slice: sliceToWire(content, plane) })),
      })),
      seen: [],
      spentMs: [],
      view: null,
      history: edits.map(({ id, label, at, structureId, k }) => ({ editId: id, label, at, structureId, k })),
      head,
      warnings: [],
    }) as unknown as DocumentState;

  const over = <I, O>(name: string, act: (input: I) => O) =>
    ((input: I) =>
      new Promise<O>((resolve, reject) => {
        if (isBroken) {
          reject(lost());
          return;
        }
        asked.add(reject);
        requests.push(() => {
          calls.push(name);
          try {
            if (error !== null) {
              const own = error;
              error = null;
              throw own;
            }
            const answer = act(input);
            messages.push(() => asked.delete(reject) && resolve(answer));
          } catch (reason) {
            messages.push(() => asked.delete(reject) && reject(reason as Error));
          }
        });
      })) as never;
  const based =
    <I extends { readonly baseRev: number }, O>(act: (input: I) => O) =>
    (input: I): O => {
      if (input.baseRev !== rev) throw new AppError('conflict', 'DOCUMENT_STALE', 'Changed elsewhere.');
      return act(input);
    };

  const takeRequest = () => {
    const next = requests.shift();
    next?.();
    return next !== undefined;
  };
  const deliver = () => {
    const next = messages.shift();
    next?.();
    return next !== undefined;
  };
  return {
    client: {
      documents: {
        append: over(
          'append',
          based(({ edit, merges }: { baseRev: number; edit: EditWire; merges: boolean }) => {
            const dropped = merges ? goneOf(edit) : [];
            return { rev: dropped.length > 0 ? rev : append(editFromWire(edit, plane), false, merges), dropped };
          }),
        ),
        undo: over(
          'undo',
          based(() => step('undo')),
        ),
        redo: over(
          'redo',
          based(() => step('redo')),
        ),
        open: over('open', state),
      } as unknown as WindowClient['documents'],
    },
    onRemote: (listener) => {
      hear = listener;
    },
    takeRequest,
    deliver,
    addRemote: (edit, joins = false) => {
      const own = append(edit, joins);
      if (!isBroken) messages.push(() => hear(own, editToWire(edit, plane)));
    },
    breakLine: () => {
      isBroken = true;
      requests.length = 0;
      messages.length = 0;
      for (const reject of asked) reject(lost());
      asked.clear();
    },
    mend: () => {
      isBroken = false;
      for (const resolve of waitingForLine.splice(0)) resolve();
    },
    reconnected: () =>
      isBroken ? new Promise<void>((resolve) => void waitingForLine.push(resolve)) : Promise.resolve(),
    state,
    document: () => document,
    steps: () => edits,
    head: () => head,
    calls,
    failNext: (reason) => {
      error = reason;
    },
    run: async () => {
      for (let quiet = 0; quiet < 3; ) {
        await tick();
        const isBusy = [takeRequest(), deliver()].some(Boolean);
        quiet = isBusy ? 0 : quiet + 1;
      }
    },
  };
}
