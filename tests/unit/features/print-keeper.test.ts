// A model is written of what the library has, which is what is on the screen once every stroke is there.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { createPrintKeeper } from '../../../renderer/features/print/print-keeper.ts';
import { patchPrint } from '../../../renderer/state/app-store.ts';
import { undoRecipe, withMeasures } from '../../../renderer/state/print-state.ts';
import { emptyContext } from '../../support/all-commands.ts';

/** A line to a library; `tell`: it says that the steps changed. */
function lineTo(print: object) {
  let hear: (change: { documentId: string; rev: number }) => void = () => undefined;
  const connection = {
    client: { print },
    state: () => 'open',
    onState: () => () => undefined,
    on: (_name: string, listener: typeof hear) => {
      hear = listener;
      return () => undefined;
    },
  };
  return { connection: connection as never, tell: (rev: number) => hear({ documentId: 'd', rev }) };
}
const tick = () => new Promise((resolve) => setImmediate(resolve));

async function start() {
  const exported: unknown[] = [];
  const kept = { rev: 0, recipe: null, sources: [], measures: [], changed: [], history: [], head: 0, setup: null };
  const print = {
    get: async () => kept,
    export: async (input: unknown) => {
      exported.push(input);
      return { files: ['model.stl'], parts: [{}], triangles: 4, warnings: [] };
    },
  };
  const context = emptyContext({
    connection: lineTo(print).connection,
    host: { info: { canPickFolders: false, exportsGrant: 'grant', exportsLabel: 'Exports' } } as never,
  });
  let settled = Promise.resolve();
  let save = 'kept';
  const session = { documentId: 'd', settled: () => settled, saveState: () => ({ kind: save }) };
  const keeper = createPrintKeeper(context, { session } as unknown as OpenCase);
  await tick();
  patchPrint(context.store, { recipe: { version: 1, steps: [] } as never });
  return {
    ...{ context, keeper, exported },
    /** A stroke is on its way until the result is called. */
    draw: () => {
      let arrive: () => void = () => undefined;
      settled = new Promise((resolve) => {
        arrive = resolve;
      });
      return arrive;
    },
    refuse: () => {
      save = 'failed';
    },
  };
}

describe('the export of a model', () => {
  it('waits for the strokes that are on their way', async () => {
    const { keeper, exported, draw } = await start();
    const arrive = draw();
    const writing = keeper.exportAs('stl');
    await tick();
    expect(exported).toEqual([]);
    arrive();
    await writing;
    expect(exported).toMatchObject([{ documentId: 'd', format: 'stl' }]);
  });

  it('is refused where the library took no more of what is on the screen', async () => {
    const { context, keeper, exported, refuse } = await start();
    refuse();
    await keeper.exportAs('stl');
    expect(exported).toEqual([]);
    expect(context.store.getState().print.exportProblem).toMatch(/Changes are not being kept/);
  });
});

describe('steps that were on their way when the line broke', () => {
  /** The library has `rev` and the label when the line is back. */
  async function keepOver(rev: number, label: string) {
    const bases: number[] = [];
    let kept = {
      rev: 0,
      recipe: null,
      sources: [],
      measures: [],
      changed: [],
      history: [] as object[],
      head: 0,
      setup: null,
    };
    const print = {
      get: async () => kept,
      keep: async ({ baseRev }: { baseRev: number }) => {
        bases.push(baseRev);
        if (baseRev !== kept.rev)
          throw new AppError('conflict', 'PRINT_STALE', 'Another window has changed the steps.');
        if (bases.length > 1) return { ...kept, rev: kept.rev + 1 };
        kept = { ...kept, rev, history: [{ label }], head: 1 };
        throw new AppError('resource', 'CONNECTION_LOST', 'The connection was lost.');
      },
    };
    const context = emptyContext({ connection: lineTo(print).connection });
    const session = { documentId: 'd', settled: async () => undefined };
    const keeper = createPrintKeeper(context, { session } as unknown as OpenCase);
    await tick();
    const moment = { label: 'Smooth', recipe: null, selectedStep: null, measures: [] };
    patchPrint(context.store, { recipe: { version: 1, steps: [] } as never, past: [moment] });
    keeper.dispose();
    await tick();
    return { bases, told: context.store.getState().notices.map(({ title }) => title) };
  }

  it('are not sent twice where they arrived', async () => {
    expect(await keepOver(1, 'Smooth')).toEqual({ bases: [0], told: [] });
  });

  it('are not taken for those of another window but put on top of them, and it is said', async () => {
    const told = ['Another window changed the steps of this model too.'];
    expect(await keepOver(1, 'Thicken')).toEqual({ bases: [0, 0, 1], told });
    expect(await keepOver(3, 'Smooth')).toEqual({ bases: [0, 0, 3], told });
  });
});

describe('steps that another window changes', () => {
  const none = { sources: [], measures: [], changed: [], setup: null };
  const recipeOf = (name: string) => ({ version: 1, steps: [{ name }] }) as never;
  async function open() {
    let kept = { ...none, rev: 1, recipe: recipeOf('surface'), history: [{ label: 'Surface' }], head: 1 };
    const undone: number[] = [];
    const print = {
      get: async () => kept,
      keep: async ({ baseRev, label, recipe }: { baseRev: number; label: string; recipe: never }) => {
        if (baseRev !== kept.rev) throw new AppError('conflict', 'PRINT_STALE', 'Changed elsewhere.');
        kept = { ...kept, rev: kept.rev + 1, recipe, history: [...kept.history, { label }], head: kept.head + 1 };
        return kept;
      },
      undo: async ({ baseRev }: { baseRev: number }) => {
        undone.push(baseRev);
        return kept;
      },
    };
    const { connection, tell } = lineTo(print);
    const context = emptyContext({ connection });
    const session = { documentId: 'd', settled: async () => undefined };
    const keeper = createPrintKeeper(context, { session } as unknown as OpenCase);
    await tick();
    const labels = () => context.store.getState().print.past.map(({ label }) => label);
    const recipe = () => context.store.getState().print.recipe;
    return { context, keeper, undone, labels, recipe, tell, elsewhere: print.keep };
  }

  it('are shown with their history', async () => {
    const { context, labels, recipe, tell, elsewhere } = await open();
    await elsewhere({ baseRev: 1, label: 'Hollow', recipe: recipeOf('hollow') });
    tell(2);
    await tick();
    expect(recipe()).toEqual(recipeOf('hollow'));
    expect(labels()).toEqual(['Surface', 'Hollow']);
    expect(context.store.getState().statusText).toMatch(/changed in another window/);
  });

  it('lie under what was being changed here, which stays on the screen, and undo does not take them for its own', async () => {
    const { context, keeper, labels, recipe, undone, elsewhere } = await open();
    await elsewhere({ baseRev: 1, label: 'Hollow', recipe: recipeOf('hollow') });
    const { past } = context.store.getState().print;
    const moment = { label: 'Smooth', recipe: null, selectedStep: null, measures: [] };
    patchPrint(context.store, { recipe: recipeOf('smooth'), past: [...past, moment] });
    keeper.stepKept('undo');
    await tick();
    expect(recipe()).toEqual(recipeOf('smooth'));
    expect(labels()).toEqual(['Surface', 'Hollow', 'Smooth']);
    expect(undone).toEqual([]);
    expect(context.store.getState().notices[0]?.title).toBe('Another window changed the steps of this model too.');
  });

  it('that came while the model was not shown are those of the next look', async () => {
    const { context, keeper, elsewhere, recipe } = await open();
    keeper.dispose();
    await elsewhere({ baseRev: 1, label: 'Hollow', recipe: recipeOf('hollow') });
    const session = { documentId: 'd', settled: async () => undefined };
    createPrintKeeper(context, { session } as unknown as OpenCase);
    await tick();
    expect(recipe()).toEqual(recipeOf('hollow'));
  });
});

describe('measures of a model', () => {
  it('are there again with the case, and each is kept and taken back like a step', async () => {
    const sent: unknown[] = [];
    const between = { id: '1', kind: 'between', from: { part: 'Bone' }, to: { structureId: 's', structure: 'Sinus' } };
    const kept = {
      rev: 1,
      recipe: null,
      sources: [],
      measures: [between],
      changed: [],
      history: [],
      head: 0,
      setup: null,
    };
    const print = {
      get: async () => kept,
      keep: async ({ label, measures }: { label: string; measures: unknown[] }) => {
        sent.push([label, measures.length]);
        return { ...kept, rev: 2 };
      },
      undo: async () => {
        sent.push('undo');
        return { ...kept, rev: 3 };
      },
    };
    const context = emptyContext({ connection: lineTo(print).connection });
    const session = { documentId: 'd', settled: async () => undefined };
    const keeper = createPrintKeeper(context, { session } as unknown as OpenCase);
    await tick();
    const { store } = context;
    expect(store.getState().print.measures).toEqual([{ ...between, found: 'asked' }]);
    const pick = { partName: 'Bone', atLps: [0, 0, 0] as const };
    const angle = { id: '2', kind: 'angle', picks: [pick, pick, pick] } as const;
    store.setState(({ print }) => ({ print: withMeasures(print, [...print.measures, angle], 'Measure an angle') }));
    store.setState(({ print }) => ({ print: undoRecipe(print) }));
    keeper.dispose();
    await tick();
    expect(sent).toEqual([['Measure an angle', 2], 'undo']);
    expect(store.getState().print.measures).toHaveLength(1);
  });
});
