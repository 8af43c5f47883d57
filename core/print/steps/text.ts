import { AppError } from '../../error/index.ts';
import { loadEngravingFont, textDistanceMm, writeOnSolid } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

/** Writes on the one chosen part whose surface is nearest to the middle of the text. */
export const text: StepRunner<'text'> = async (parts, step, { solids }) => {
  const chosen = chosenParts(parts, step.on);
  const kernel = await solids();
  const font = await loadEngravingFont();
  const [only] = chosen;
  let nearest: Part | null = chosen.size === 1 ? (only as Part) : null;
  let leastMm = Number.POSITIVE_INFINITY;
  for (const part of chosen.size === 1 ? [] : chosen) {
    const distanceMm = Math.abs(textDistanceMm(kernel, part, step) ?? Number.POSITIVE_INFINITY);
    if (distanceMm < leastMm) [nearest, leastMm] = [part, distanceMm];
  }
  if (nearest === null) {
    throw new AppError(
      'safety',
      'SOLID_TEXT_OFF',
      'The middle of the text lies on no part. Choose a point of a surface.',
    );
  }
  return replaceParts(parts, new Set([nearest]), (part) => {
    const mesh = writeOnSolid(kernel, part, step, font);
    return mesh === null ? [] : [{ ...part, mesh }];
  });
};
