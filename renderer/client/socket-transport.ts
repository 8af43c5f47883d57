// Contract frames over a WebSocket that comes back by itself. Calls made while it connects wait; once it is lost, they
// fail at once rather than pile up, and the state says so.

import type { Transport } from '../../core/contract/index.ts';

/** open: calls are answered. lost: tried again by itself. refused: this browser is not let in until it opens a
 * new address. closed: by the window itself. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused' | 'closed';

export interface StatefulTransport extends Transport {
  readonly state: () => ConnectionState;
  onState(listener: (state: ConnectionState) => void): void;
}

export interface SocketPorts {
  readonly openSocket: () => WebSocket;
  /** False when the server answers that it does not know this browser; rejects when it does not answer. */
  readonly isWelcome: () => Promise<boolean>;
  readonly wait: (ms: number, then: () => void) => void;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;
/** How often a server that does not know this browser is asked whether it does now. */
const REFUSED_RETRY_MS = 2000;

export function createSocketTransport({ openSocket, isWelcome, wait }: SocketPorts): StatefulTransport {
  const receivers: ((frame: string) => void)[] = [];
  const lostListeners: (() => void)[] = [];
  const stateListeners: ((state: ConnectionState) => void)[] = [];
  let waiting: string[] = [];
  let socket: WebSocket | null = null;
  let state: ConnectionState = 'connecting';
  let retryMs = FIRST_RETRY_MS;

  const enter = (next: ConnectionState): void => {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(next);
  };

  const loseAll = (): void => {
    waiting = [];
    for (const lost of lostListeners) lost();
  };

  const onClosed = (): void => {
    socket = null;
    if (state === 'closed') return;
    enter('lost');
    loseAll();
    const retry = () => {
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      if (state !== 'closed') open();
    };
    const ask = (): void => {
      isWelcome().then(
        (isIt) => {
          if (state === 'closed') return;
          if (isIt) wait(retryMs, retry);
          else {
            enter('refused');
            // A new address that is opened beside this page lets it in too.
            wait(REFUSED_RETRY_MS, ask);
          }
        },
        () => wait(retryMs, retry),
      );
    };
    ask();
  };

  const open = (): void => {
    const opening = openSocket();
    socket = opening;
    opening.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS;
      for (const frame of waiting) opening.send(frame);
      waiting = [];
      enter('open');
    });
    opening.addEventListener('message', ({ data }) => {
      for (const receive of receivers) receive(String(data));
    });
    opening.addEventListener('close', onClosed);
  };

  open();
  return {
    state: () => state,
    onState: (listener) => void stateListeners.push(listener),
    onLost: (lost) => void lostListeners.push(lost),
    onFrame: (receive) => void receivers.push(receive),
    send: (frame) => {
      if (state === 'open') socket?.send(frame);
      else if (state === 'connecting') waiting.push(frame);
      // After the caller has its promise.
      else queueMicrotask(loseAll);
    },
    close: () => {
      enter('closed');
      socket?.close();
      loseAll();
    },
  };
}
