import { AppError } from '../../error/index.ts';
import { surfaceWithBoundary } from '../../mesh/index.ts';
import type { StepRunner } from '../step-runner.ts';

/** One closed part for each structure. Throws `not-found` PRINT_STRUCTURE for a structure that is not there. */
export const surface: StepRunner<'surface'> = async (_, { structures }, { sources }) => {
  const missing = structures?.find((wanted) => !sources.some(({ name }) => name === wanted));
  if (missing !== undefined) {
    throw new AppError('not-found', 'PRINT_STRUCTURE', `There is no structure "${missing}". Choose one that is there.`);
  }
  return sources
    .filter(({ name }) => structures === undefined || structures.includes(name))
    .map(({ name, colour, mask, geometry }) => {
      const { mesh, boundary } = surfaceWithBoundary(mask, geometry);
      return { name, colour, mesh, anatomy: boundary };
    });
};
