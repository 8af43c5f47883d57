// What is drawn while the line to the library is lost: it stays, is sent when the line is back, and nothing of it goes
// under because of what others did meanwhile.
import { expect, it } from 'vitest';
import type { Edit, StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import {
  deleteElsewhere,
  expectSame,
  labels,
  remoteStroke,
  startSession,
  stroke,
  tick,
} from '../../support/drawing-session.ts';
import { bitsWhere } from '../../support/edit-stacks.ts';

it('keeps what is drawn while the line is lost, says so, and sends it when it is back', async () => {
  const { line, session } = startSession();
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
  const { line, session } = startSession();
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

it('keeps what was drawn on a structure that was deleted elsewhere, and brings it back whole', async () => {
  const { line, session } = startSession();
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
  const { line, session } = startSession();
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
