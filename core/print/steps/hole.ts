import { AppError } from '../../error/index.ts';
import { drillSolid } from '../../solid/index.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

/** Drills every chosen part that the hole meets; refused where it meets none. */
export const hole: StepRunner<'hole'> = async (parts, step, { solids }) => {
  const chosen = chosenParts(parts, step.on);
  const kernel = await solids();
  let missed: AppError | null = null;
  let met = 0;
  const after = replaceParts(parts, chosen, (part) => {
    try {
      const mesh = drillSolid(kernel, part, { ...step, depthMm: step.depthMm ?? null });
      met++;
      return mesh === null ? [] : [{ ...part, mesh }];
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SOLID_HOLE_MISSES') throw error;
      missed = error;
      return [part];
    }
  });
  if (met === 0 && missed !== null) throw missed;
  return after;
};
