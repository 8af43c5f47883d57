import { AppError } from '../../error/index.ts';
import { printableSurface } from '../../mesh/index.ts';
import type { StepRunner } from '../step-runner.ts';

/** One closed part for each structure. Throws `not-found` PRINT_STRUCTURE for a structure that is not there. */
export const surface: StepRunner<'surface'> = async (_, { structures, detailMm }, { sources, quality, isDraft }) => {
  const missing = structures?.find((wanted) => !sources.some(({ name }) => name === wanted));
  if (missing !== undefined) {
    throw new AppError('not-found', 'PRINT_STRUCTURE', `There is no structure "${missing}". Choose one that is there.`);
  }
  return sources
    .filter(({ name }) => structures === undefined || structures.includes(name))
    .map(({ name, colour, mask, geometry, probability }) => {
      const { mesh, boundary } = printableSurface(mask, geometry, {
        probability,
        detailMm,
        isPreview: quality === 'preview',
        isDraft,
      });
      return { name, colour, mesh, anatomy: boundary, isDraft };
    });
};
