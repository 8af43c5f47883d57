import { offsetSolid } from '../../offset/index.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';
import { progressOf } from './progress-of.ts';

/** Of cells: the whole surface comes out of them. */
const PREVIEW_COARSENESS = 3;

/** Moves the surface of each chosen part outwards, or inwards below zero. */
export const offset: StepRunner<'offset'> = async (parts, { on, distanceMm }, world) => {
  const chosen = chosenParts(parts, on);
  const coarseness = world.quality === 'preview' ? PREVIEW_COARSENESS : 1;
  let done = 0;
  return replaceParts(parts, chosen, (part) => {
    const onProgress = progressOf(world, done++, chosen.size);
    const { mesh } = offsetSolid(part.mesh, distanceMm, { coarseness, onProgress, what: `"${part.name}"` });
    return [{ ...part, mesh }];
  });
};
