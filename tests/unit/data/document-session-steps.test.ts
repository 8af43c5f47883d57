// What one hand draws: shown at once, kept in order, taken back and done again, refused.
import { describe, expect, it } from 'vitest';
import { editBytes } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import {
  expectSame,
  labels,
  openSession,
  PLANES,
  startSession,
  stroke,
  tick,
  voxelsOn,
} from '../../support/drawing-session.ts';

it('shows an edit at once, sends one after another and says when all are kept', async () => {
  const { line, session } = startSession();
  const saves: string[] = [];
  session.onSave((save) => saves.push(save.kind === 'writing' ? `writing ${save.edits}` : save.kind));
  const changes: unknown[] = [];
  session.onChange(({ planes }) => changes.push([...planes]));
  session.commit(stroke(session, 1, 3));
  session.commit(stroke(session, 2, 4));
  expect(changes).toEqual([[['s-a', [1]]], [['s-a', [2]]]]);
  expect(voxelsOn(session, 2)).not.toBeNull();
  await tick();
  expect(line.takeRequest()).toBe(true);
  // The second one waits for the revision that the first one brings.
  expect(line.takeRequest()).toBe(false);
  line.deliver();
  await tick();
  expect(saves).toEqual(['writing 1', 'writing 2', 'writing 1']);
  await line.run();
  await session.settled();
  expect(session.saveState()).toEqual({ kind: 'kept', at: '2026-11-21T09:00:00.000Z' });
  expect(session.revision()).toBe(2);
  expectSame(session, line);
});

it('takes no empty edit', () => {
  const { session } = startSession();
  expect(session.commit({ label: 'Nothing', structureId: null, k: null, ops: [] })).toBe(false);
  expect(session.steps()).toEqual([]);
});

it('shortens what a step is called to what the library takes', () => {
  const { session } = startSession();
  session.commit({ ...stroke(session, 0, 3), label: `Rename ${'x'.repeat(64)} to ${'y'.repeat(64)}` });
  expect(labels(session)[0]).toHaveLength(128);
});

it('takes back at once what was done here, and drops what was taken back with the next edit', async () => {
  const { line, session } = startSession();
  for (const k of [0, 1, 2]) session.commit(stroke(session, k, 3));
  void session.undo();
  void session.undo();
  expect([voxelsOn(session, 0), voxelsOn(session, 1), voxelsOn(session, 2)].map((own) => own !== null)).toEqual([
    true,
    false,
    false,
  ]);
  void session.redo();
  session.commit(stroke(session, 3, 2));
  expect(labels(session)).toEqual(['3 on 0', '3 on 1', '2 on 3']);
  expect(await session.redo()).toBe(false);
  await line.run();
  expectSame(session, line);
});

it('takes back steps of an earlier run with what the library kept', async () => {
  const { line, session: earlier } = startSession();
  earlier.commit(stroke(earlier, 0, 3));
  earlier.commit(stroke(earlier, 1, 3));
  await line.run();

  const session = openSession(line);
  expect(labels(session)).toEqual(['3 on 0', '3 on 1']);
  const done = session.undo();
  expect(voxelsOn(session, 1)).not.toBeNull();
  await line.run();
  expect(await done).toBe(true);
  expect(voxelsOn(session, 1)).toBeNull();
  // Known from now on.
  void session.redo();
  expect(voxelsOn(session, 1)).not.toBeNull();
  await line.run();
  expectSame(session, line);
});

it('keeps the order of the library when a stroke is made while an old step is on its way back', async () => {
  const { line, session: earlier } = startSession();
  earlier.commit(stroke(earlier, 0, 3));
  await line.run();
  const session = openSession(line);
  void session.undo();
  session.commit(stroke(session, 0, 6));
  await line.run();
  expectSame(session, line);
  // And what the library keeps as `before` is taken back, not what stood here then.
  void session.undo();
  await line.run();
  expect(voxelsOn(session, 0)).toBeNull();
  expectSame(session, line);
});

it('takes no more after a refusal, and sends nothing of what waited behind it', async () => {
  const { line, session } = startSession();
  const saves: string[] = [];
  session.onSave(({ kind }) => saves.push(kind));
  line.failNext(new AppError('resource', 'DISK_FULL', 'The disk is full.'));
  session.commit(stroke(session, 0, 3));
  session.commit(stroke(session, 1, 3));
  await line.run();
  await session.settled();
  expect(session.saveState()).toEqual({ kind: 'failed', message: 'The disk is full.', edits: 2 });
  expect(saves.at(-1)).toBe('failed');
  expect(line.calls).toEqual(['append']);
  expect(session.commit(stroke(session, 2, 3))).toBe(false);
  expect(await session.undo()).toBe(false);
  expect(labels(session)).toEqual(['3 on 0', '3 on 1']);
});

it('fails when the document was changed by somebody it was not told of', async () => {
  const { line, session } = startSession();
  line.failNext(new AppError('conflict', 'DOCUMENT_STALE', 'Changed elsewhere.'));
  session.commit(stroke(session, 0, 3));
  await line.run();
  expect(session.saveState().kind).toBe('failed');
});

it('reads the document again when the library has no such step any more', async () => {
  const { line, session } = startSession();
  session.commit(stroke(session, 0, 3));
  await line.run();
  line.failNext(new AppError('conflict', 'NOTHING_TO_UNDO', 'There is no older step.'));
  const undone = session.undo();
  await line.run();
  expect(await undone).toBe(false);
  expect(session.saveState().kind).toBe('kept');
  expect(voxelsOn(session, 0)).not.toBeNull();
  expectSame(session, line);
});

it('says nothing any more once it is closed', async () => {
  const { line, session } = startSession();
  let heard = 0;
  const stop = session.onChange(() => heard++);
  session.onSave(() => heard++);
  session.commit(stroke(session, 0, 3));
  stop();
  session.close();
  const before = heard;
  await line.run();
  expect(heard).toBe(before);
});

describe('what a session remembers', () => {
  const oneStep = () => {
    const { session } = startSession();
    const part = stroke(session, 0, 3);
    return editBytes({ ...part, id: 'x', at: '' });
  };

  it('goes up to a limit: older steps are asked from the library', async () => {
    const { line, session } = startSession(3 * oneStep());
    // Beyond the limit by far: each next stroke on a plane is made of before and after.
    for (let n = 0; n < 12; n++) session.commit(stroke(session, n % PLANES, 1 + (n % 6)));
    await line.run();
    let waited = 0;
    for (let n = 12; n > 0; n--) {
      const before = session.current();
      const done = session.undo();
      if (session.current() === before) waited++;
      await line.run();
      expect(await done).toBe(true);
      expectSame(session, line);
    }
    expect(waited).toBeGreaterThanOrEqual(9);
    expect(waited).toBeLessThan(12);
    // What was fetched last is what is remembered.
    const before = session.current();
    void session.redo();
    expect(session.current()).not.toBe(before);
    await line.run();
    for (let n = 1; n < 12; n++) {
      void session.redo();
      await line.run();
    }
    expectSame(session, line);
  });

  it('is nothing where one step alone is over the limit, and undo works all the same', async () => {
    const { line, session } = startSession(1);
    session.commit(stroke(session, 0, 3));
    void session.undo();
    expect(voxelsOn(session, 0)).not.toBeNull();
    await line.run();
    expect(voxelsOn(session, 0)).toBeNull();
    expectSame(session, line);
  });
});
