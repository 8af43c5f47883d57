// Entry of the one process that loads ONNX Runtime. It lives as long as its parent's channel: a run cannot be stopped from
// inside JavaScript, so whoever must stop it at once kills this process and loses nothing else.

import type { InferenceSession } from 'onnxruntime-node';
import { AppError } from '../../core/error/index.ts';
import { type FromChild, type InstalledModel, type ToChild, toWireError } from '../inference/protocol.ts';
import { largestDifference, readGolden, runSession } from './inference-device.ts';
import { loadModel } from './inference-model.ts';
import { runTiles } from './inference-tiles.ts';

interface Loaded {
  readonly model: InstalledModel;
  readonly session: InferenceSession;
}

let loaded: Loaded | null = null;
const cancelled = new Set<number>();

const send = (message: FromChild): void => {
  if (process.connected) process.send?.(message);
};

function current(): Loaded {
  if (loaded === null) throw new AppError('internal', 'INFERENCE_NOT_LOADED', 'No model has been loaded.');
  return loaded;
}

async function load(message: Extract<ToChild, { type: 'load' }>): Promise<void> {
  const startedMs = performance.now();
  const { session, device } = await loadModel(message.model, message.device);
  loaded = { model: message.model, session };
  send({ type: 'ready', device, loadMs: performance.now() - startedMs });
}

/** `maxRSS` is in kilobytes on every system (libuv). */
const peakMemoryBytes = (): number => process.resourceUsage().maxRSS * 1024;

async function run({ id, input }: Extract<ToChild, { type: 'run' }>): Promise<void> {
  const { session, model } = current();
  const result = await runTiles(session, model.manifest, input, {
    isCancelled: () => cancelled.has(id),
    report: (done, total) => send({ type: 'progress', id, done, total, memoryBytes: peakMemoryBytes() }),
  });
  send({ type: 'result', id, result });
}

async function checkGolden(id: number): Promise<void> {
  const { session, model } = current();
  const golden = await readGolden(model);
  const output = await runSession(session, model.manifest, golden.input, model.manifest.golden.inputShape.slice(2));
  send({ type: 'golden', id, largestDifference: largestDifference(output, golden.output) });
}

async function handle(message: ToChild): Promise<void> {
  switch (message.type) {
    case 'load':
      return await load(message);
    case 'run':
      return await run(message);
    case 'golden':
      return await checkGolden(message.id);
    case 'cancel':
      cancelled.add(message.id);
      return;
    case 'close':
      process.disconnect();
  }
}

process.on('message', (message: ToChild) => {
  handle(message).catch((error: unknown) => {
    const id = message.type === 'run' || message.type === 'golden' ? message.id : null;
    send({ type: 'failed', id, error: toWireError(error) });
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides what it means and tells us.
process.on('SIGINT', () => undefined);
