// The one process that loads ONNX Runtime. It lives as long as its parent's channel: a run cannot be stopped from inside
// JavaScript, so whoever must stop it at once kills this process and loses nothing else.

import { AppError } from '../../core/error/index.ts';
import type { StoredFields } from '../../core/inference/index.ts';
import { type FromChild, type NetworkInputForm, type ToChild, toWireError } from '../inference/protocol.ts';
import { largestDifference, runGolden } from './inference-device.ts';
import { type LoadedModel, loadModel } from './inference-model.ts';
import type { Runtime } from './inference-runtime.ts';
import { runImage } from './inference-tiles.ts';

interface Arriving {
  readonly id: number;
  readonly form: NetworkInputForm;
  readonly values: Float32Array;
  filled: number;
}

let loaded: LoadedModel | null = null;
let arriving: Arriving | null = null;
let fields: StoredFields | null = null;
const cancelled = new Set<number>();

const send = (message: FromChild): void => {
  if (process.connected) process.send?.(message);
};

function current(): LoadedModel {
  if (loaded === null) throw new AppError('internal', 'INFERENCE_NOT_LOADED', 'No model has been loaded.');
  return loaded;
}

/** Tells the parent of every device before it is tried: one that takes the process along can tell nothing afterwards. */
const telling = (runtime: Runtime): Runtime => ({
  ...runtime,
  open: (bytes, device) => {
    send({ type: 'opens', device });
    return runtime.open(bytes, device);
  },
});

async function load(message: Extract<ToChild, { type: 'load' }>, runtime: Runtime): Promise<void> {
  const startedMs = performance.now();
  loaded = await loadModel(message.model, message.device, telling(runtime));
  send({ type: 'ready', device: loaded.device(), loadMs: performance.now() - startedMs });
}

/** `maxRSS` is in kilobytes on every system (libuv). */
const peakMemoryBytes = (): number => process.resourceUsage().maxRSS * 1024;

function prepare({ id, input }: Extract<ToChild, { type: 'run' }>): void {
  fields = null;
  const [a, b, c] = input.size;
  arriving = { id, form: input, values: new Float32Array(a * b * c), filled: 0 };
}

/** Runs when the last part is here. */
async function take({ id, values }: Extract<ToChild, { type: 'values' }>): Promise<void> {
  if (arriving === null || arriving.id !== id) return;
  arriving.values.set(values, arriving.filled);
  arriving.filled += values.length;
  if (arriving.filled < arriving.values.length) return;
  const input = { ...arriving.form, values: arriving.values };
  arriving = null;
  const run = await runImage(current(), input, {
    isCancelled: () => cancelled.has(id),
    report: (done, total) => send({ type: 'progress', id, done, total, memoryBytes: peakMemoryBytes() }),
  });
  fields = run.fields;
  send({ type: 'result', id, result: run.result });
}

async function checkGolden(id: number): Promise<void> {
  const { model, networks, sessions } = current();
  let largest = 0;
  for (const [n, session] of sessions().entries()) {
    const golden = await networks[n]?.golden();
    if (golden === undefined) continue;
    const output = await runGolden(session, model.manifest, golden.input);
    largest = Math.max(largest, largestDifference(output, golden.output));
  }
  send({ type: 'golden', id, largestDifference: largest });
}

async function handle(message: ToChild, runtime: Runtime): Promise<void> {
  switch (message.type) {
    case 'load':
      return await load(message, runtime);
    case 'run':
      return prepare(message);
    case 'values':
      return await take(message);
    case 'field':
      return send({ type: 'field', id: message.id, box: fields?.box(message.channel) ?? null });
    case 'forget':
      fields = null;
      return;
    case 'golden':
      return await checkGolden(message.id);
    case 'cancel':
      cancelled.add(message.id);
      return;
    case 'close':
      process.disconnect();
  }
}

/** Answers the parent until it is gone. */
export function serveInference(runtime: Runtime): void {
  process.on('message', (message: ToChild) => {
    handle(message, runtime).catch((error: unknown) => {
      send({ type: 'failed', id: 'id' in message ? message.id : null, error: toWireError(error) });
    });
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent decides what it means and tells us.
  process.on('SIGINT', () => undefined);
}
