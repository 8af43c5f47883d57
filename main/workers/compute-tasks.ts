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
  printFiles: later(async () => (await import('../services/mesh/print-task.ts')).printFiles),
  foreignMesh: later(async () => (await import('../services/mesh/read-mesh-file.ts')).foreignMesh),
  segmentFile: later(async () => (await import('../services/exchange/segment-task.ts')).segmentFile),
  comparePair: later(async () => (await import('../services/compare/compare-pair.ts')).comparePairTask),
  importRtstruct: later(async () => (await import('../services/documents/import-set.ts')).importSet),
  keptContours: later(async () => (await import('../services/documents/import-set.ts')).keptOfSet),
  reportSet: later(async () => (await import('../services/rtstruct/report-set.ts')).reportSet),
  movePlanes: later(async () => (await import('../services/documents/plane-tasks.ts')).movePlanes),
  planesOfRuns: later(async () => (await import('../services/documents/plane-tasks.ts')).planesOfRuns),
  rtstructFile: later(async () => (await import('../services/documents/rtstruct-task.ts')).rtstructFile),
  takeFile: later(async () => (await import('../services/documents/take-file-task.ts')).takeFileTask),
  labelFile: later(async () => (await import('../services/segmentation/label-file-task.ts')).labelFile),
  structureFiles: later(async () => (await import('../services/documents/plane-tasks.ts')).structureFiles),
  reportFile: later(async () => (await import('../services/documents/report-task.ts')).reportFile),
  caseDoses: later(async () => (await import('../services/dose/dose-task.ts')).caseDoses),
  doseValues: later(async () => (await import('../services/dose/dose-task.ts')).doseValues),
  casePictures: later(async () => (await import('../services/pictures/picture-task.ts')).casePictures),
};

export type ComputeTasks = typeof COMPUTE_TASKS;
