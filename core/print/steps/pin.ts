import { AppError } from '../../error/index.ts';
import { pinSolid } from '../../solid/index.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

/** Puts a pin on one part: a pin on two would hold them together. */
export const pin: StepRunner<'pin'> = async (parts, step, { solids }) => {
  const chosen = chosenParts(parts, step.on);
  if (chosen.size !== 1) {
    throw new AppError('invalid-input', 'PRINT_ONE_PART', 'A pin stands on one part. Name it with "on".');
  }
  const kernel = await solids();
  return replaceParts(parts, chosen, (part) => {
    const mesh = pinSolid(kernel, part, step);
    return mesh === null ? [] : [{ ...part, mesh }];
  });
};
