import { describe, expect, it } from 'vitest';
import { type Command, command } from '../../../renderer/commands/command.ts';
import { createRegistry } from '../../../renderer/commands/registry.ts';
import { createAppStore, patchView } from '../../../renderer/state/app-store.ts';
import { emptyContext } from '../../support/all-commands.ts';

const nothing = () => undefined;
const make = (id: string, scope: Command['scope'], keys: string[] = [], run: Command['run'] = nothing): Command =>
  command(id, `Title of ${id}`, 'Group', scope, keys, run);
const press = (key: string, code: string, over: Partial<KeyboardEvent> = {}) =>
  ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...over }) as KeyboardEvent;
const SPACE = press(' ', 'Space');

describe('the list of commands', () => {
  it('refuses one id twice, and one key twice in one scope', () => {
    expect(() => createRegistry([make('a.one', 'library'), make('a.one', 'edit')])).toThrow(/a\.one/);
    expect(() => createRegistry([make('a.one', 'edit', ['Space']), make('a.two', 'edit', ['Space'])])).toThrow(
      'Space means both a.one and a.two',
    );
    expect(() => createRegistry([make('a.one', 'edit', ['Space']), make('a.two', 'review', ['Space'])])).not.toThrow();
  });

  it('gives a key to the narrowest scope that is active', () => {
    const registry = createRegistry([
      make('everywhere', 'everywhere', ['Space']),
      make('library', 'library', ['Space']),
      make('workspace', 'workspace', ['Space']),
      make('review', 'review', ['Space']),
      make('edit', 'edit', ['Space']),
      make('evaluate', 'evaluate', ['Space']),
      make('drawing', 'drawing', ['Space']),
    ]);
    const store = createAppStore();
    const found = () => registry.find(SPACE, store.getState())?.id;
    expect(found()).toBe('library');
    store.setState({ route: { screen: 'settings' } });
    expect(found()).toBe('everywhere');
    store.setState({ route: { screen: 'workspace' } });
    expect(found()).toBe('review');
    patchView(store, { mode: 'evaluate' });
    expect(found()).toBe('evaluate');
    patchView(store, { mode: 'edit' });
    expect(found()).toBe('edit');
    store.setState({ tool: { toolId: 'brush', previousToolId: 'crosshair', blocked: null } });
    expect(found()).toBe('drawing');
    patchView(store, { mode: 'print' });
    store.setState({ tool: { toolId: 'crosshair', previousToolId: 'brush', blocked: null } });
    expect(found()).toBe('workspace');
    expect(registry.find(press('b', 'KeyB'), store.getState())).toBeNull();
  });

  it('says why a command cannot run, at the foot of the window, and does not run it', () => {
    let runs = 0;
    const context = emptyContext();
    const registry = createRegistry([
      command(
        'a.one',
        'One',
        'Group',
        'everywhere',
        [],
        () => void runs++,
        ({ isReadOnly }) => (isReadOnly ? 'This window only reads.' : null),
      ),
    ]);
    context.store.setState({ isReadOnly: true });
    registry.run('a.one', context);
    expect([runs, context.store.getState().statusText]).toEqual([0, 'This window only reads.']);
    context.store.setState({ isReadOnly: false });
    registry.run('a.one', context);
    expect(runs).toBe(1);
    expect(() => registry.run('a.none', context)).toThrow('a.none');
  });

  it('shows an error of a command as a toast, at once or later, each with a number of its own', async () => {
    const context = emptyContext();
    const registry = createRegistry([
      make('a.now', 'everywhere', [], () => {
        throw new Error('It broke at once.');
      }),
      make('a.later', 'everywhere', [], async () => {
        await Promise.resolve();
        throw 'It broke later.';
      }),
    ]);
    registry.run('a.now', context);
    const [first] = context.store.getState().notices;
    expect(first).toMatchObject({ tone: 'bad', title: 'Title of a.now', text: 'It broke at once.' });
    registry.run('a.later', context);
    await new Promise((resolve) => setImmediate(resolve));
    const [second] = context.store.getState().notices;
    expect(second).toMatchObject({ tone: 'bad', title: 'Title of a.later', text: 'It broke later.' });
    expect(second?.id).not.toBe(first?.id);
  });

  it('hands arguments on, null where there are none', () => {
    const heard: unknown[] = [];
    const registry = createRegistry([make('a.one', 'everywhere', [], (_context, args) => void heard.push(args))]);
    registry.run('a.one', emptyContext(), 'x');
    registry.run('a.one', emptyContext());
    expect(heard).toEqual(['x', null]);
  });
});

describe("a person's own keys", () => {
  const commands = () => [
    make('everywhere', 'everywhere', ['Ctrl K']),
    make('library', 'library', ['Enter']),
    make('brush', 'workspace', ['B']),
    make('unseen', 'review', ['Space']),
    make('last', 'edit', ['Space']),
  ];
  const inWorkspace = () => {
    const store = createAppStore();
    store.setState({ route: { screen: 'workspace' } });
    return store.getState();
  };

  it('take the place of the ones before, and go back', () => {
    const registry = createRegistry(commands());
    registry.setOwnKeys({ brush: ['X', 'X'], unknown: ['Y'] });
    expect(registry.keysOf('brush')).toEqual(['X']);
    expect(registry.find(press('x', 'KeyX'), inWorkspace())?.id).toBe('brush');
    expect(registry.find(press('b', 'KeyB'), inWorkspace())).toBeNull();
    registry.setOwnKeys({ brush: [] });
    expect(registry.keysOf('brush')).toEqual([]);
    registry.setOwnKeys({});
    expect(registry.find(press('b', 'KeyB'), inWorkspace())?.id).toBe('brush');
    expect([registry.keysOf('none'), registry.get('none')]).toEqual([[], undefined]);
  });

  it('are refused where another command has them at the same time, and that one is named', () => {
    const registry = createRegistry(commands());
    expect(registry.clashOf('brush', 'Ctrl K')?.id).toBe('everywhere');
    expect(registry.clashOf('brush', 'Space')?.id).toBe('unseen');
    expect(registry.clashOf('everywhere', 'Enter')?.id).toBe('library');
    // Never at the same time.
    expect(registry.clashOf('brush', 'Enter')).toBeNull();
    expect(registry.clashOf('unseen', 'Space')).toBeNull();
    expect(registry.clashOf('none', 'Space')).toBeNull();
    registry.setOwnKeys({ brush: ['Ctrl K', 'Q'], unseen: ['Q', 'W'] });
    expect([registry.keysOf('brush'), registry.keysOf('unseen')]).toEqual([['Q'], ['W']]);
    // A key that its owner gave away is free.
    registry.setOwnKeys({ everywhere: ['Ctrl J'], brush: ['Ctrl K'] });
    expect(registry.keysOf('brush')).toEqual(['Ctrl K']);
  });
});
