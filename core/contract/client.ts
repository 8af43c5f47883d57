// The typed face of a contract over any transport.

import { AppError, type JsonValue } from '../error/index.ts';
import type { CallOptions, Client, Contract } from './define.ts';
import { encodeFrame, type ServerFrame, type Transport } from './frames.ts';

interface Pending {
  readonly resolve: (output: JsonValue) => void;
  readonly reject: (error: AppError) => void;
  readonly options: CallOptions;
  /** Stops listening for the caller's signal: one signal often serves many calls. */
  readonly forget: () => void;
}

/** AbortSignal as far as a client needs it; core does not know the platform's event classes. */
interface ListenableSignal {
  readonly aborted: boolean;
  addEventListener?(type: 'abort', listener: () => void, options: { once: boolean }): void;
  removeEventListener?(type: 'abort', listener: () => void): void;
}

const lost = (cause?: unknown) =>
  new AppError(
    'resource',
    'CONNECTION_LOST',
    'The connection to Limner was lost before it answered. It is tried again by itself.',
    { retryable: true, cause },
  );

/** Calls reject with `resource` CONNECTION_LOST when the transport closes or loses them. `onEvent` hears of what the server tells without being asked. */
export function createClient<C extends Contract>(
  contract: C,
  transport: Transport,
  onEvent: (name: string, payload: JsonValue) => void = () => undefined,
): Client<C> {
  const pending = new Map<number, Pending>();
  let nextId = 1;

  const settle = (id: number, answer: (entry: Pending) => void): void => {
    const entry = pending.get(id);
    if (entry === undefined) return;
    pending.delete(id);
    entry.forget();
    answer(entry);
  };

  transport.onFrame((text) => {
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === 'evt') {
      onEvent(frame.name, frame.payload);
      return;
    }
    if (frame.type === 'progress') {
      pending.get(frame.id)?.options.report?.(frame.progress);
      return;
    }
    settle(frame.id, ({ resolve, reject }) => {
      if (frame.type === 'ok') {
        resolve(frame.output);
        return;
      }
      const { kind, code, message, data, retryable, incidentId } = frame.error;
      reject(new AppError(kind, code, message, { data: incidentId === null ? data : { incidentId }, retryable }));
    });
  });

  transport.onLost?.(() => {
    for (const id of [...pending.keys()]) settle(id, ({ reject }) => reject(lost()));
  });

  const call = (method: string, input: JsonValue, options: CallOptions): Promise<JsonValue> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      const signal = options.signal as unknown as ListenableSignal | undefined;
      const cancel = () => transport.send(encodeFrame({ v: 1, type: 'cancel', id }));
      const request = encodeFrame({ v: 1, type: 'req', id, method, input });
      pending.set(id, { resolve, reject, options, forget: () => signal?.removeEventListener?.('abort', cancel) });
      try {
        transport.send(request);
      } catch (error) {
        settle(id, () => reject(error instanceof AppError ? error : lost(error)));
        return;
      }
      if (signal?.aborted) cancel();
      else if (pending.has(id)) signal?.addEventListener?.('abort', cancel, { once: true });
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
