import { joinMeshes } from '../../mesh/index.ts';
import { piecesOf } from '../../solid/index.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

/** Removes loose pieces of each chosen part: all but its largest, or those below a volume. A part of nothing but small
 * pieces goes. */
export const shells: StepRunner<'shells'> = async (parts, { on, keep, fillCavities }) =>
  replaceParts(parts, chosenParts(parts, on), (part) => {
    const pieces = piecesOf(part.mesh, fillCavities);
    const kept =
      keep === 'largest' ? pieces.slice(0, 1) : pieces.filter(({ volumeMm3 }) => volumeMm3 >= 1000 * keep.minVolumeMl);
    return kept.length === 0 ? [] : [{ ...part, mesh: joinMeshes(kept.map(({ mesh }) => mesh)) }];
  });
