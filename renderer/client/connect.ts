// The window's line to the main process: Electron's bridge where there is one, else a WebSocket to the server that the
// page came from. Everything above knows only the contract.

import './style-nonce.ts';
import {
  createClient,
  type WindowClient,
  type WindowEventName,
  type WindowEventPayload,
  windowContract,
  windowEvents,
} from '../../core/contract/index.ts';
import type { JsonValue } from '../../core/error/index.ts';
import { findBridge } from './bridge.ts';
import { createBridgeTransport } from './bridge-transport.ts';
import { type ConnectionState, createSocketTransport, type StatefulTransport } from './socket-transport.ts';

export type { ConnectionState } from './socket-transport.ts';

export interface WindowConnection {
  /** Calls reject with `AppError`; kind `resource` CONNECTION_LOST when the line breaks. */
  readonly client: WindowClient;
  /** Hears an event from now on; the returned function ends it. Payloads that do not fit the event are dropped. */
  on<N extends WindowEventName>(name: N, listener: (payload: WindowEventPayload<N>) => void): () => void;
  state(): ConnectionState;
  /** After 'open' follows 'lost', events may have been missed: ask again for what is shown. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Events that were dropped so far; anything but 0 is a fault. */
  readonly droppedEvents: () => number;
  close(): void;
}

export const connect = (): WindowConnection => connectOver(findTransport());

export function connectOver(transport: StatefulTransport): WindowConnection {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const stateListeners = new Set<(state: ConnectionState) => void>();
  let dropped = 0;
  transport.onState((state) => {
    for (const listener of [...stateListeners]) listener(state);
  });
  const receive = (name: string, payload: JsonValue): void => {
    const schema = Object.hasOwn(windowEvents, name) ? windowEvents[name as WindowEventName] : undefined;
    const parsed = schema?.safeParse(payload);
    if (!parsed?.success) {
      dropped++;
      return;
    }
    for (const listener of [...(listeners.get(name) ?? [])]) listener(parsed.data as never);
  };
  return {
    client: createClient(windowContract, transport, receive),
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: never) => void));
      return () => void set.delete(listener as (payload: never) => void);
    },
    state: transport.state,
    onState: (listener) => {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    droppedEvents: () => dropped,
    close: () => transport.close(),
  };
}

function findTransport(): StatefulTransport {
  const bridge = findBridge();
  if (bridge !== null) return createBridgeTransport(bridge);
  return createSocketTransport({
    openSocket: () => new WebSocket(new URL('frames', location.href.replace(/^http/, 'ws'))),
    isWelcome: async () => (await fetch('host.json')).status !== 403,
    wait: (ms, then) => void setTimeout(then, ms),
  });
}
