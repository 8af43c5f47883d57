import { spawnSync } from 'node:child_process';
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
  /** Writes now, and again in the middle of a call that no thread can be stopped in. */
  writeLate: ({ path }: { readonly path: string }): number => {
    const program = `
      const fs = require('node:fs');
      fs.writeFileSync(process.argv[1], 'now');
      setTimeout(() => fs.writeFileSync(process.argv[1], 'now and late'), 500);
    `;
    return spawnSync(process.execPath, ['-e', program, path]).status ?? 1;
  },
};
export type TestTasks = typeof TEST_TASKS;

serveTasks(TEST_TASKS);
