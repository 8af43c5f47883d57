// Two mask files of one structure, compared on the grid of the first.

import type { SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { compareMasks, type MaskComparison } from '../../../core/metrics/index.ts';
import { alignMaskToGrid } from '../../../core/volume/index.ts';
// Not by the index of the folder: that would bring all of DICOM into the thread.
import { type MaskOnGrid, readMaskFile, severalValuesWarning } from '../../volume-files/read-mask-file.ts';

/** Paths of two masks of one structure. */
export interface MaskPair {
  readonly name: string;
  readonly reference: string;
  readonly test: string;
}

export interface PairComparison {
  readonly comparison: MaskComparison;
  readonly warnings: readonly SeriesWarning[];
}

/**
 * Compares two masks of one structure on the grid of the reference. Throws `invalid-input` naming the structure unless
 * the voxel centres of both coincide (axes may be in another order or direction).
 */
export function compareOnGrid(
  name: string,
  reference: MaskOnGrid,
  test: MaskOnGrid,
  tolerancesMm: readonly number[],
): PairComparison {
  const aligned = () => {
    try {
      return alignMaskToGrid(test.mask, test.geometry, reference.geometry);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'invalid-input') throw error;
      const sizes = [reference, test].map(({ geometry }) => geometry.size.join(' x '));
      throw new AppError(
        'invalid-input',
        'COMPARE_GRID_DIFFERS',
        `${name}: the two masks are not on one grid (${sizes.join(' and ')} voxels, or their voxel centres differ by more than 1 % of a voxel). Resample one onto the grid of the other first.`,
        { cause: error },
      );
    }
  };
  const comparison = compareMasks(reference.mask, aligned(), reference.geometry, { tolerancesMm });
  const labelled = [...(reference.hasSeveralValues ? ['reference'] : []), ...(test.hasSeveralValues ? ['test'] : [])];
  return { comparison, warnings: labelled.map((which) => severalValuesWarning(`${name} (${which})`)) };
}

/** Reads the files of a pair and compares them. Throws as `readMaskFile` and `compareOnGrid`. */
export async function comparePair(
  { name, reference, test }: MaskPair,
  tolerancesMm: readonly number[],
  signal?: AbortSignal,
): Promise<PairComparison> {
  const [a, b] = await Promise.all([readMaskFile(reference, signal), readMaskFile(test, signal)]);
  return compareOnGrid(name, a, b, tolerancesMm);
}

interface ComparePairTask {
  readonly pair: MaskPair;
  readonly tolerancesMm: readonly number[];
}

/** `comparePair` as a task of a compute thread. */
export const comparePairTask = ({ pair, tolerancesMm }: ComparePairTask): Promise<PairComparison> =>
  comparePair(pair, tolerancesMm);
