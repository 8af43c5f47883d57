import { normalise } from '../../geometry/index.ts';
import { mirrorPlacement, placeMesh, placeSolid } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, freeName, replaceParts } from './chosen-parts.ts';

/** Puts the mirror image in the place of a part, or beside it as another one. Its anatomy is mirrored with it. */
export const mirror: StepRunner<'mirror'> = async (parts, { on, plane, keepOriginal }, { solids }) => {
  const chosen = chosenParts(parts, on);
  const kernel = await solids();
  const placement = mirrorPlacement(plane.originLps, normalise(plane.normalLps));
  return replaceParts(parts, chosen, (part) => {
    const mesh = placeSolid(kernel, part, placement);
    if (mesh === null) return [];
    const anatomy = part.anatomy === null ? null : placeMesh(part.anatomy, placement);
    const image: Part = { ...part, mesh, anatomy, isMirrored: part.isMirrored !== true };
    return keepOriginal ? [part, { ...image, name: freeName(`${part.name} mirrored`, parts) }] : [image];
  });
};
