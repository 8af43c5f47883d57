// Client and server in one process (command line, tests). Frames are text here too, so nothing passes that a socket
// would refuse.

import type { Transport } from './frames.ts';

/** Closing either end closes both; what was asked and not answered is then lost. */
export function createInMemoryTransports(): { readonly client: Transport; readonly server: Transport } {
  const receivers: Record<'client' | 'server', ((frame: string) => void)[]> = { client: [], server: [] };
  const lostListeners: (() => void)[] = [];
  let isOpen = true;
  const loseAll = (): void => {
    for (const lost of lostListeners) lost();
  };
  const end = (own: 'client' | 'server', other: 'client' | 'server'): Transport => ({
    send: (frame) => {
      if (isOpen) for (const receive of receivers[other]) receive(frame);
      // After the caller has its promise.
      else void Promise.resolve().then(loseAll);
    },
    onFrame: (receive) => {
      receivers[own].push(receive);
    },
    onLost: (lost) => {
      lostListeners.push(lost);
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      loseAll();
    },
  });
  return { client: end('client', 'server'), server: end('server', 'client') };
}
