// Deleting, restoring and renaming a case as commands: what they ask of the library, and how each is taken back.
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../renderer/commands/command.ts';
import { patchLibrary } from '../../../renderer/state/app-store.ts';
import { allCommands, emptyContext } from '../../support/all-commands.ts';

const commands = new Map(allCommands().map((command) => [command.id, command]));

/** A library with three cases that takes note of what it is asked. */
function start() {
  const asked: [string, unknown][] = [];
  const note =
    (method: string, answer: unknown = {}) =>
    async (input: unknown) => {
      asked.push([method, input]);
      return answer;
    };
  const client = {
    library: { remove: note('remove'), undelete: note('undelete') },
    cases: { rename: note('rename', { before: 'Old name' }) },
  };
  const context = emptyContext({ connection: { client } as never });
  const rows = ['c-1', 'c-2', 'c-3'].map((caseId) => ({ caseId, label: caseId === 'c-2' ? 'Old name' : null }));
  patchLibrary(context.store, { page: { rows, total: 3 } as never, selectedCaseId: 'c-2' });
  const run = async (id: string, args: string | null = null) => {
    const command = commands.get(id) as Command;
    expect(command.unavailable(context.store.getState(), context, args), id).toBeNull();
    await command.run(context, args);
  };
  const undo = async () => {
    const act = context.store.getState().notices[0]?.act;
    expect(act?.label).toBe('Undo');
    await run(act?.commandId ?? '', act?.args);
  };
  return { context, asked, run, undo, state: () => context.store.getState() };
}

describe('Delete', () => {
  it('asks nothing, keeps the case, chooses the row below, and is undone by its toast', async () => {
    const { asked, run, undo, state } = start();
    await run('library.delete');
    expect(asked).toEqual([['remove', { caseId: 'c-2', isKept: true }]]);
    expect(state().library.selectedCaseId).toBe('c-3');
    expect(state().overlay).toBe('none');
    await undo();
    expect(asked[1]).toEqual(['undelete', { caseId: 'c-2' }]);
    expect(state().library.selectedCaseId).toBe('c-2');
  });

  it('of the last row chooses the one above; of another than the chosen leaves the choice', async () => {
    const { context, run, state } = start();
    patchLibrary(context.store, { selectedCaseId: 'c-3' });
    await run('library.delete', 'c-1');
    expect(state().library.selectedCaseId).toBe('c-3');
    await run('library.delete');
    expect(state().library.selectedCaseId).toBe('c-2');
  });

  it('closes the case where it is the open one, so that nothing leads back into it', async () => {
    const { context, run, state } = start();
    const workspace = (caseId: string) => ({ detail: { row: { caseId } } }) as never;
    context.store.setState({ workspace: workspace('c-1') });
    await run('library.delete');
    expect(state().workspace).not.toBeNull();
    context.store.setState({ workspace: workspace('c-3') });
    await run('library.delete', 'c-3');
    expect(state().workspace).toBeNull();
  });

  it('cannot act on a case that is out of sight', async () => {
    const { context, run, state } = start();
    await run('library.showDeleted');
    for (const id of ['library.delete', 'library.rename', 'library.open']) {
      expect(commands.get(id)?.unavailable(state(), context), id).toBe('Choose a case first.');
    }
  });
});

describe('F2', () => {
  it('opens the field of the chosen case; its text goes to the library and back by the toast', async () => {
    const { asked, run, undo, state } = start();
    await run('library.rename');
    expect(state().renamingId).toBe('c-2');
    await run('library.rename', JSON.stringify({ caseId: 'c-2', label: '  Plan B ' }));
    expect(asked).toEqual([['rename', { caseId: 'c-2', label: 'Plan B' }]]);
    expect(state()).toMatchObject({ renamingId: null, notices: [{ title: 'Case named “Plan B”' }] });
    await undo();
    expect(asked[1]).toEqual(['rename', { caseId: 'c-2', label: 'Old name' }]);
  });

  it('with the same name asks nothing; with none takes the name away', async () => {
    const { asked, run, state } = start();
    await run('library.rename', JSON.stringify({ caseId: 'c-2', label: 'Old name' }));
    await run('library.rename', JSON.stringify({ caseId: 'c-1', label: ' ' }));
    expect(asked).toEqual([]);
    await run('library.rename', JSON.stringify({ caseId: 'c-2', label: '' }));
    expect(asked).toEqual([['rename', { caseId: 'c-2', label: null }]]);
    expect(state().notices[0]?.title).toBe('Name of the case removed');
  });

  it('is not for a window that only reads', () => {
    const { context } = start();
    context.store.setState({ isReadOnly: true });
    for (const id of ['library.rename', 'library.delete', 'library.restore', 'library.emptyDeleted']) {
      expect(commands.get(id)?.unavailable(context.store.getState(), context, 'c-1'), id).toContain('only reads');
    }
  });
});

describe('deleting for good', () => {
  it('opens the question about all, or about one', async () => {
    const { context, run, state } = start();
    const needs = commands.get('library.emptyDeleted')?.unavailable(state(), context);
    expect(needs).toBe('There is no deleted case.');
    patchLibrary(context.store, { deleted: { cases: [{} as never], freedBytes: 1 } });
    await run('library.emptyDeleted');
    expect(state()).toMatchObject({ overlay: 'empty-deleted', overlayAbout: null });
    await run('library.emptyDeleted', 'c-9');
    expect(state().overlayAbout).toBe('c-9');
  });
});
