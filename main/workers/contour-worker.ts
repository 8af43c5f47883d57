// Entry of the thread that runs one contouring: everything of it but the network itself, which has its own process.

import { parentPort } from 'node:worker_threads';
import { AppError } from '../../core/error/index.ts';
import { countVoxels, encodeRunLengths } from '../../core/volume/index.ts';
import {
  autoContour,
  type ContouredStructure,
  encodeUncertainty,
  type InferenceChild,
  startInferenceChild,
} from '../inference/index.ts';
import { transferables } from '../jobs/transferables.ts';
import { toWire } from '../jobs/wire-error.ts';
import { planesOfMask } from '../services/documents/plane-masks.ts';
import type { FinishedStructure, FromContourThread, ToContourThread } from '../services/queue/contour-messages.ts';

const port = parentPort;
if (port === null) throw new AppError('internal', 'TASK_NO_WORKER', 'Contouring runs in its own thread only.');

const send = (message: FromContourThread): void => port.postMessage(message, transferables(message));

const finish = ({ name, label, mask }: ContouredStructure): FinishedStructure => ({
  name,
  label,
  planes: planesOfMask(mask),
  mask: { size: mask.size, voxels: countVoxels(mask), runs: encodeRunLengths(mask) },
});

const controller = new AbortController();
let child: InferenceChild | null = null;

async function run({ image, modality, structures, model, device }: Extract<ToContourThread, { type: 'image' }>) {
  child?.ready.then(
    (ready) => send({ type: 'device', used: ready.device.used }),
    () => 'seen by the engine when it is needed',
  );
  const {
    device: used,
    warnings,
    isOutsideIntendedUse,
    timings,
    uncertainty,
  } = await autoContour({
    volume: image,
    modality,
    model,
    device,
    structures: structures ?? undefined,
    child: child ?? undefined,
    onProcess: (pid) => send({ type: 'child', pid: pid ?? null }),
    signal: controller.signal,
    report: (progress) => send({ type: 'progress', ...progress }),
    onStructure: (structure) => send({ type: 'structure', structure: finish(structure) }),
  });
  const kept = uncertainty === null ? null : encodeUncertainty(uncertainty);
  return { device: used, warnings, isOutsideIntendedUse, timings, uncertainty: kept };
}

port.on('message', (message: ToContourThread) => {
  if (message.type === 'cancel') {
    controller.abort();
    return;
  }
  if (message.type === 'start') {
    child = startInferenceChild(message.model, message.device);
    child.ready.catch(() => 'seen by the engine when it is needed');
    send({ type: 'child', pid: child.pid ?? null });
    return;
  }
  run(message)
    .then(
      (result) => send({ type: 'done', result }),
      (error: unknown) => {
        send({ type: 'failed', error: toWire(error) });
        child?.kill();
      },
    )
    .catch(() => child?.kill());
});
