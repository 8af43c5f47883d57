// A document that others draw on as well: a model of the main process, and other windows.
import { describe, expect, it } from 'vitest';
import { createDocumentSession } from '../../../renderer/data/document-session.ts';
import {
  expectSame,
  GEOMETRY,
  labels,
  newId,
  openSession,
  PLANE,
  recordOf,
  remoteStroke,
  startSession,
  stroke,
  tick,
  touching,
  voxelsOn,
} from '../../support/drawing-session.ts';
import { lineToLibrary } from '../../support/line-to-library.ts';

describe('edits of the main process', () => {
  it('puts an edit of the main process before what it overtook', async () => {
    const { line, session } = startSession();
    session.commit(stroke(session, 1, 3));
    await tick();
    line.addRemote(remoteStroke(line, 'model', 0, 5));
    await line.run();
    expect(session.saveState().kind).toBe('kept');
    expect(line.calls).toEqual(['append', 'append']);
    expect(labels(session)).toEqual(['5 on 0', '3 on 1']);
    expectSame(session, line);
  });

  it('takes the parts of a growing step as one, and as two when a stroke came between', async () => {
    const { line, session } = startSession();
    line.addRemote(remoteStroke(line, 'model', 0, 5), true);
    line.addRemote(remoteStroke(line, 'model', 1, 5), true);
    await line.run();
    expect(session.steps()).toHaveLength(1);
    session.commit(stroke(session, 2, 2));
    await line.run();
    line.addRemote(remoteStroke(line, 'model', 3, 5), true);
    await line.run();
    expect(session.steps().map(({ editId }) => editId === 'model')).toEqual([true, false, true]);
    for (let n = 0; n < 3; n++) {
      void session.undo();
      await line.run();
      expectSame(session, line);
    }
    expect(session.current().slices.size).toBe(0);
  });

  it('makes a new step of a further part when the one before it was followed by steps that were taken back', async () => {
    const { line, session } = startSession();
    line.addRemote(remoteStroke(line, 'model', 0, 5), true);
    await line.run();
    session.commit(stroke(session, 1, 2));
    void session.undo();
    await line.run();
    line.addRemote(remoteStroke(line, 'model', 2, 5), true);
    await line.run();
    expectSame(session, line);
    void session.undo();
    await line.run();
    expectSame(session, line);
  });

  it('does not take back an edit of the main process that came before the undo', async () => {
    const { line, session } = startSession();
    session.commit(stroke(session, 1, 3));
    await line.run();
    const undone = session.undo();
    line.addRemote(remoteStroke(line, 'model', 0, 5));
    await line.run();
    expect(await undone).toBe(false);
    expect(voxelsOn(session, 0)).not.toBeNull();
    expect(voxelsOn(session, 1)).not.toBeNull();
    expect(session.saveState().kind).toBe('kept');
    expectSame(session, line);
  });
});

describe('another window', () => {
  it('keeps what is said of a structure that another window draws on another plane', async () => {
    const { line, session } = startSession();
    session.commit(touching(session.current(), stroke(session, 0, 2)));
    const { id, at, ...elsewhere } = remoteStroke(line, 'elsewhere', 2, 3);
    line.addRemote({ ...touching(line.document(), elsewhere), id, at });
    line.deliver();
    await line.run();
    expectSame(session, line);
    const { editedSlices, contentRev } = recordOf(session.current());
    expect(editedSlices).toEqual([0, 2]);
    // Both windows had called what they alone had drawn 1.
    expect(contentRev).toBeGreaterThan(1);
  });

  it('never calls other voxels by a number that it has used, not after an undo either', async () => {
    const { line, session } = startSession();
    const numbers: number[] = [];
    for (const voxels of [2, 4]) {
      session.commit(touching(session.current(), stroke(session, 0, voxels)));
      numbers.push(recordOf(session.current()).contentRev);
      await Promise.all([session.undo(), line.run()]);
    }
    expect(new Set([...numbers, recordOf(session.current()).contentRev]).size).toBe(3);
    await Promise.all([session.redo(), line.run()]);
    expect(recordOf(session.current()).contentRev).toBe(numbers[1]);
  });

  it('reads the document again when another window took a step back', async () => {
    const { line, session } = startSession();
    session.commit(stroke(session, 0, 3));
    await line.run();
    const other = openSession(line);
    line.onRemote(session.takeRemote);
    void other.undo();
    await line.run();
    session.takeMove(other.revision());
    await line.run();
    expect(voxelsOn(session, 0)).toBeNull();
    expectSame(session, line);
  });

  it('reads the document again when it was not told of a revision', async () => {
    const { line, session } = startSession();
    line.onRemote(() => undefined);
    line.addRemote(remoteStroke(line, 'missed', 0, 4));
    await line.run();
    line.onRemote(session.takeRemote);
    line.addRemote(remoteStroke(line, 'heard', 1, 2));
    await line.run();
    expect(voxelsOn(session, 0)).not.toBeNull();
    expectSame(session, line);
  });

  it('takes no edit twice that it has read', async () => {
    const { line, session } = startSession();
    let late: (() => void) | null = null;
    line.onRemote((rev, edit) => {
      late = () => session.takeRemote(rev, edit);
    });
    line.addRemote(remoteStroke(line, 'late', 0, 4));
    await line.run();
    session.resume();
    await line.run();
    (late as unknown as () => void)();
    expectSame(session, line);
  });

  it.each([
    ['the step itself', false],
    ['a reading of the document', true],
  ])('says that what was taken back cannot be done again, by %s of another window', async (_, isRead) => {
    const line = lineToLibrary(PLANE, ['s-a', 's-b']);
    let lost = 0;
    const session = createDocumentSession(line.state(), GEOMETRY, {
      ...{ client: line.client, newId, now: () => '', reconnected: line.reconnected },
      onRedoLost: () => lost++,
    });
    line.onRemote((rev, edit) => (isRead ? session.takeMove(rev) : session.takeRemote(rev, edit, true)));
    session.commit(stroke(session, 0, 3));
    await line.run();
    line.addRemote(remoteStroke(line, 'theirs', 2, 2));
    await line.run();
    expect(lost).toBe(0);
    session.commit(stroke(session, 1, 4));
    void session.undo();
    await line.run();
    line.addRemote(remoteStroke(line, 'theirs too', 3, 2));
    await line.run();
    expect(lost).toBe(1);
    expect(await session.redo()).toBe(false);
    expectSame(session, line);
  });
});
