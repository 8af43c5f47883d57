// What is said of structures that were brought to other images and do not lie on these, or not whole.

import type { SeriesWarning } from '../../../core/dicom/index.ts';

/** A structure as it came to lie on other images. */
export interface CopiedStructure {
  readonly name: string;
  /** Planes of the other images on which it has voxels. */
  readonly planes: number;
  /** Of the original. */
  readonly volumeMl: number;
  /** Of the original, what lies beyond the other images. */
  readonly cutOffMl: number;
}

/** Less than this of a structure, percent, is the half voxel by which grids of one place differ at their ends. */
const LEAST_CUT_PERCENT = 0.1;

export const cutOffPercent = ({ volumeMl, cutOffMl }: CopiedStructure): number =>
  volumeMl > 0 ? (100 * cutOffMl) / volumeMl : 0;

const ml = (value: number): string => value.toFixed(value < 1 ? 3 : 1);

/** Of structures that lie beside the images that they were brought to, and of those that these cut. */
export function copyWarnings(structures: readonly CopiedStructure[]): SeriesWarning[] {
  return structures.flatMap((structure): SeriesWarning[] => {
    const { name, planes, volumeMl, cutOffMl } = structure;
    if (planes === 0) {
      const message = `${name}: nothing of it lies on these images, so its copy is empty. Check the registration and the series.`;
      return [{ code: 'COPY_NOTHING_THERE', message }];
    }
    const percent = cutOffPercent(structure);
    if (percent < LEAST_CUT_PERCENT) return [];
    const message = `${name}: ${ml(cutOffMl)} ml of its ${ml(volumeMl)} ml (${percent.toFixed(1)} %) lie beyond these images and are not in its copy.`;
    return [{ code: 'COPY_CUT_OFF', message }];
  });
}
