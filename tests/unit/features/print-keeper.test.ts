// A model is written of what the library has, which is what is on the screen once every stroke is there.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { createPrintKeeper } from '../../../renderer/features/print/print-keeper.ts';
import { patchPrint } from '../../../renderer/state/app-store.ts';
import { undoRecipe, withMeasures } from '../../../renderer/state/print-state.ts';
import { emptyContext } from '../../support/all-commands.ts';

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
    connection: { client: { print } } as never,
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
        if (bases.length > 1) throw new AppError('conflict', 'PRINT_STALE', 'Another window has changed the steps.');
        kept = { ...kept, rev, history: [{ label }], head: 1 };
        throw new AppError('resource', 'CONNECTION_LOST', 'The connection was lost.');
      },
    };
    const connection = { client: { print }, state: () => 'open' };
    const context = emptyContext({ connection: connection as never });
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

  it('are not taken for those of another window, and it is said', async () => {
    const refused = { bases: [0, 0], told: ['The steps are not being kept.'] };
    expect(await keepOver(1, 'Thicken')).toEqual(refused);
    expect(await keepOver(3, 'Smooth')).toEqual(refused);
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
    const context = emptyContext({ connection: { client: { print } } as never });
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
