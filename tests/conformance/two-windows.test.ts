// Two windows on one document, over one library: each takes back what is its own.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Edit, type EditWire, editFromWire } from '../../core/edit/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { createDocumentSession } from '../../renderer/data/document-session.ts';
import { testSeries } from '../support/library-inputs.ts';
import { FIRST, flatten, fromState, randomEdit } from '../support/random-edits.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { testFolder } from '../support/temp-folder.ts';
import { connect, openTestWindow, type TestWindow } from '../support/window-client.ts';

const PLANE = { columns: 7, rows: 5 };
const geometry = regularGeometry({ size: [7, 5, 5], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
let ids = 0;

async function openIn(window: Omit<TestWindow, 'app'>, seriesId: string) {
  const refused: string[] = [];
  const session = createDocumentSession(await window.client.documents.open({ seriesId }), geometry, {
    client: window.client,
    newId: () => `w-${++ids}`,
    now: () => '2026-11-21T09:00:00.000Z',
    reconnected: () => Promise.resolve(),
    onRefused: (why) => refused.push(why),
  });
  window.onEvent((name, payload) => {
    const told = payload as { rev: number; edit: EditWire; isOtherWindow?: boolean };
    if (name === 'documents.changed') session.takeRemote(told.rev, told.edit, told.isOtherWindow);
    if (name === 'documents.moved') session.takeMove(told.rev);
  });
  /** A stroke on plane k, as random as `seed`. */
  const draw = async (label: string, k: number, seed: number) => {
    const { ops } = editFromWire(randomEdit('-', session.current(), seededRandom(seed), PLANE, 1), PLANE) as Edit;
    const onPlane = ops.map((op) =>
      op.type === 'slices'
        ? {
            ...op,
            changes: op.changes.map(({ after }) => ({
              k,
              before: session.current().slices.get(op.structureId)?.get(k) ?? null,
              after,
            })),
          }
        : op,
    );
    session.commit({ label, structureId: null, k, ops: onPlane });
    await session.settled();
  };
  const done = () =>
    session
      .steps()
      .slice(0, session.head())
      .map(({ label, isOthers }) => (isOthers ? `(${label})` : label));
  return { session, refused, draw, done };
}

async function start() {
  const folder = join(testFolder(), 'library');
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
  await library.importSeries({ series: [testSeries()], structureSets: [] });
  const seriesId = library.listCases()[0]?.series[0]?.seriesId ?? '';
  // Of an earlier run: anybody's.
  library.work.append({ documentId: library.work.ensureDocument(seriesId).documentId, baseRev: 0, edit: FIRST });
  library.close();
  const window = openTestWindow(folder);
  const beside = connect(window.app);
  const [one, two] = [await openIn(window, seriesId), await openIn(beside, seriesId)];
  const settled = async () => {
    for (let n = 0; n < 4; n++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await Promise.all([one.session.settled(), two.session.settled()]);
    }
  };
  const same = async () => {
    await settled();
    const kept = await window.client.documents.open({ seriesId });
    for (const { session } of [one, two]) {
      expect(flatten(session.current(), PLANE)).toEqual(flatten(fromState(kept, PLANE), PLANE));
      expect(session.steps().map(({ editId }) => editId)).toEqual(kept.history.map(({ editId }) => editId));
      expect([session.head(), session.saveState().kind]).toEqual([kept.head, 'kept']);
    }
  };
  return { window, beside, one, two, settled, same };
}

describe('undo with two windows', () => {
  it('takes back the own step, shows it in the other window, and says which step stands on it', async () => {
    const { window, beside, one, two, settled, same } = await start();
    await one.draw('one on 0', 0, 1);
    await settled();
    await two.draw('two on 1', 1, 1);
    await settled();
    expect(await one.session.undo()).toBe(true);
    await same();
    expect(one.done()).toEqual(['Step e-0', '(two on 1)']);
    expect(await one.session.redo()).toBe(true);
    await same();
    expect(two.done()).toEqual(['Step e-0', 'two on 1', '(one on 0)']);

    await two.draw('two on 0', 0, 1);
    await settled();
    expect(await one.session.undo()).toBe(false);
    expect(one.refused).toEqual([
      '"two on 0" came after it on the same slice, in another window. Take that back there first, or correct it by hand.',
    ]);
    await same();

    // The steps of a window that is closed are anybody's.
    beside.leave();
    await settled();
    expect(await one.session.undo()).toBe(true);
    expect(one.done()).toEqual(['Step e-0', 'two on 1', 'one on 0']);
    await window.app.close();
  });

  it('takes back two own steps, and no other one, on two quick presses', async () => {
    const { window, one, two, settled, same } = await start();
    await one.draw('one on 0', 0, 1);
    await one.draw('one on 1', 1, 1);
    await settled();
    await two.draw('two on 2', 2, 1);
    await settled();
    expect(await Promise.all([one.session.undo(), one.session.undo()])).toEqual([true, true]);
    await same();
    expect(one.done()).toEqual(['Step e-0', '(two on 2)']);
    await window.app.close();
  });

  it('ends with one document on all sides, whatever is drawn and taken back', async () => {
    const { window, one, two, settled, same } = await start();
    const random = seededRandom(11);
    for (let n = 0; n < 60; n++) {
      const own = random() < 0.5 ? one : two;
      const dice = random();
      if (n % 3 === 0) await settled();
      const before = own.done();
      if (own.session.current().structures.size === 0) await own.session.redo();
      else if (dice < 0.5) await own.draw(`${n}`, Math.floor(random() * 5), n);
      else await (dice < 0.8 ? own.session.undo() : own.session.redo());
      if (n % 3 === 0) await same();
      const others = (steps: string[]) => steps.filter((label) => label.startsWith('('));
      if (n % 3 === 0 && dice >= 0.5) expect(others(own.done()).sort()).toEqual(others(before).sort());
    }
    await same();
    await window.app.close();
  });
});
