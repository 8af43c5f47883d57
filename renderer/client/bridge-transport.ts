// Contract frames over Electron's bridge. Window and main process live and die together: this line is open until the
// window itself closes it.

import type { LimnerBridge } from '../../core/contract/index.ts';
import type { ConnectionState, StatefulTransport } from './socket-transport.ts';

export function createBridgeTransport(bridge: Pick<LimnerBridge, 'send' | 'onFrame'>): StatefulTransport {
  const lostListeners: (() => void)[] = [];
  const stateListeners: ((state: ConnectionState) => void)[] = [];
  let isOpen = true;
  const loseAll = (): void => {
    for (const lost of lostListeners) lost();
  };
  return {
    state: () => (isOpen ? 'open' : 'closed'),
    onState: (listener) => void stateListeners.push(listener),
    onLost: (lost) => void lostListeners.push(lost),
    onFrame: (receive) => bridge.onFrame((frame) => isOpen && receive(frame)),
    send: (frame) => {
      if (isOpen) bridge.send(frame);
      // After the caller has its promise.
      else queueMicrotask(loseAll);
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      for (const listener of stateListeners) listener('closed');
      loseAll();
    },
  };
}
