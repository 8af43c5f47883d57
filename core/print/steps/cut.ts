import { AppError } from '../../error/index.ts';
import { normalise, type Vec3 } from '../../geometry/index.ts';
import { cutSolid } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, freeName, replaceParts } from './chosen-parts.ts';

/** Sides along +x, +y and +z of LPS, then against them. */
const SIDES = [
  ['Left', 'Right'],
  ['Back', 'Front'],
  ['Upper', 'Lower'],
] as const;

/** A plane is named by the patient's sides when its normal lies within 30 degrees of an axis. */
const NEAR_AXIS = Math.cos(Math.PI / 6);

/** What the pieces in front of and behind a plane are called. */
function sideNames(normalLps: Vec3): readonly [string, string] {
  const normal = normalise(normalLps);
  const axis = normal.findIndex((component) => Math.abs(component) >= NEAR_AXIS);
  const sides = SIDES[axis];
  if (sides === undefined) return ['A', 'B'];
  return (normal[axis] as number) > 0 ? sides : [sides[1], sides[0]];
}

/**
 * Cuts by a plane. Parts that lie on one side of it stay or go whole. The pieces of a part that is kept on both sides
 * bear the side of the patient in their name where the plane is near one of its axes, else A (front) and B.
 * Throws `safety` PRINT_CUT_MISSES where the plane meets no part, and what `cutSolid` throws.
 */
export const cut: StepRunner<'cut'> = async (parts, { on, plane, keep, joint }, { solids }) => {
  const chosen = chosenParts(parts, on);
  if (joint !== undefined && keep !== 'both') {
    throw new AppError(
      'invalid-input',
      'PRINT_JOINT',
      'Pins need both pieces of the cut. Keep both, or leave them out.',
    );
  }
  const kernel = await solids();
  let meets = 0;
  const names = sideNames(plane.normalLps);
  const pieces = (part: Part): readonly Part[] => {
    const { front, back } = cutSolid(kernel, part, plane, joint ?? null);
    const isMet = front !== null && back !== null;
    if (isMet) meets++;
    const piece = (mesh: typeof front, side: string): Part[] => {
      if (mesh === null) return [];
      if (!isMet) return [part];
      if (keep !== 'both') return [{ ...part, mesh }];
      const name = freeName(`${part.name} ${side}`, parts);
      // Laid as they lie in the part they would be printed as one again.
      return [{ ...part, mesh, name, standing: part.standing && { ...part.standing, body: name } }];
    };
    return [...(keep === 'back' ? [] : piece(front, names[0])), ...(keep === 'front' ? [] : piece(back, names[1]))];
  };
  const after = replaceParts(parts, chosen, pieces);
  if (meets > 0) return after;
  throw new AppError('safety', 'PRINT_CUT_MISSES', 'The plane of the cut meets no part. Move it into one.');
};
