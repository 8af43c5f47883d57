// The worker's side: answers requests one at a time with the tasks of a registry.

import { parentPort } from 'node:worker_threads';
import { AppError } from '../../core/error/index.ts';
import type { Task, TaskRegistry, TaskReply, TaskRequest } from './task.ts';
import { transferables } from './transferables.ts';
import { toWire } from './wire-error.ts';

/** Call once in the entry file of a worker. Throws when this is no worker thread. */
export function serveTasks(tasks: TaskRegistry): void {
  const port = parentPort;
  if (port === null) throw new AppError('internal', 'TASK_NO_WORKER', 'Compute tasks run in worker threads only.');
  port.on('message', (request: TaskRequest) => {
    void answer(tasks, request).then((reply) => {
      port.postMessage(reply, reply.ok ? transferables(reply.output) : []);
    });
  });
}

async function answer(tasks: TaskRegistry, { name, input }: TaskRequest): Promise<TaskReply> {
  try {
    const task = Object.hasOwn(tasks, name) ? (tasks[name] as Task<unknown, unknown>) : null;
    if (task === null) throw new AppError('internal', 'TASK_UNKNOWN', 'A compute task of this name does not exist.');
    return { ok: true, output: await task(input) };
  } catch (error) {
    return { ok: false, error: toWire(error) };
  }
}
