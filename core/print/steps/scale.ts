import type { Vec3 } from '../../geometry/index.ts';
import { placeMesh, placeSolid, scalePlacement } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

/** Middle of the box around all given parts, LPS mm. */
function middleOf(parts: Iterable<Part>): Vec3 {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = min.map((x) => -x);
  for (const { mesh } of parts) {
    mesh.positions.forEach((x, at) => {
      min[at % 3] = Math.min(min[at % 3] as number, x);
      max[at % 3] = Math.max(max[at % 3] as number, x);
    });
  }
  return min.map((x, axis) => (x + (max[axis] as number)) / 2) as unknown as Vec3;
}

/** Larger or smaller about the middle of the chosen parts' common box, so that they keep their places to each other. */
export const scale: StepRunner<'scale'> = async (parts, { on, factor }, { solids }) => {
  const chosen = chosenParts(parts, on);
  const kernel = await solids();
  const placement = scalePlacement(middleOf(chosen), factor);
  return replaceParts(parts, chosen, (part) => {
    const mesh = placeSolid(kernel, part, placement);
    const anatomy = part.anatomy === null ? null : placeMesh(part.anatomy, placement);
    return mesh === null ? [] : [{ ...part, mesh, anatomy }];
  });
};
