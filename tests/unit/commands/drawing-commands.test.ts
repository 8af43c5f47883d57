// Copying a contour, and undo while something is being drawn.
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../renderer/commands/command.ts';
import type { GesturePort } from '../../../renderer/commands/gesture-port.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { patchView } from '../../../renderer/state/app-store.ts';
import { allCommands, emptyContext } from '../../support/all-commands.ts';
import { documentOf, slicesWhere, structureRecord, uprightStack } from '../../support/edit-stacks.ts';

const g = uprightStack([16, 16, 4]);
const block = slicesWhere(g, (i, j, k) => i < 5 && j < 5 && k === 2);

function caseOf(documentId: string) {
  const committed: string[] = [];
  const document = documentOf([{ record: structureRecord('Cord'), slices: block }]);
  const session = {
    documentId,
    current: () => document,
    commit: ({ label }: { label: string }) => {
      committed.push(label);
      return true;
    },
    undo: async () => {
      committed.push('undo');
      return true;
    },
  };
  return { open: { session, geometry: g } as unknown as OpenCase, committed };
}

function start() {
  const commands = new Map(allCommands().map((own): [string, Command] => [own.id, own]));
  let open: OpenCase | null = null;
  const context = emptyContext({ openCase: () => open });
  const use = (next: OpenCase) => {
    open = next;
    patchView(context.store, { activeStructureId: 'Cord', crosshairIjk: [2, 2, 2] });
  };
  const run = (id: string) => commands.get(id)?.run(context, null);
  const why = (id: string) => commands.get(id)?.unavailable(context.store.getState(), context, null) ?? null;
  return { context, use, run, why };
}

describe('a copied contour', () => {
  it('is pasted on another slice of the same case', () => {
    const { context, use, run, why } = start();
    const { open, committed } = caseOf('one');
    use(open);
    expect(why('slice.paste')).toBe('No contour was copied in this case.');
    run('slice.copy');
    patchView(context.store, { crosshairIjk: [2, 2, 3] });
    expect(why('slice.paste')).toBeNull();
    run('slice.paste');
    expect(committed).toEqual(['Paste on Cord']);
  });

  it('never goes to another patient', () => {
    const { context, use, run, why } = start();
    use(caseOf('one').open);
    run('slice.copy');
    const other = caseOf('two');
    use(other.open);
    patchView(context.store, { crosshairIjk: [2, 2, 3] });
    expect(why('slice.paste')).toBe('No contour was copied in this case.');
    run('slice.paste');
    expect(other.committed).toEqual([]);
  });
});

describe('undo while something is being drawn', () => {
  const drawing = (calls: string[]): GesturePort => ({
    key: () => undefined,
    isBusy: () => true,
    cancel: () => undefined,
    takeBack: () => void calls.push('take back'),
    sizeChanged: () => undefined,
    setKeyboardPointer: () => undefined,
  });

  it('takes back what is in hand and leaves the step before it', async () => {
    const { context, use, run, why } = start();
    const { open, committed } = caseOf('one');
    use(open);
    const calls: string[] = [];
    context.gestures.put(drawing(calls));
    expect(why('edit.undo')).toBeNull();
    await run('edit.undo');
    expect(calls).toEqual(['take back']);
    expect(committed).toEqual([]);
    expect(why('edit.redo')).toBe('Finish the drawing first, or press Esc.');
  });
});

describe('the pointer that the keyboard moves', () => {
  it('is off in the views of the next case', () => {
    const { context, run } = start();
    const set: string[] = [];
    const views = (name: string): GesturePort => ({
      key: () => undefined,
      isBusy: () => false,
      cancel: () => undefined,
      takeBack: () => undefined,
      sizeChanged: () => undefined,
      setKeyboardPointer: (isOn) => void set.push(`${name} ${isOn ? 'on' : 'off'}`),
    });
    context.gestures.put(views('first'));
    run('drawing.keyboardPointer');
    context.gestures.put(views('second'));
    run('drawing.keyboardPointer');
    run('drawing.keyboardPointer');
    expect(set).toEqual(['first on', 'second on', 'second off']);
  });
});
