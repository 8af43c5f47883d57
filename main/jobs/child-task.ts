// One piece of long work in a process of its own: for what holds its thread for seconds, can only be stopped with its
// process, or opens files of a database beside which a thread would drop the locks of its own process (POSIX).

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/error/index.ts';
import type { WireError } from './task.ts';
import { fromWire } from './wire-error.ts';
import { workerEntry } from './worker-entry.ts';

/** A step of the work, as the services report it. */
export interface ChildProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly bytesDone?: number;
}

export type ToChildTask = { readonly type: 'start'; readonly request: unknown } | { readonly type: 'cancel' };

export type FromChildTask =
  | { readonly type: 'progress'; readonly progress: ChildProgress }
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly error: WireError };

export interface ChildTaskPorts {
  readonly signal: AbortSignal;
  readonly report: (progress: ChildProgress) => void;
}

/** What is still at work after this is stopped with its process. */
const CANCEL_GRACE_MS = 1_000;

const cancelled = () => new AppError('cancelled', 'CANCELLED', 'Cancelled.');

/**
 * Runs `request` in the process of `main/workers/<entry>`. Rejects with the `AppError` that the work threw, `cancelled`
 * on the signal, both once the process has ended, and `resource` when it ends by itself.
 */
export function runInChild<Output>(
  entry: string,
  request: unknown,
  { signal, report }: ChildTaskPorts,
): Promise<Output> {
  if (signal.aborted) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(workerEntry(entry)), [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Inside Electron the program is Electron's own, which is a plain Node with this.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let answer: FromChildTask | null = null;
    let grace: NodeJS.Timeout | undefined;
    const say = (message: ToChildTask) => child.send(message, () => undefined);
    const cancel = () => {
      say({ type: 'cancel' });
      grace = setTimeout(() => child.kill('SIGKILL'), CANCEL_GRACE_MS);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const end = (failure: unknown) => {
      clearTimeout(grace);
      signal.removeEventListener('abort', cancel);
      if (answer?.type === 'done') resolve(answer.output as Output);
      else if (signal.aborted) reject(cancelled());
      else if (answer?.type === 'failed') reject(fromWire(answer.error));
      else {
        const message = 'A process of Limner ended unexpectedly, perhaps for lack of memory. Try again.';
        reject(new AppError('resource', 'TASK_PROCESS', message, { cause: failure, retryable: true }));
      }
    };
    child.on('message', (message: FromChildTask) => {
      if (message.type === 'progress') report(message.progress);
      else answer = message;
    });
    child.once('error', end);
    child.once('close', end);
    say({ type: 'start', request });
  });
}
