// Waiting for the line, apart from the page that it is made in.

import type { WindowConnection } from './connect.ts';

/** Resolves when calls may be answered: at once, or when the line is back. */
export const whenOpen = ({ state, onState }: Pick<WindowConnection, 'state' | 'onState'>): Promise<void> =>
  new Promise((resolve) => {
    if (state() === 'open') {
      resolve();
      return;
    }
    const stop = onState((next) => {
      if (next !== 'open') return;
      stop();
      resolve();
    });
  });
