// Takes requests of one connection to an implementation. Every input is checked in all builds.

import type { ZodType } from 'zod';
import { AppError, type JsonValue } from '../error/index.ts';
import type { CallContext, Contract, Implementation, Progress } from './define.ts';
import { type ClientFrame, encodeFrame, type Transport, type WireError } from './frames.ts';

/** The parts of the platform that the server needs; core has no clock and no controllers of its own. */
export interface ServerPorts {
  readonly createAbortController: () => { readonly signal: AbortSignal; abort(reason?: unknown): void };
  /** Keeps cause and stack in the log of this process; returns the id under which they are found. */
  readonly recordIncident: (error: unknown, method: string) => string;
}

const invalidInput = (method: string, issues: readonly { path: PropertyKey[]; message: string }[]): AppError => {
  const where = issues.map((issue) => `${issue.path.map(String).join('.') || 'input'}: ${issue.message}`).join('; ');
  return new AppError('invalid-input', 'CONTRACT_INPUT', `${method} was called with unusable values (${where}).`);
};

const toWire = (error: unknown, method: string, ports: ServerPorts): WireError => {
  if (error instanceof AppError && error.kind !== 'internal') {
    const { kind, code, message, data, retryable } = error;
    return { kind, code, message, data, retryable, incidentId: null };
  }
  const incidentId = ports.recordIncident(error, method);
  const known = error instanceof AppError;
  return {
    kind: 'internal',
    code: known ? error.code : 'INTERNAL',
    message: known ? error.message : `${method} failed on a fault of Limner itself (incident ${incidentId}).`,
    data: known ? error.data : null,
    retryable: false,
    incidentId,
  };
};

export interface Server {
  /** Tells the other end that something happened. */
  emit(name: string, payload: JsonValue): void;
}

/** Serves `contract` on `transport` until the transport closes. */
export function createServer<C extends Contract>(
  contract: C,
  implementation: Implementation<C>,
  transport: Transport,
  ports: ServerPorts,
): Server {
  const running = new Map<number, { abort(reason?: unknown): void }>();

  const call = async (name: string, input: JsonValue, context: CallContext): Promise<JsonValue> => {
    const [service = '', verb = ''] = name.split('.');
    const definition = Object.hasOwn(contract, service) ? contract[service] : undefined;
    const method = definition && Object.hasOwn(definition, verb) ? definition[verb] : undefined;
    if (!method) throw new AppError('not-found', 'CONTRACT_METHOD', `There is no method ${name}.`);
    const parsed = (method.input as ZodType).safeParse(input);
    if (!parsed.success) throw invalidInput(name, parsed.error.issues);
    const handler = implementation[service]?.[verb] as (input: unknown, context: CallContext) => Promise<unknown>;
    return (method.output as ZodType<JsonValue>).parse(await handler(parsed.data, context));
  };

  /** False when the transport takes nothing: the other end is gone. Never throws, so that no answer that comes too late
   * can end the process. */
  const deliver = (text: string, method: string): boolean => {
    try {
      transport.send(text);
      return true;
    } catch (error) {
      ports.recordIncident(error, method);
      return false;
    }
  };

  const encodeError = (id: number, error: unknown, method: string): string => {
    try {
      return encodeFrame({ v: 1, type: 'err', id, error: toWire(error, method, ports) });
    } catch (unusable) {
      return encodeFrame({ v: 1, type: 'err', id, error: toWire(unusable, method, ports) });
    }
  };

  transport.onFrame((text) => {
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.type === 'cancel') {
      running.get(frame.id)?.abort(new AppError('cancelled', 'CANCELLED', 'Cancelled.'));
      return;
    }
    const { id, method } = frame;
    const controller = ports.createAbortController();
    running.set(id, controller);
    const report = (progress: Progress) => {
      if (controller.signal.aborted) return;
      const text = encodeFrame({ v: 1, type: 'progress', id, progress });
      // Nobody hears of this call any more.
      if (!deliver(text, method)) controller.abort(new AppError('cancelled', 'CANCELLED', 'Cancelled.'));
    };
    void call(method, frame.input, { signal: controller.signal, report })
      .then((output) => encodeFrame({ v: 1, type: 'ok', id, output }))
      .catch((error: unknown) => encodeError(id, error, method))
      .then((answer) => {
        running.delete(id);
        deliver(answer, method);
      });
  });
  return { emit: (name, payload) => void deliver(encodeFrame({ v: 1, type: 'evt', name, payload }), name) };
}
