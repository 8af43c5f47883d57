// The owner's end of a contouring thread.

import { Worker } from 'node:worker_threads';
import { AppError } from '../../../core/error/index.ts';
import type { ImageVolume } from '../../../core/volume/index.ts';
import type { ContourProgress, DeviceRequest, InstalledModel } from '../../inference/index.ts';
import { transferables } from '../../jobs/transferables.ts';
import { fromWire } from '../../jobs/wire-error.ts';
import { workerEntry } from '../../jobs/worker-entry.ts';
import type { FinishedStructure, FromContourThread, ThreadResult, ToContourThread } from './contour-messages.ts';

export interface ContourThreadHooks {
  readonly onProgress: (progress: ContourProgress) => void;
  readonly onStructure: (structure: FinishedStructure) => void;
  readonly onDevice: (used: string) => void;
}

export interface ContourThread {
  /** Contours an image, whose voxels move away; one at a time, and another one only after one that ended well. Rejects with
   * what `autoContour` throws, `cancelled` after `cancel`. */
  run(
    image: ImageVolume,
    modality: string | null,
    structures: readonly string[] | null,
    hooks: ContourThreadHooks,
  ): Promise<ThreadResult>;
  /** Ends it: at once where it can, by force after a grace. */
  cancel(): void;
  /** Ends thread and process whatever they do. */
  close(): Promise<void>;
}

/** The engine ends a patch within this after a cancel; more means that something hangs. */
const CANCEL_GRACE_MS = 3_000;

const threadEnded = (cause: unknown) =>
  new AppError('resource', 'CONTOUR_THREAD', 'Contouring ended unexpectedly, perhaps for lack of memory.', {
    cause,
    retryable: true,
  });

const cancelled = () => new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.');

/** Starts the thread and, in it, the process with the model; the images can be read meanwhile. */
export function startContourThread(model: InstalledModel, device: DeviceRequest): ContourThread {
  const worker = new Worker(workerEntry('contour-worker'), { execArgv: [], name: 'limner-contour' });
  let childPid: number | null = null;
  let isCancelled = false;
  let grace: NodeJS.Timeout | undefined;
  const say = (message: ToContourThread, transfer: readonly ArrayBuffer[] = []) =>
    worker.postMessage(message, [...transfer]);
  worker.on('message', (message: FromContourThread) => {
    if (message.type === 'child') childPid = message.pid;
  });
  // Seen by `run` too; without a listener an early error would end this process.
  worker.on('error', () => undefined);
  say({ type: 'start', model, device });

  const close = async (): Promise<void> => {
    clearTimeout(grace);
    await worker.terminate();
    if (childPid === null) return;
    try {
      process.kill(childPid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };

  return {
    run: (image, modality, structures, { onProgress, onStructure, onDevice }) =>
      new Promise<ThreadResult>((resolve, reject) => {
        const hear = (message: FromContourThread) => {
          if (message.type === 'progress') onProgress(message);
          else if (message.type === 'device') onDevice(message.used);
          else if (message.type === 'structure') onStructure(message.structure);
          else if (message.type === 'done') end(() => resolve(message.result));
          else if (message.type === 'failed') end(() => reject(isCancelled ? cancelled() : fromWire(message.error)));
        };
        const fail = (cause: unknown) => end(() => reject(threadEnded(cause)));
        const exit = () => end(() => reject(cancelled()));
        // The thread may be used again: what listens to this run must not listen to the next.
        const end = (settle: () => void) => {
          worker.off('message', hear).off('error', fail).off('exit', exit);
          settle();
        };
        worker.on('message', hear).on('error', fail).on('exit', exit);
        if (isCancelled) exit();
        else say({ type: 'image', image, modality, structures, model, device }, transferables(image));
      }),
    cancel: () => {
      if (isCancelled) return;
      isCancelled = true;
      say({ type: 'cancel' });
      grace = setTimeout(() => void close(), CANCEL_GRACE_MS);
    },
    close,
  };
}
