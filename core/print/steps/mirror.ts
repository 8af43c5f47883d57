import { dot, normalise, type Vec3 } from '../../geometry/index.ts';
import type { Standing } from '../../printability/index.ts';
import { mirrorPlacement, type Placement, placeMesh, placeSolid } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, freeName, replaceParts } from './chosen-parts.ts';

/** The image stands on the face that is the image of the one that was laid down; beside its original for itself. */
function mirrored({ upLps, turnDeg, body }: Standing, { linear }: Placement, isBeside: boolean): Standing {
  const [x, y, z] = linear;
  const up: Vec3 = [dot(x, upLps), dot(y, upLps), dot(z, upLps)];
  return { turnDeg, upLps: up, body: isBeside ? `${body} mirrored` : body };
}

/** Puts the mirror image in the place of a part, or beside it as another one. Its anatomy is mirrored with it. */
export const mirror: StepRunner<'mirror'> = async (parts, { on, plane, keepOriginal }, { solids }) => {
  const chosen = chosenParts(parts, on);
  const kernel = await solids();
  const placement = mirrorPlacement(plane.originLps, normalise(plane.normalLps));
  return replaceParts(parts, chosen, (part) => {
    const mesh = placeSolid(kernel, part, placement);
    if (mesh === null) return [];
    const anatomy = part.anatomy === null ? null : placeMesh(part.anatomy, placement);
    const standing = part.standing && mirrored(part.standing, placement, keepOriginal);
    const image: Part = { ...part, mesh, anatomy, standing, isMirrored: part.isMirrored !== true };
    return keepOriginal ? [part, { ...image, name: freeName(`${part.name} mirrored`, parts) }] : [image];
  });
};
