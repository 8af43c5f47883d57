// The registry of compute tasks. A new task is one more entry: its types reach the callers by themselves. The code of a
// task comes with its first call: a thread that compares masks does not start with all that a report needs.

import type { Task } from '../jobs/task.ts';

const later =
  <Input, Output>(load: () => Promise<(input: Input) => Output | Promise<Output>>): Task<Input, Output> =>
  async (input) =>
    (await load())(input);

export const COMPUTE_TASKS = {
  surface: later(async () => (await import('../services/mesh/surface-task.ts')).surface),
  maskFile: later(async () => (await import('../volume-files/write-mask-file.ts')).maskFileTask),
  comparePair: later(async () => (await import('../services/compare/compare-pair.ts')).comparePairTask),
};

export type ComputeTasks = typeof COMPUTE_TASKS;
