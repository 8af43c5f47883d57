// Which key presses become acts, and which belong to a control, a field or a dialog. Elements are stood in for: only what
// they are inside of matters.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKeyListener } from '../../../renderer/app/keys.ts';
import { command } from '../../../renderer/commands/command.ts';
import { createRegistry } from '../../../renderer/commands/registry.ts';
import { emptyContext } from '../../support/all-commands.ts';

/** An element by the selectors that it or what it lies in matches. */
class StandIn {
  readonly matches: readonly string[];
  constructor(...matches: string[]) {
    this.matches = matches;
  }
  closest(selectors: string): StandIn | null {
    return selectors.split(', ').some((one) => this.matches.includes(one)) ? this : null;
  }
}

beforeAll(() => {
  vi.stubGlobal('Element', StandIn);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

function start() {
  const ran: string[] = [];
  const make = (id: string, keys: string[]) =>
    command(id, id, 'Group', 'workspace', keys, () => {
      ran.push(id);
    });
  const context = emptyContext();
  context.store.setState({ route: { screen: 'workspace' } });
  const registry = createRegistry([
    make('review.mark', ['Ctrl Enter']),
    make('review.nextUnseen', ['Space']),
    make('drawing.apply', ['Enter']),
    make('structure.previous', ['Q']),
    command('palette.show', 'Commands', 'Window', 'everywhere', ['Ctrl K'], () => {
      ran.push('palette.show');
    }),
  ]);
  const listener = createKeyListener(context, registry);
  /** True when the press was taken. */
  const press = (key: string, code: string, target: StandIn, over: Partial<KeyboardEvent> = {}): boolean => {
    let isTaken = false;
    const event = {
      ...{ key, code, target, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
      ...{ defaultPrevented: false, isComposing: false },
      preventDefault: () => {
        isTaken = true;
      },
      ...over,
    };
    listener.onKeyDown(event as unknown as KeyboardEvent);
    return isTaken;
  };
  const click = (target: StandIn) => listener.onPointerDown({ target } as unknown as Event);
  return { ran, context, press, click };
}
const view = new StandIn('canvas');
const button = new StandIn('button');
const dialogButton = new StandIn('button', '[role="dialog"]');

describe('keys', () => {
  it('do not act on what lies behind a dialog, with Ctrl or without', () => {
    const { ran, context, press } = start();
    context.store.setState({ overlay: 'autocontour' });
    expect(press('Enter', 'Enter', dialogButton, { ctrlKey: true })).toBe(false);
    expect(press('q', 'KeyQ', dialogButton)).toBe(false);
    // The element that had the focus is gone, and the dialog is still there.
    expect(press('Enter', 'Enter', view, { ctrlKey: true })).toBe(false);
    expect(ran).toEqual([]);
    expect(press('k', 'KeyK', dialogButton, { ctrlKey: true })).toBe(true);
    context.store.setState({ overlay: 'jobs' });
    expect(press('Enter', 'Enter', view, { ctrlKey: true })).toBe(true);
    expect(ran).toEqual(['palette.show', 'review.mark']);
  });

  it('leave Enter and Space to the button that the keyboard has reached', () => {
    const { ran, press } = start();
    expect(press(' ', 'Space', button)).toBe(false);
    expect(press('Enter', 'Enter', button)).toBe(false);
    expect(press('q', 'KeyQ', button)).toBe(true);
    expect(ran).toEqual(['structure.previous']);
  });

  it('go on with the work after a click on a button, rather than press it again', () => {
    const { ran, press, click } = start();
    click(button);
    expect(press(' ', 'Space', button)).toBe(true);
    expect(ran).toEqual(['review.nextUnseen']);
    // From Tab on the keyboard says where the focus is.
    press('Tab', 'Tab', button);
    expect(press(' ', 'Space', button)).toBe(false);
    click(view);
    expect(press('Enter', 'Enter', button)).toBe(false);
    expect(ran).toEqual(['review.nextUnseen']);
  });

  it('Escape leaves the settings, and what was being set up in the case waits', () => {
    const { context, press } = start();
    const operation = { operationId: 'margin', values: {}, isBusy: false, summary: '', problem: null };
    context.store.setState({ route: { screen: 'settings', from: 'workspace' }, workspace: {} as never, operation });
    expect(press('Escape', 'Escape', view)).toBe(true);
    expect(context.store.getState()).toMatchObject({ route: { screen: 'workspace' }, operation });
    // A case stays open behind the list, but it is the list that a person comes from.
    context.store.setState({ route: { screen: 'settings', from: 'library' } });
    press('Escape', 'Escape', view);
    expect(context.store.getState().route).toEqual({ screen: 'library' });
  });

  it('of a field are its own, but for those with Ctrl', () => {
    const { ran, press } = start();
    const field = new StandIn('input');
    expect(press('q', 'KeyQ', field)).toBe(false);
    expect(press('k', 'KeyK', field, { ctrlKey: true })).toBe(true);
    expect(ran).toEqual(['palette.show']);
  });
});
