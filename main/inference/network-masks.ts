// Network output -> masks on the image's own grid, one class at a time.

import {
  type ClassMap,
  classOnImage,
  createCompetition,
  createPainting,
  type ModelGrid,
  type ModelLabel,
  postProcess,
  thresholdField,
} from '../../core/inference/index.ts';
import { emptyMask, type Mask } from '../../core/volume/index.ts';
import type { AutoContourRequest, ContouredStructure } from './contour-types.ts';
import type { InferenceChild } from './inference-child.ts';
import type { NetworkResult } from './protocol.ts';
import { runSteps, throwIfCancelled } from './run-steps.ts';

/** Where the classes of a result stand on the image, and how to get the mask of one. */
export interface Finished {
  readonly grid: ModelGrid;
  readonly result: NetworkResult;
  readonly child: InferenceChild;
}

/** Classes that share voxels, brought to the image one after the other; null where every class stands alone. */
async function shareVoxels(request: AutoContourRequest, { grid, result, child }: Finished): Promise<ClassMap | null> {
  const { activation, labels, threshold, regions } = request.model.manifest.output;
  if (activation === 'sigmoid') return null;
  const g = request.volume.geometry;
  const paintOf = (channel: number) => ({
    mark: regions?.[channel]?.paints ?? 0,
    threshold: labels[channel]?.threshold ?? threshold,
  });
  const map =
    activation === 'regions'
      ? createPainting(result.extents, grid, g, paintOf)
      : createCompetition(result.extents, grid, g);
  for (const { channel } of result.extents) {
    const box = await child.field(channel);
    if (box !== null) await runSteps(map.add(box), request.signal);
  }
  return map;
}

async function maskOf(
  request: AutoContourRequest,
  { grid, child }: Finished,
  channel: number,
  shared: ClassMap | null,
): Promise<Mask> {
  const { labels, threshold, regions } = request.model.manifest.output;
  const g = request.volume.geometry;
  if (shared !== null) return shared.mask(regions?.[channel]?.holds ?? [channel]);
  const box = await child.field(channel);
  if (box === null) return emptyMask(g.size);
  const field = await runSteps(classOnImage(box, grid, g), request.signal);
  return thresholdField(field, g.size, labels[channel]?.threshold ?? threshold);
}

/** Network output -> masks, one class at a time: the first is handed on before the others are computed. */
export async function networkMasks(
  request: AutoContourRequest,
  channels: readonly number[],
  finished: Finished,
): Promise<ContouredStructure[]> {
  const { volume, signal, report } = request;
  const { labels } = request.model.manifest.output;
  const shared = await shareVoxels(request, finished);
  const masks: ContouredStructure[] = [];
  for (const [n, channel] of channels.entries()) {
    const label = labels[channel] as ModelLabel;
    const mask = await maskOf(request, finished, channel, shared);
    const { name, fmaCode, colour, interpretedType } = label;
    const structure: ContouredStructure = {
      name,
      mask: postProcess(mask, label.postProcessing, volume.geometry),
      label: { name, fmaCode, colour, interpretedType, source: 'network' },
    };
    masks.push(structure);
    request.onStructure?.(structure);
    throwIfCancelled(signal);
    report?.({ phase: 'postprocess', done: n + 1, total: channels.length });
  }
  finished.child.forget();
  return masks;
}
