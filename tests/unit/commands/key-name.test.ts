import { describe, expect, it } from 'vitest';
import { keyOfEvent } from '../../../renderer/commands/key-name.ts';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const name = (key: string, code: string, held: Partial<typeof NONE> = {}) =>
  keyOfEvent({ key, code, ...NONE, ...held })[0];
const ctrlKey = true;
const shiftKey = true;
const altKey = true;

describe('the name of a key', () => {
  it('is the letter of the layout, wherever that lies', () => {
    expect(name('b', 'KeyB')).toBe('B');
    // AZERTY: A lies where QWERTY has Q, M beside L.
    expect(name('a', 'KeyQ')).toBe('A');
    expect(name('m', 'Semicolon')).toBe('M');
    // QWERTZ: undo stays on Z.
    expect(name('z', 'KeyY', { ctrlKey })).toBe('Ctrl Z');
    // Dvorak: W lies on the comma, the comma on the W.
    expect(name('w', 'Comma')).toBe('W');
    expect(name(',', 'KeyW')).toBe(',');
  });

  it('is the place where the layout has no such letter, or Alt makes a sign of it', () => {
    expect(name('и', 'KeyB')).toBe('B');
    expect(name('я', 'KeyZ', { ctrlKey })).toBe('Ctrl Z');
    expect(name('†', 'KeyT', { altKey })).toBe('Alt T');
    expect(name('@', 'KeyL', { altKey })).toBe('Alt L');
  });

  it('goes by place for digits and brackets', () => {
    // AZERTY writes digits with Shift; the key is the same.
    expect(name('&', 'Digit1')).toBe('1');
    expect(name('1', 'Digit1', { shiftKey })).toBe('Shift 1');
    expect(name('!', 'Digit1', { shiftKey })).toBe('Shift 1');
    expect(name('à', 'Digit0')).toBe('0');
    // QWERTZ has letters there.
    expect(name('ü', 'BracketLeft')).toBe('[');
    expect(name('+', 'BracketRight')).toBe(']');
    expect(name('{', 'BracketLeft', { shiftKey })).toBe('Shift [');
    expect(name('-', 'Minus')).toBe('-');
    expect(name('=', 'Equal')).toBe('+');
    expect(name('+', 'Equal', { shiftKey })).toBe('Shift +');
    expect(name('\\', 'Backslash', { ctrlKey })).toBe('Ctrl \\');
    expect(name('7', 'Numpad7')).toBe('Num 7');
    expect(name('+', 'NumpadAdd')).toBe('+');
    expect(name('-', 'NumpadSubtract')).toBe('-');
  });

  it('takes Cmd for Ctrl, and writes what is held in one order', () => {
    expect(name('k', 'KeyK', { metaKey: true })).toBe('Ctrl K');
    expect(name('S', 'KeyS', { ctrlKey, shiftKey })).toBe('Ctrl Shift S');
    expect(name('S', 'KeyS', { ctrlKey, shiftKey, altKey })).toBe('Ctrl Alt Shift S');
  });

  it("is '?' on every layout, without the Shift that it takes", () => {
    expect(name('?', 'Slash', { shiftKey })).toBe('?');
    expect(name('?', 'Minus', { shiftKey })).toBe('?');
    expect(name('?', 'KeyM', { shiftKey })).toBe('?');
  });

  it('is what the map writes for arrows and the like', () => {
    const named = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Escape'];
    expect(named.map((key) => name(key, key))).toEqual(['←', '→', '↑', '↓', 'Page Up', 'Page Down', 'Esc']);
    expect(name(' ', 'Space', { shiftKey })).toBe('Shift Space');
    expect(name('F6', 'F6', { shiftKey })).toBe('Shift F6');
    expect(name('Delete', 'Delete', { shiftKey })).toBe('Shift Delete');
    expect(name('Enter', 'NumpadEnter', { ctrlKey })).toBe('Ctrl Enter');
    expect(name('ArrowLeft', 'ArrowLeft', { altKey })).toBe('Alt ←');
  });
});
