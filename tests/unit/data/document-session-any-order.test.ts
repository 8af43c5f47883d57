// The window's copy of a document against the library's, over a line on which messages arrive in any order.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editFromWire } from '../../../core/edit/index.ts';
import { expectSame, openSession, PLANE, PLANES, tick } from '../../support/drawing-session.ts';
import { lineToLibrary } from '../../support/line-to-library.ts';
import { randomEdit } from '../../support/random-edits.ts';
import { seededRandom } from '../../support/seeded-random.ts';

it('ends with the same document and the same steps on both sides, in whatever order strokes, undo, edits of the main process and answers come', async () => {
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
        const session = openSession(line, bytes);
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
