import { AppError } from '../../error/index.ts';
import { thickeningOf } from '../../printability/index.ts';
import { combineSolids } from '../../solid/index.ts';
import { previewTree, previewWalls } from '../preview-trees.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';
import { progressOf } from './progress-of.ts';

/** Part of the step that looking at the walls takes. */
const LOOKED_SHARE = 0.6;

/** Adds to each chosen part where its wall is thinner than asked for; parts that are thick enough stay as they are. */
export const thicken: StepRunner<'thicken'> = async (parts, { on, minWallMm }, world) => {
  const chosen = chosenParts(parts, on);
  const kernel = await world.solids();
  let done = 0;
  return replaceParts(parts, chosen, (part) => {
    const onProgress = progressOf(world, done++, chosen.size);
    const { added } = thickeningOf(part.mesh, minWallMm, {
      isPreview: world.quality === 'preview',
      tree: previewTree(part.mesh, world.quality),
      memory: previewWalls(part.mesh, world.quality),
      onProgress: (share) => onProgress(LOOKED_SHARE * share),
    });
    if (added === null) return [part];
    const mesh = combineSolids(kernel, part, 'union', { name: 'what is added to it', mesh: added });
    if (mesh === null) throw new AppError('internal', 'THICKEN_LOST', `"${part.name}" cannot be thickened.`);
    return [{ ...part, mesh }];
  });
};
