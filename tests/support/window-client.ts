// A window without a window: the services of one over the in-memory transport, and its events.

import {
  createClient,
  createInMemoryTransports,
  type WindowClient,
  windowContract,
} from '../../core/contract/index.ts';
import { createWindowApp, type WindowApp } from '../../main/app/create-window-app.ts';

export interface TestWindow {
  readonly app: WindowApp;
  readonly client: WindowClient;
  readonly events: { readonly name: string; readonly payload: unknown }[];
  /** Waits for an event; those that have come count too. */
  waitFor<T>(name: string, isIt: (payload: T) => boolean): Promise<T>;
  onEvent(listener: (name: string, payload: unknown) => void): void;
  /** The window is closed; the services go on. */
  leave(): void;
}

export function openTestWindow(libraryFolder: string, mode: 'write' | 'read' = 'write'): TestWindow {
  const app = createWindowApp({ libraryFolder, mode });
  return { app, ...connect(app) };
}

/** One more connection to a window's services. */
export function connect(app: WindowApp): Omit<TestWindow, 'app'> {
  const transports = createInMemoryTransports();
  const { detach } = app.attach(transports.server);
  const listeners: ((name: string, payload: unknown) => void)[] = [];
  const events: { name: string; payload: unknown }[] = [];
  let waiting: (() => void)[] = [];
  const client = createClient(windowContract, transports.client, (name, payload) => {
    events.push({ name, payload });
    for (const listener of listeners) listener(name, payload);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  return {
    client,
    events,
    onEvent: (listener) => void listeners.push(listener),
    leave: detach,
    waitFor: async <T>(name: string, isIt: (payload: T) => boolean) => {
      for (;;) {
        const found = events.find((event) => event.name === name && isIt(event.payload as T));
        if (found !== undefined) return found.payload as T;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
