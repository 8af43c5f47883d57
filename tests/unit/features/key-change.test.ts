import { describe, expect, it } from 'vitest';
import { type Command, command } from '../../../renderer/commands/command.ts';
import { createRegistry } from '../../../renderer/commands/registry.ts';
import { readKeyChange, whyNoReset } from '../../../renderer/features/settings/key-change.ts';

const make = (id: string, scope: Command['scope'], ...keys: string[]) =>
  command(id, `Title of ${id}`, 'Group', scope, keys, () => undefined);
const press = (key: string, code: string, over: Partial<KeyboardEvent> = {}) =>
  ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...over }) as KeyboardEvent;

const registryOf = () =>
  createRegistry([
    make('margin', 'workspace', 'Ctrl M'),
    make('fit', 'workspace', 'R'),
    make('open', 'library', 'Enter'),
    make('unseen', 'review', 'Space'),
    make('tools', 'edit', 'Space'),
  ]);

describe('giving a command another key', () => {
  it('takes a free one and waits while only a modifier is held', () => {
    const registry = registryOf();
    expect(readKeyChange(registry, 'fit', press('Control', 'ControlLeft', { ctrlKey: true }))).toEqual({
      kind: 'waiting',
    });
    expect(readKeyChange(registry, 'fit', press('Z', 'KeyZ', { shiftKey: true }))).toEqual({
      kind: 'taken',
      key: 'Shift Z',
    });
  });

  it('refuses one that another command has, by its name, and what the window needs', () => {
    const registry = registryOf();
    expect(readKeyChange(registry, 'fit', press('m', 'KeyM', { ctrlKey: true }))).toEqual({
      kind: 'refused',
      key: 'Ctrl M',
      why: 'Ctrl M is “Title of margin”. Change that one first.',
    });
    expect(readKeyChange(registry, 'fit', press('Escape', 'Escape')).kind).toBe('refused');
    // What can never be active together may share a key; a key of its own is no clash.
    expect(readKeyChange(registry, 'fit', press('Enter', 'Enter')).kind).toBe('taken');
    expect(readKeyChange(registry, 'fit', press('r', 'KeyR')).kind).toBe('taken');
    expect(readKeyChange(registry, 'unseen', press('r', 'KeyR')).kind).toBe('refused');
  });

  it('gives the first key back only when nobody has taken it meanwhile', () => {
    const registry = registryOf();
    const fit = registry.get('fit') as Command;
    registry.setOwnKeys({ fit: ['Shift Z'], margin: ['R'] });
    expect([registry.keysOf('fit'), registry.keysOf('margin')]).toEqual([['Shift Z'], ['R']]);
    expect(whyNoReset(registry, fit)).toBe('R is “Title of margin”. Change that one first.');
    registry.setOwnKeys({ fit: ['Shift Z'] });
    expect(whyNoReset(registry, fit)).toBeNull();
    expect(whyNoReset(registry, registry.get('tools') as Command)).toBeNull();
  });

  it('leaves out kept keys that clash by now, and ids that are gone', () => {
    const registry = registryOf();
    registry.setOwnKeys({ fit: ['Ctrl M', 'F9'], gone: ['F10'] });
    expect([registry.keysOf('fit'), registry.keysOf('margin')]).toEqual([['F9'], ['Ctrl M']]);
  });
});
