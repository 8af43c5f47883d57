// The parent's end of the process that runs the network: start it early, wait until it is ready, hand it images.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/error/index.ts';
import type { ClassBox } from '../../core/inference/index.ts';
import { unpackedUrl } from '../platform/unpacked.ts';
import {
  type DeviceChoice,
  type DeviceRequest,
  type FromChild,
  fromWireError,
  type InstalledModel,
  type NetworkResult,
  type NetworkSource,
  type ToChild,
} from './protocol.ts';

/** Voxels that travel in one message: a native CT at once would be in memory four times. */
const VALUES_AT_ONCE = 4 * 2 ** 20;

/** How long a cancelled child may finish its patch before it is killed. */
const CANCEL_GRACE_MS = 2000;

export interface ReadyChild {
  readonly device: DeviceChoice;
  /** Reading, hashing and opening the model, device checks included. */
  readonly loadMs: number;
}

export interface RunHooks {
  readonly signal?: AbortSignal | undefined;
  /** Called after every patch; `memoryBytes`: the most that the process has used so far. */
  readonly report?: ((done: number, total: number, memoryBytes: number) => void) | undefined;
}

export interface InferenceChild {
  readonly model: InstalledModel;
  readonly pid: number | undefined;
  /** What it last said to be on; null before it tried any. */
  device(): DeviceChoice['used'] | null;
  /** Another process of the same kind with the same model. */
  startAnew(device: DeviceRequest): InferenceChild;
  /** Rejects when the model cannot be loaded or the process ends. */
  readonly ready: Promise<ReadyChild>;
  /** One image at a time. Rejects with `cancelled` at the latest 2 s after `signal`, `resource` when the process dies. */
  run(input: NetworkSource, hooks?: RunHooks): Promise<NetworkResult>;
  /** One class of the last result; null where it is nowhere. */
  field(channel: number): Promise<ClassBox | null>;
  /** Gives the memory of the last result back. */
  forget(): void;
  /** Largest difference of the networks' outputs from the stored golden outputs. */
  golden(): Promise<number>;
  /** Ends the process once it is idle. */
  close(): Promise<void>;
  /** Ends it now (SIGKILL). */
  kill(): void;
}

/** From source the entry is a TypeScript file that Node runs as it is; built, it lies beside this bundle or one up. */
function childEntry(): string {
  if (import.meta.url.endsWith('.ts')) {
    return fileURLToPath(new URL('../workers/inference-child.ts', import.meta.url));
  }
  const isChunk = /\/chunks\/[^/]+$/.test(import.meta.url);
  return fileURLToPath(
    unpackedUrl(new URL(isChunk ? '../inference-child.js' : './inference-child.js', import.meta.url)),
  );
}

/** Code of the error where the process ended without having been asked to. */
export const PROCESS_ENDED = 'INFERENCE_PROCESS_ENDED';

interface Pending {
  readonly resolve: (message: FromChild) => void;
  readonly reject: (error: AppError) => void;
  readonly report?: RunHooks['report'];
}

const cancelledError = () => new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.');

function diedError(code: number | null, signal: string | null): AppError {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return new AppError(
    'resource',
    PROCESS_ENDED,
    `The process that runs the network ended unexpectedly (${how}), perhaps for lack of memory. Run the command again.`,
    { retryable: true },
  );
}

/** ONNX Runtime 1.30 for Linux and macOS sends usage data to its maker and keeps a device id in the home
 * folder, unless this is set before they are loaded. Nothing leaves this computer. */
const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' };

/** Inside Electron the program is Electron's own, which is a plain Node with this; Node itself does not look at it. */
const AS_NODE = { ELECTRON_RUN_AS_NODE: '1' };

/**
 * Starts the process and has it load `model`; returns at once, so that the caller can read its images meanwhile. The
 * child does not keep an otherwise finished parent alive, except while something is asked of it. `entry`: the program.
 */
export function startInferenceChild(
  model: InstalledModel,
  device: DeviceRequest = 'auto',
  entry: string = childEntry(),
): InferenceChild {
  // ONNX Runtime writes to the standard streams of its process; stdout belongs to the command line's JSON.
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ...NO_TELEMETRY, ...AS_NODE },
  });
  const pending = new Map<number | null, Pending>();
  const hold = createHold(child);
  let nextId = 0;
  let ended: AppError | null = null;
  let opened: DeviceChoice['used'] | null = null;

  const request = (id: number | null, message: ToChild, report?: RunHooks['report']): Promise<FromChild> =>
    new Promise<FromChild>((resolve, reject) => {
      if (ended !== null) {
        reject(ended);
        return;
      }
      pending.set(id, { resolve, reject, report });
      hold(pending.size > 0);
      child.send(message, (error) => {
        if (error !== null) settle(id, (p) => p.reject(ended ?? diedError(child.exitCode, child.signalCode)));
      });
    });

  const settle = (id: number | null, how: (p: Pending) => void): void => {
    const entry = pending.get(id);
    if (entry === undefined) return;
    pending.delete(id);
    hold(pending.size > 0);
    how(entry);
  };

  const fail = (error: AppError): void => {
    ended ??= error;
    for (const id of [...pending.keys()]) settle(id, (p) => p.reject(error));
  };

  child.on('message', (message: FromChild) => {
    if (message.type === 'progress')
      pending.get(message.id)?.report?.(message.done, message.total, message.memoryBytes);
    else if (message.type === 'opens') opened = message.device;
    else if (message.type === 'ready') settle(null, (p) => p.resolve(message));
    else if (message.type === 'failed') settle(message.id, (p) => p.reject(fromWireError(message.error)));
    else settle(message.id, (p) => p.resolve(message));
  });
  child.on('exit', (code, signal) => {
    const end = () => fail(diedError(code, signal));
    // What it said last may still be on its way.
    if (child.connected) child.once('disconnect', end);
    else end();
  });
  child.on('error', (cause) =>
    fail(
      new AppError('resource', 'INFERENCE_PROCESS_START', 'The process that runs the network could not be started.', {
        cause,
        retryable: true,
      }),
    ),
  );

  const ready = request(null, { type: 'load', model, device }).then((message) => {
    if (message.type !== 'ready') throw new AppError('internal', 'INFERENCE_PROTOCOL', 'Unexpected reply.');
    return { device: message.device, loadMs: message.loadMs };
  });
  // A caller whose own input fails first never looks at `ready`: that must not count as an unhandled rejection.
  ready.catch(() => undefined);

  const kill = () => {
    child.kill('SIGKILL');
  };

  const run = async (input: NetworkSource, hooks: RunHooks = {}): Promise<NetworkResult> => {
    const { signal, report } = hooks;
    if (signal?.aborted) throw cancelledError();
    const id = nextId++;
    let grace: NodeJS.Timeout | undefined;
    const cancel = () => {
      child.send({ type: 'cancel', id } satisfies ToChild, () => undefined);
      grace = setTimeout(kill, CANCEL_GRACE_MS);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const { take, ...form } = input;
      const answer = request(id, { type: 'run', id, input: form }, report);
      await Promise.race([answer, sendValues(id, take())]);
      const message = await answer;
      if (message.type !== 'result') throw new AppError('internal', 'INFERENCE_PROTOCOL', 'Unexpected reply.');
      return message.result;
    } catch (error) {
      throw signal?.aborted ? cancelledError() : error;
    } finally {
      clearTimeout(grace);
      signal?.removeEventListener('abort', cancel);
    }
  };

  /** Part after part, each when the one before has left: the memory that messages wait in stays small. */
  const sendValues = async (id: number, values: Float32Array): Promise<void> => {
    for (let from = 0; from < values.length && ended === null; from += VALUES_AT_ONCE) {
      const part = values.subarray(from, from + VALUES_AT_ONCE);
      await new Promise<void>((sent) =>
        child.send({ type: 'values', id, values: part } satisfies ToChild, () => sent()),
      );
    }
  };

  const field = async (channel: number): Promise<ClassBox | null> => {
    const id = nextId++;
    const message = await request(id, { type: 'field', id, channel });
    if (message.type !== 'field') throw new AppError('internal', 'INFERENCE_PROTOCOL', 'Unexpected reply.');
    return message.box;
  };

  const forget = (): void => {
    if (child.connected) child.send({ type: 'forget' } satisfies ToChild, () => undefined);
  };

  const golden = async (): Promise<number> => {
    const id = nextId++;
    const message = await request(id, { type: 'golden', id });
    if (message.type !== 'golden') throw new AppError('internal', 'INFERENCE_PROTOCOL', 'Unexpected reply.');
    return message.largestDifference;
  };

  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    ended ??= new AppError('internal', 'INFERENCE_CLOSED', 'The process that runs the network has been closed.');
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.ref();
    if (child.connected) child.send({ type: 'close' } satisfies ToChild, () => undefined);
    await exited;
  };

  return {
    model,
    pid: child.pid,
    device: () => opened,
    startAnew: (other) => startInferenceChild(model, other, entry),
    ready,
    run,
    field,
    forget,
    golden,
    close,
    kill,
  };
}

/** Lets the child keep the parent's event loop alive only while an answer is awaited. */
function createHold(child: ChildProcess): (isBusy: boolean) => void {
  return (isBusy) => {
    if (isBusy) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  };
}
