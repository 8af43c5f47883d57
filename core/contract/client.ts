// The typed face of a contract over any transport.

import { AppError, type JsonValue } from '../error/index.ts';
import type { CallOptions, Client, Contract } from './define.ts';
import { encodeFrame, type ServerFrame, type Transport } from './frames.ts';

interface Pending {
  readonly resolve: (output: JsonValue) => void;
  readonly reject: (error: AppError) => void;
  readonly options: CallOptions;
}

/** AbortSignal as far as a client needs it; core does not know the platform's event classes. */
interface ListenableSignal {
  readonly aborted: boolean;
  addEventListener?(type: 'abort', listener: () => void, options: { once: boolean }): void;
}

/** `onEvent` hears of what the server tells without being asked. */
export function createClient<C extends Contract>(
  contract: C,
  transport: Transport,
  onEvent: (name: string, payload: JsonValue) => void = () => undefined,
): Client<C> {
  const pending = new Map<number, Pending>();
  let nextId = 1;

  transport.onFrame((text) => {
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === 'evt') {
      onEvent(frame.name, frame.payload);
      return;
    }
    const entry = pending.get(frame.id);
    if (!entry) return;
    if (frame.type === 'progress') {
      entry.options.report?.(frame.progress);
      return;
    }
    pending.delete(frame.id);
    if (frame.type === 'ok') {
      entry.resolve(frame.output);
    } else {
      const { kind, code, message, data, retryable, incidentId } = frame.error;
      entry.reject(new AppError(kind, code, message, { data: incidentId === null ? data : { incidentId }, retryable }));
    }
  });

  transport.onLost?.(() => {
    const message = 'The connection to Limner was lost before it answered. It is tried again by itself.';
    for (const { reject } of pending.values()) {
      reject(new AppError('resource', 'CONNECTION_LOST', message, { retryable: true }));
    }
    pending.clear();
  });

  const call = (method: string, input: JsonValue, options: CallOptions): Promise<JsonValue> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      pending.set(id, { resolve, reject, options });
      const signal = options.signal as unknown as ListenableSignal | undefined;
      const cancel = () => transport.send(encodeFrame({ v: 1, type: 'cancel', id }));
      transport.send(encodeFrame({ v: 1, type: 'req', id, method, input }));
      if (signal?.aborted) cancel();
      else signal?.addEventListener?.('abort', cancel, { once: true });
    });

  const services = Object.entries(contract).map(([service, definition]) => [
    service,
    Object.fromEntries(
      Object.keys(definition).map((verb) => [
        verb,
        (input: JsonValue, options: CallOptions = {}) => call(`${service}.${verb}`, input, options),
      ]),
    ),
  ]);
  return Object.fromEntries(services) as Client<C>;
}
