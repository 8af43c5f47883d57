// The checks, beside the window's own thread. It keeps the planes that it was sent; an edit sends those that it touched.

import {
  type CaseModel,
  createCaseModel,
  type DoubtLimits,
  type RangesFile,
  runChecks,
} from '../../core/checks/index.ts';
import { createMapSampler } from '../../core/uncertainty/index.ts';
import limits from '../../resources/doubt-limits.json' with { type: 'json' };
import learnt from '../../resources/structure-ranges.json' with { type: 'json' };
import type { ChecksAnswer, ChecksRequest } from './checks-messages.ts';

/** The part of a worker's global that is used; its whole type would come with that of the window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ChecksRequest>) => void) | null;
  postMessage(message: ChecksAnswer): void;
}
const scope = globalThis as unknown as WorkerScope;

/** See resources/structure-ranges.md. */
const ranges = learnt as unknown as RangesFile;

let model: CaseModel | null = null;

scope.onmessage = ({ data }) => {
  if (data.type === 'open') {
    model = createCaseModel(data.geometry);
    return;
  }
  if (model === null) return;
  if (data.type === 'map') {
    model.setMap(data.modelGroupId, { model: data.model, sampler: createMapSampler(data.map) });
    return;
  }
  const startedMs = performance.now();
  for (const { structureId, planes } of data.planes) model.setPlanes(structureId, planes);
  if (data.type === 'planes') return;
  model.setStructures(data.structures);
  model.setWarnings(data.warnings);
  const findings = runChecks(model, ranges, limits as DoubtLimits);
  scope.postMessage({ turn: data.turn, findings, ms: performance.now() - startedMs });
};
