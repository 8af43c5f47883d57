// The window's copy of a document against the library's, over a line on which the test decides what arrives when.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Edit,
  type EditDocument,
  editBytes,
  editFromWire,
  type PlaneSize,
  type StructureRecord,
  touchedRecord,
} from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { createDocumentSession, type DocumentSession } from '../../../renderer/data/document-session.ts';
import { bitsWhere } from '../../support/edit-stacks.ts';
import { type LineToLibrary, lineToLibrary } from '../../support/line-to-library.ts';
import { flatten, randomEdit } from '../../support/random-edits.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const PLANE: PlaneSize = { columns: 7, rows: 5 };
const PLANES = 4;
const geometry = regularGeometry({ size: [7, 5, PLANES], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
const tick = () => new Promise((resolve) => setImmediate(resolve));

let ids = 0;
function open(line: LineToLibrary, mostBytes?: number): DocumentSession {
  const ports = {
    client: line.client,
    newId: () => `own-${++ids}`,
    now: () => '2026-11-21T09:00:00.000Z',
    reconnected: line.reconnected,
  };
  const session = createDocumentSession(line.state(), geometry, ports, mostBytes);
  line.onRemote(session.takeRemote);
  return session;
}
const start = (mostBytes?: number) => {
  const line = lineToLibrary(PLANE, ['s-a', 's-b']);
  return { line, session: open(line, mostBytes) };
};

/** Sets the first `voxels` of a row on plane k. */
const stroke = (
  session: DocumentSession,
  k: number,
  voxels: number,
): Pick<Edit, 'label' | 'structureId' | 'k' | 'ops'> => ({
  label: `${voxels} on ${k}`,
  structureId: 's-a',
  k,
  ops: [
    {
      type: 'slices',
      structureId: 's-a',
      changes: [
        {
          k,
          before: session.current().slices.get('s-a')?.get(k) ?? null,
          after: { bits: bitsWhere(7, 5, (i, j) => j === 2 && i < voxels) as never, importedLoops: null },
        },
      ],
    },
  ],
});
const remoteStroke = (line: LineToLibrary, id: string, k: number, voxels: number): Edit => {
  const { ops, ...part } = stroke({ current: line.document } as DocumentSession, k, voxels);
  return { ...part, id, at: '2026-11-21T09:30:00.000Z', ops };
};
const recordOf = (document: EditDocument) => document.structures.get('s-a') as StructureRecord;
/** With what the record says of a stroke. */
const touching = <P extends Pick<Edit, 'k' | 'ops'>>(document: EditDocument, part: P): P => {
  const before = recordOf(document);
  const after = touchedRecord(before, [part.k as number]);
  return { ...part, ops: [...part.ops, { type: 'structure', id: 's-a', before, after }] };
};
const labels = (session: DocumentSession) => session.steps().map(({ label }) => label);
const expectSame = (session: DocumentSession, line: LineToLibrary) => {
  expect(flatten(session.current(), PLANE)).toEqual(flatten(line.document(), PLANE));
  expect(session.steps().map(({ editId }) => editId)).toEqual(line.steps().map(({ id }) => id));
  expect(session.head()).toBe(line.head());
};
const voxelsOn = (session: DocumentSession, k: number) =>
  session.current().slices.get('s-a')?.get(k)?.bits.words ?? null;

/** Another window deletes structure s-a whole. */
function deleteElsewhere(line: LineToLibrary): void {
  const { slices } = line.document();
  const gone = [...(slices.get('s-a') ?? [])].map(([k, before]) => ({ k, before, after: null }));
  const before = line.document().structures.get('s-a') ?? null;
  const ops = [
    { type: 'slices', structureId: 's-a', changes: gone },
    { type: 'structure', id: 's-a', before, after: null },
  ] as Edit['ops'];
  line.addRemote({ id: 'deleted', label: 'Delete', at: '', structureId: 's-a', k: null, ops });
}

describe('an open document', () => {
  it('shows an edit at once, sends one after another and says when all are kept', async () => {
    const { line, session } = start();
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
    const { session } = start();
    expect(session.commit({ label: 'Nothing', structureId: null, k: null, ops: [] })).toBe(false);
    expect(session.steps()).toEqual([]);
  });

  it('shortens what a step is called to what the library takes', () => {
    const { session } = start();
    session.commit({ ...stroke(session, 0, 3), label: `Rename ${'x'.repeat(64)} to ${'y'.repeat(64)}` });
    expect(labels(session)[0]).toHaveLength(128);
  });

  it('takes back at once what was done here, and drops what was taken back with the next edit', async () => {
    const { line, session } = start();
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
    const { line, session: earlier } = start();
    earlier.commit(stroke(earlier, 0, 3));
    earlier.commit(stroke(earlier, 1, 3));
    await line.run();

    const session = open(line);
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
    const { line, session: earlier } = start();
    earlier.commit(stroke(earlier, 0, 3));
    await line.run();
    const session = open(line);
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

  it('puts an edit of the main process before what it overtook', async () => {
    const { line, session } = start();
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
    const { line, session } = start();
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
    const { line, session } = start();
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
    const { line, session } = start();
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

  it('takes no more after a refusal, and sends nothing of what waited behind it', async () => {
    const { line, session } = start();
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
    const { line, session } = start();
    line.failNext(new AppError('conflict', 'DOCUMENT_STALE', 'Changed elsewhere.'));
    session.commit(stroke(session, 0, 3));
    await line.run();
    expect(session.saveState().kind).toBe('failed');
  });

  it('reads the document again when the library has no such step any more', async () => {
    const { line, session } = start();
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

  it('keeps what is drawn while the line is lost, says so, and sends it when it is back', async () => {
    const { line, session } = start();
    session.commit(stroke(session, 0, 3));
    await tick();
    // The first one reaches the library, its answer does not reach the window.
    line.takeRequest();
    line.breakLine();
    session.commit(stroke(session, 1, 3));
    void session.undo();
    session.commit(stroke(session, 2, 3));
    await tick();
    expect(session.saveState()).toEqual({ kind: 'unsent', edits: 4 });
    expect(labels(session)).toEqual(['3 on 0', '3 on 2']);
    line.mend();
    session.resume();
    await line.run();
    await session.settled();
    expect(session.saveState().kind).toBe('kept');
    expect(line.calls.filter((call) => call !== 'open')).toEqual(['append', 'append', 'undo', 'append']);
    expectSame(session, line);
  });

  it('draws over what another window drew on the same plane while the line was lost, and keeps both', async () => {
    const { line, session } = start();
    line.breakLine();
    session.commit(stroke(session, 0, 2));
    const row = bitsWhere(7, 5, (_i, j) => j === 4) as never;
    const { ops, ...part } = remoteStroke(line, 'elsewhere', 0, 1);
    const change = { k: 0, before: null, after: { bits: row, importedLoops: null } };
    line.addRemote({ ...part, ops: [{ ...(ops[0] as object), changes: [change] }] as never });
    line.mend();
    session.resume();
    await line.run();
    expectSame(session, line);
    const both = bitsWhere(7, 5, (i, j) => j === 4 || (j === 2 && i < 2));
    expect(session.current().slices.get('s-a')?.get(0)?.bits).toEqual(both);
    expect(labels(session)).toEqual(['1 on 0', '2 on 0']);
  });

  it('keeps what is said of a structure that another window draws on another plane', async () => {
    const { line, session } = start();
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
    const { line, session } = start();
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
    const { line, session } = start();
    session.commit(stroke(session, 0, 3));
    await line.run();
    const other = open(line);
    line.onRemote(session.takeRemote);
    void other.undo();
    await line.run();
    session.takeMove(other.revision());
    await line.run();
    expect(voxelsOn(session, 0)).toBeNull();
    expectSame(session, line);
  });

  it('reads the document again when it was not told of a revision', async () => {
    const { line, session } = start();
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
    const { line, session } = start();
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

  it('keeps what was drawn on a structure that was deleted elsewhere, and brings it back whole', async () => {
    const { line, session } = start();
    session.commit(stroke(session, 0, 3));
    await line.run();
    line.breakLine();
    session.commit(stroke(session, 1, 4));
    session.commit(stroke(session, 0, 5));
    deleteElsewhere(line);
    line.mend();
    session.resume();
    await line.run();
    expect(session.current().structures.has('s-a')).toBe(false);
    expect(session.strays().map(({ record }) => record.id)).toEqual(['s-a']);
    session.settleStray('s-a', true);
    await line.run();
    expect(session.strays()).toEqual([]);
    expectSame(session, line);
    expect(session.current().slices.get('s-a')?.get(0)?.bits).toEqual(bitsWhere(7, 5, (i, j) => j === 2 && i < 5));
    expect(session.current().slices.get('s-a')?.get(1)?.bits).toEqual(bitsWhere(7, 5, (i, j) => j === 2 && i < 4));
  });

  it('lets nothing go that was drawn on a deleted structure while the document takes no more', async () => {
    const { line, session } = start();
    line.breakLine();
    session.commit(stroke(session, 1, 4));
    deleteElsewhere(line);
    line.mend();
    session.resume();
    await line.run();
    line.failNext(new AppError('resource', 'DISK_FULL', 'The disk is full.'));
    const before = line.document().structures.get('s-b') ?? null;
    const ops: Edit['ops'] = [
      { type: 'structure', id: 's-b', before, after: { ...before, name: 'B' } as StructureRecord },
    ];
    session.commit({ label: 'Rename', structureId: 's-b', k: null, ops });
    await line.run();
    session.settleStray('s-a', true);
    expect(session.strays().map(({ record }) => record.id)).toEqual(['s-a']);
  });

  it.each([
    ['the step itself', false],
    ['a reading of the document', true],
  ])('says that what was taken back cannot be done again, by %s of another window', async (_, isRead) => {
    const line = lineToLibrary(PLANE, ['s-a', 's-b']);
    let lost = 0;
    const session = createDocumentSession(line.state(), geometry, {
      ...{ client: line.client, newId: () => `own-${++ids}`, now: () => '', reconnected: line.reconnected },
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

  it('says nothing any more once it is closed', async () => {
    const { line, session } = start();
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
});

describe('what a session remembers', () => {
  const oneStep = () => {
    const { session } = start();
    const part = stroke(session, 0, 3);
    return editBytes({ ...part, id: 'x', at: '' });
  };

  it('goes up to a limit: older steps are asked from the library', async () => {
    const { line, session } = start(3 * oneStep());
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
    const { line, session } = start(1);
    session.commit(stroke(session, 0, 3));
    void session.undo();
    expect(voxelsOn(session, 0)).not.toBeNull();
    await line.run();
    expect(voxelsOn(session, 0)).toBeNull();
    expectSame(session, line);
  });
});

describe('any order of strokes, undo, edits of the main process and answers', () => {
  it('ends with the same document and the same steps on both sides', async () => {
    const actions = fc.array(
      fc.constantFrom(
        'commit',
        'commit',
        'undo',
        'undo',
        'redo',
        'remote',
        'part',
        'request',
        'request',
        'deliver',
        'deliver',
        'break',
        'mend',
        'mend',
      ),
      { minLength: 5, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        actions,
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(undefined, 4000),
        async (all, seed, bytes) => {
          const random = seededRandom(seed);
          const line = lineToLibrary(PLANE, ['s-a', 's-b']);
          for (let n = 0; n < 3; n++) {
            line.addRemote(editFromWire(randomEdit(`old-${n}`, line.document(), random, PLANE, PLANES), PLANE));
          }
          while (line.deliver());
          const session = open(line, bytes);
          for (const [n, action] of all.entries()) {
            if (action === 'commit') {
              session.commit(editFromWire(randomEdit('own', session.current(), random, PLANE, PLANES), PLANE));
            } else if (action === 'undo') void session.undo();
            else if (action === 'redo') void session.redo();
            else if (action === 'request') line.takeRequest();
            else if (action === 'deliver') line.deliver();
            else if (action === 'break') line.breakLine();
            else if (action === 'mend') {
              line.mend();
              session.resume();
            } else {
              const id = action === 'part' ? 'model' : `remote-${n}`;
              line.addRemote(
                editFromWire(randomEdit(id, line.document(), random, PLANE, PLANES), PLANE),
                action === 'part',
              );
            }
            // Every message comes in a task of its own.
            if (action === 'deliver' || n % 3 === 0) await tick();
          }
          line.mend();
          session.resume();
          await line.run();
          await session.settled();
          expect(session.saveState().kind).toBe('kept');
          expectSame(session, line);
          // And all of it can be taken back.
          while (await Promise.all([session.undo(), line.run()]).then(([done]) => done)) expectSame(session, line);
          expect(line.head()).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
