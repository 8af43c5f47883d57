// Acts of the window as a whole.

import type { Overlay } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { type Command, command } from './command.ts';

const GROUP = 'Window';

const toggle = (store: AppStore, overlay: Overlay) =>
  store.setState((state) => ({ overlay: state.overlay === overlay ? 'none' : overlay }));

/** Where the focus goes in a region; null: nothing in it can have it. */
const focusOf = (region: HTMLElement): HTMLElement | null =>
  region.matches('[tabindex]')
    ? region
    : region.querySelector<HTMLElement>('[tabindex="0"], button:not([disabled]), input, select');

/** Moves the focus to the next or previous region of the screen that is there. */
function moveRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((own) => focusOf(own) !== null);
  if (regions.length === 0) return;
  // The innermost: a region may lie in another.
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[(Math.max(at, step === 1 ? -1 : 0) + step + regions.length) % regions.length];
  if (next) focusOf(next)?.focus();
}

export const createWindowCommands = (): Command[] => [
  command('palette.show', 'Commands', GROUP, 'everywhere', ['Ctrl K'], ({ store }) => toggle(store, 'palette')),
  command('keys.show', 'Keyboard map', GROUP, 'everywhere', ['?'], ({ store }) => toggle(store, 'keys')),
  command('settings.show', 'Settings', GROUP, 'everywhere', ['Ctrl ,'], ({ store }) => {
    const { route } = store.getState();
    if (route.screen !== 'settings')
      store.setState({ route: { screen: 'settings', from: route.screen }, overlay: 'none' });
  }),
  command('autocontour.show', 'Auto-contour…', 'Structures', 'workspace', ['Ctrl Shift A'], ({ store }) =>
    toggle(store, 'autocontour'),
  ),
  command('export.show', 'Export…', 'Cases', 'workspace', ['Ctrl E'], ({ store }) => toggle(store, 'export')),
  command('search.focus', 'Search', GROUP, 'everywhere', ['Ctrl F'], () => {
    document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
  }),
  command('region.next', 'Next region', GROUP, 'everywhere', ['F6'], () => moveRegion(1)),
  command('region.previous', 'Previous region', GROUP, 'everywhere', ['Shift F6'], () => moveRegion(-1)),
  command('window.fullScreen', 'Full screen', GROUP, 'everywhere', ['F11'], async () => {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  }),
];
