// The child's side of `runInChild`: one request, its answer, the end.

import { AppError } from '../../core/error/index.ts';
import type { ChildProgress, ChildTaskPorts, FromChildTask, ToChildTask } from './child-task.ts';
import { toWire } from './wire-error.ts';

/** Thousands of small steps are told in this many a second. */
const TELL_EVERY_MS = 50;

/** Call once in the entry file of the process. It ends after the answer, and when its parent is gone. */
export function serveChildTask<Request>(work: (request: Request, ports: ChildTaskPorts) => Promise<unknown>): void {
  const controller = new AbortController();
  const send = (message: FromChildTask, sent: () => void = () => undefined) =>
    process.connected ? process.send?.(message, undefined, undefined, sent) : sent();
  let told = { phase: '', atMs: Number.NEGATIVE_INFINITY };
  const report = (progress: ChildProgress) => {
    const atMs = performance.now();
    const isNews = progress.phase !== told.phase || progress.done === progress.total;
    if (!isNews && atMs - told.atMs < TELL_EVERY_MS) return;
    told = { phase: progress.phase, atMs };
    send({ type: 'progress', progress });
  };
  const cancel = () => controller.abort(new AppError('cancelled', 'CANCELLED', 'Cancelled.'));
  process.on('message', (message: ToChildTask) => {
    if (message.type === 'cancel') {
      cancel();
      return;
    }
    void work(message.request as Request, { signal: controller.signal, report })
      .then(
        (output): FromChildTask => ({ type: 'done', output }),
        (error: unknown): FromChildTask => ({ type: 'failed', error: toWire(error) }),
      )
      .then((answer) => send(answer, () => process.connected && process.disconnect()));
  });
  process.on('disconnect', cancel);
  // Ctrl C reaches the whole group of a terminal; the parent decides what it means.
  process.on('SIGINT', () => undefined);
}
