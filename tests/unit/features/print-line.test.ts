// Steps of a model while the library has no room for them: nothing is dropped, and it is said once.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { createPrintKeeper } from '../../../renderer/features/print/print-keeper.ts';
import { ROOM_AGAIN_MS } from '../../../renderer/features/print/print-line.ts';
import { undoRecipe, withRecipe } from '../../../renderer/state/print-state.ts';
import { emptyContext } from '../../support/all-commands.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const FULL = new AppError('resource', 'DISK_FULL', 'No space is left on the disk.', { retryable: true });
const REFUSED = new AppError('not-found', 'STRUCTURE_NOT_FOUND', 'Sinus is not there any more.');

/** A library that takes what it is sent unless `stop` is an error, and a window on it. */
async function open() {
  const library = { history: [] as { label: string }[], rev: 0, tries: 0, exports: 0, stop: null as AppError | null };
  const answer = () => ({
    ...{ rev: library.rev, recipe: null, sources: [], measures: [], changed: [], setup: null },
    ...{ history: [...library.history], head: library.history.length },
  });
  const change = async (act: () => void) => {
    library.tries++;
    if (library.stop !== null) throw library.stop;
    library.rev++;
    act();
    return answer();
  };
  const print = {
    get: async () => answer(),
    keep: ({ label }: { label: string }) => change(() => library.history.push({ label })),
    undo: () => change(() => library.history.pop()),
    export: async () => {
      library.exports++;
      return { files: ['model.stl'], parts: [{}], triangles: 4, warnings: [] };
    },
  };
  const connection = { client: { print }, state: () => 'open', onState: () => () => 0, on: () => () => 0 };
  const context = emptyContext({
    connection: connection as never,
    host: { info: { canPickFolders: false, exportsGrant: 'grant', exportsLabel: 'Exports' } } as never,
  });
  const { store } = context;
  const session = { documentId: 'd', settled: async () => undefined, saveState: () => ({ kind: 'kept' }) };
  const keeper = createPrintKeeper(context, { session } as unknown as OpenCase);
  await vi.advanceTimersByTimeAsync(0);
  const told: string[] = [];
  store.subscribe(
    ({ notices }) => notices,
    ([notice]) => notice && told.push(notice.title),
  );
  return {
    ...{ library, keeper, told, store },
    labels: () => library.history.map(({ label }) => label),
    act: async (label: string) => {
      const recipe = { version: 1, steps: [{ name: label }] } as never;
      store.setState((state) => ({
        print: withRecipe(state.print, { recipe, selectedStep: null, label, key: null, nowMs: 0 }),
      }));
      await vi.advanceTimersByTimeAsync(1000);
    },
    undo: async () => {
      store.setState((state) => ({ print: undoRecipe(state.print) }));
      await vi.advanceTimersByTimeAsync(1000);
    },
  };
}

const BEHIND = 'The steps of the model are not kept yet.';
const AGAIN = 'The steps of the model are kept again.';

it('are all kept, in their order, once there is room; it is said once that they are not, and once that they are', async () => {
  const { library, act, undo, labels, told, store } = await open();
  await act('Surface');
  library.stop = FULL;
  await act('Smooth');
  await act('Cut');
  await undo();
  expect(labels()).toEqual(['Surface']);
  expect(store.getState().print.isBehind).toBe(true);
  library.stop = null;
  await vi.advanceTimersByTimeAsync(ROOM_AGAIN_MS);
  expect(labels()).toEqual(['Surface', 'Smooth']);
  expect(told).toEqual([BEHIND, AGAIN]);
  expect(store.getState().print.isBehind).toBe(false);
});

it('are sent again with the next act, without waiting', async () => {
  const { library, act, labels } = await open();
  library.stop = FULL;
  await act('Surface');
  library.stop = null;
  await act('Smooth');
  expect(labels()).toEqual(['Surface', 'Smooth']);
});

it('are tried at once and kept later where the case is left', async () => {
  const { library, keeper, act, labels } = await open();
  library.stop = FULL;
  await act('Surface');
  const { tries } = library;
  keeper.dispose();
  await vi.advanceTimersByTimeAsync(0);
  expect(library.tries).toBe(tries + 1);
  library.stop = null;
  await vi.advanceTimersByTimeAsync(ROOM_AGAIN_MS);
  expect(labels()).toEqual(['Surface']);
});

it('that the library refuses for what they are come with the next act that it takes, and the history is its own', async () => {
  const { library, act, undo, labels, told, store } = await open();
  await act('Surface');
  library.stop = REFUSED;
  await act('Trim');
  await undo();
  expect(told).toEqual([BEHIND]);
  library.stop = null;
  await act('Smooth');
  expect(labels()).toEqual(['Surface', 'Smooth']);
  expect(store.getState().print.past.map(({ label }) => label)).toEqual(['Surface', 'Smooth']);
  expect(told).toEqual([BEHIND, AGAIN]);
});

it('do not hold the export up', async () => {
  const { library, keeper, act, store } = await open();
  library.stop = FULL;
  await act('Surface');
  await keeper.exportAs('stl');
  expect(library.exports).toBe(1);
  expect(store.getState().print.exportProblem).toBeNull();
});
