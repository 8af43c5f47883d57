import { AppError } from '../../error/index.ts';
import { trimSolid } from '../../solid/index.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

/** Keeps what lies inside a box along the patient's axes, or outside. A part with nothing there goes. */
export const trim: StepRunner<'trim'> = async (parts, { on, minLps, maxLps, keep }, { solids }) => {
  if (minLps.some((least, axis) => least >= (maxLps[axis] as number))) {
    throw new AppError('invalid-input', 'PRINT_TRIM_BOX', 'The box of the trim is empty: each minimum must lie below.');
  }
  const chosen = chosenParts(parts, on);
  const kernel = await solids();
  return replaceParts(parts, chosen, (part) => {
    const mesh = trimSolid(kernel, part, { minLps, maxLps }, keep === 'inside');
    return mesh === null ? [] : [{ ...part, mesh }];
  });
};
