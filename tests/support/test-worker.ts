import { openSync, writeSync } from 'node:fs';
import { AppError } from '../../core/error/index.ts';
import { serveTasks } from '../../main/jobs/serve-tasks.ts';

/** Tasks for tests of the pool. */
export const TEST_TASKS = {
  double: ({ values }: { readonly values: Float32Array }) => ({ values: values.map((value) => 2 * value) }),
  threadId: async (_: null) => {
    await new Promise((done) => setTimeout(done, 30));
    return (await import('node:worker_threads')).threadId;
  },
  refuse: (_: null): number => {
    throw new AppError('unsupported', 'TEST_REFUSED', 'Refused on purpose.', { data: { slice: 4 }, retryable: true });
  },
  crash: (_: null): number => {
    throw new TypeError('the name of DOE^JANE');
  },
  leave: (_: null): number => process.exit(3),
  spin: (_: null): number => {
    for (;;);
  },
  /** Writes one byte after the other, for ever. */
  fill: ({ path }: { readonly path: string }): number => {
    const file = openSync(path, 'w');
    for (;;) writeSync(file, 'x');
  },
};
export type TestTasks = typeof TEST_TASKS;

serveTasks(TEST_TASKS);
