import type { Vec3 } from '../../geometry/index.ts';
import { joinMeshes } from '../../mesh/index.ts';
import { standOnBase } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import type { StepOf } from '../recipe.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, freeName } from './chosen-parts.ts';

const TOWARDS: Readonly<Record<StepOf<'base'>['side'], Vec3>> = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  S: [0, 0, 1],
  I: [0, 0, -1],
};

/** Stands the chosen parts on one plate; they become one part, in the place of the first. A single one keeps its name. */
export const base: StepRunner<'base'> = async (parts, { on, side, thicknessMm, marginMm }, { solids }) => {
  const chosen = [...chosenParts(parts, on)];
  const [first] = chosen as [Part];
  const kernel = await solids();
  const mesh = standOnBase(kernel, chosen, { towardsLps: TOWARDS[side], thicknessMm, marginMm });
  if (mesh === null) return parts;
  const others = parts.filter((part) => !chosen.includes(part));
  const anatomies = chosen.flatMap(({ anatomy }) => (anatomy === null ? [] : [anatomy]));
  const whole: Part = {
    name: chosen.length === 1 ? first.name : freeName('Model on a base', others),
    colour: first.colour,
    standing: first.standing,
    isMirrored: chosen.some(({ isMirrored }) => isMirrored),
    mesh,
    anatomy: anatomies.length === 0 ? null : joinMeshes(anatomies),
  };
  return parts.flatMap((part) => (part === first ? [whole] : chosen.includes(part) ? [] : [part]));
};
