// A model is written of what the library has, which is what is on the screen once every stroke is there.
import { describe, expect, it } from 'vitest';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { createPrintKeeper } from '../../../renderer/features/print/print-keeper.ts';
import { patchPrint } from '../../../renderer/state/app-store.ts';
import { emptyContext } from '../../support/all-commands.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

async function start() {
  const exported: unknown[] = [];
  const kept = { rev: 0, recipe: null, sources: [], changed: [], history: [], head: 0, setup: null };
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
