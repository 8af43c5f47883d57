// The thread of the last contouring is kept for a while with its network loaded: the next image of the same kind begins at
// once. One at most, and only while somebody may come back soon, since a network holds memory.

import type { DeviceRequest, InstalledModel } from '../../inference/index.ts';
import type { ContourThread } from './contour-thread.ts';

export interface WarmThreadPorts {
  readonly start: (model: InstalledModel, device: DeviceRequest) => ContourThread;
  /** Calls `action` after a time; returns how to prevent that. */
  readonly schedule: (afterMs: number, action: () => void) => () => void;
  /** How long a thread waits for another job. */
  readonly idleMs: number;
}

export interface WarmThreads {
  /** The one that waits if it has this model on this device, else a new one. The caller closes it or gives it back. */
  take(model: InstalledModel, device: DeviceRequest): ContourThread;
  /** For a thread whose job ended well. */
  giveBack(thread: ContourThread, model: InstalledModel, device: DeviceRequest): void;
  /** Ends the one that waits. */
  close(): Promise<void>;
}

/** A model that was installed anew under its old name is another one. */
const keyOf = ({ manifest, folder }: InstalledModel, device: DeviceRequest): string =>
  [device, folder, manifest.id, manifest.version, manifest.sha256, ...manifest.ensemble.map((n) => n.sha256)].join(' ');

/** Nothing waits at first. */
export function createWarmThreads({ start, schedule, idleMs }: WarmThreadPorts): WarmThreads {
  let waiting: { readonly thread: ContourThread; readonly key: string; readonly stop: () => void } | null = null;
  const release = async (): Promise<void> => {
    const { thread, stop } = waiting ?? {};
    waiting = null;
    stop?.();
    await thread?.close();
  };
  return {
    take: (model, device) => {
      if (waiting?.key !== keyOf(model, device)) {
        void release();
        return start(model, device);
      }
      const { thread, stop } = waiting;
      waiting = null;
      stop();
      return thread;
    },
    giveBack: (thread, model, device) => {
      void release();
      waiting = { thread, key: keyOf(model, device), stop: schedule(idleMs, () => void release()) };
    },
    close: release,
  };
}
