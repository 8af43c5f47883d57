import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fadeStatus } from '../../../renderer/app/fade-status.ts';
import { emptyContext } from '../../support/all-commands.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the line at the foot of the window', () => {
  const start = (screen: 'workspace' | 'library') => {
    const context = emptyContext();
    context.store.setState({ route: { screen } });
    fadeStatus(context);
    return { context, say: (statusText: string) => context.store.setState({ statusText }) };
  };
  const said = ({ context }: ReturnType<typeof start>) => context.store.getState().statusText;

  it('goes after eight seconds, counted from what was said last', () => {
    const own = start('workspace');
    own.say('Choose a structure first.');
    vi.advanceTimersByTime(7000);
    own.say('Contour copied.');
    vi.advanceTimersByTime(7000);
    expect(said(own)).toBe('Contour copied.');
    vi.advanceTimersByTime(1000);
    expect(said(own)).toBe('');
  });

  it('stays while what it helps with is being drawn', () => {
    const own = start('workspace');
    let isBusy = true;
    own.context.gestures.put({ isBusy: () => isBusy } as never);
    own.say('Click to add points.');
    vi.advanceTimersByTime(60_000);
    expect(said(own)).toBe('Click to add points.');
    isBusy = false;
    vi.advanceTimersByTime(8000);
    expect(said(own)).toBe('');
  });

  it('stays in the library, where it tells how things are', () => {
    const own = start('library');
    own.say('Limner closed unexpectedly at 14:02. Everything up to the last stroke is here.');
    vi.advanceTimersByTime(60_000);
    expect(said(own)).not.toBe('');
  });
});
