// Client and server in one process (command line, tests). Frames are text here too, so nothing passes that a socket
// would refuse.

import type { Transport } from './frames.ts';

export function createInMemoryTransports(): { readonly client: Transport; readonly server: Transport } {
  const receivers: Record<'client' | 'server', ((frame: string) => void)[]> = { client: [], server: [] };
  let isOpen = true;
  const end = (own: 'client' | 'server', other: 'client' | 'server'): Transport => ({
    send: (frame) => {
      if (isOpen) for (const receive of receivers[other]) receive(frame);
    },
    onFrame: (receive) => {
      receivers[own].push(receive);
    },
    close: () => {
      isOpen = false;
    },
  });
  return { client: end('client', 'server'), server: end('server', 'client') };
}
