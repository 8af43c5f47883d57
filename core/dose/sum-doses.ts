// Doses added up, because somebody asked for it.

import { AppError } from '../error/index.ts';
import { isSameGrid } from '../geometry/index.ts';
import type { DoseGrid } from './dose-grid.ts';

/**
 * The sum of doses on one grid. Throws `invalid-input` DOSE_GRIDS_DIFFER for other grids: nothing is resampled.
 */
export function sumDoses(doses: readonly DoseGrid[]): DoseGrid {
  const [first, ...others] = doses as [DoseGrid, ...DoseGrid[]];
  const sum = Float64Array.from(first.gy);
  for (const { geometry, gy } of others) {
    if (!isSameGrid(first.geometry, geometry)) {
      throw new AppError(
        'invalid-input',
        'DOSE_GRIDS_DIFFER',
        'The doses to be added lie on different grids. Export them on one grid, or their sum.',
      );
    }
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + (gy[at] as number);
  }
  return { geometry: first.geometry, gy: Float32Array.from(sum) };
}
