// What a window asks for -> a job that can wait, also over a restart.

import type { QueueRow, WindowImplementation } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { InstalledModel } from '../../inference/index.ts';
import { resolveModel } from '../models/default-model.ts';
import type { JobRequest, QueuePorts, RowStart } from './queue-job.ts';

type AddInput = Parameters<WindowImplementation['queue']['add']>[0];

export interface PreparedJob {
  readonly request: JobRequest;
  readonly row: RowStart;
}

const namesOf = ({ manifest }: InstalledModel): string[] => [
  ...manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name])),
  ...(manifest.external === null ? [] : [manifest.external.name]),
];

/** Slices go along their axis, patches along the slowest one; folds and mirrored views go over the patient more than once. */
function sweepOf({ manifest: { input, ensemble, mirroring } }: InstalledModel): QueueRow['sweep'] {
  if (ensemble.length > 0 || mirroring !== null) return null;
  const slices = input.axes.find(({ axis }) => axis === input.sliceAxis);
  const { towards } = slices ?? input.axes[0];
  return towards === 'I' ? 'down' : towards === 'S' ? 'up' : null;
}

/** Throws `not-found` for a case or model that is not there any more, `safety` for a series of another case, `denied` for paths. */
export async function prepareJob(ports: QueuePorts, input: AddInput): Promise<PreparedJob> {
  if (input.kind === 'import') {
    return { request: { kind: 'import', paths: input.paths.map(ports.resolvePath) }, row: { kind: 'import' } };
  }
  const { caseId, seriesId, device, structures } = input;
  // Throws for a case that was deleted meanwhile.
  ports.reader.getCase(caseId);
  const stored = ports.reader.getVolume(ports.reader.work.currentVolume(seriesId));
  if (stored.caseId !== caseId) {
    throw new AppError('safety', 'QUEUE_OTHER_CASE', 'The series belongs to another case. Open the case again.');
  }
  const model = await resolveModel(await ports.openRegistry(), input.modelId);
  const { id: modelId, title: modelTitle } = model.manifest;
  return {
    request: { kind: 'contour', caseId, seriesId, modelId, structures, device },
    row: {
      kind: 'contour',
      caseId,
      seriesId,
      modelTitle,
      structures: structures ?? namesOf(model),
      sweep: sweepOf(model),
    },
  };
}
