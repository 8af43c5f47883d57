import { offsetSolid } from '../../offset/index.ts';
import { previewMemory, previewPlaces } from '../preview-trees.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';
import { progressOf } from './progress-of.ts';

/** Moves the surface of each chosen part outwards, or inwards below zero. */
export const offset: StepRunner<'offset'> = async (parts, { on, distanceMm }, world) => {
  const chosen = chosenParts(parts, on);
  const maxPlaces = previewPlaces(world.quality);
  let done = 0;
  return replaceParts(parts, chosen, (part) => {
    const onProgress = progressOf(world, done++, chosen.size);
    const memory = previewMemory(part.mesh, world.quality);
    const { mesh } = offsetSolid(part.mesh, distanceMm, { maxPlaces, memory, onProgress, what: `"${part.name}"` });
    return [{ ...part, mesh }];
  });
};
