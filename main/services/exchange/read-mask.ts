import type { SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { alignMaskToGrid, type Mask } from '../../../core/volume/index.ts';
import { readMaskFile, severalValuesWarning } from '../../volume-files/index.ts';

export interface AlignedMask {
  readonly mask: Mask;
  readonly warnings: readonly SeriesWarning[];
}

/** A mask file on the grid of an image; every voxel that is not zero belongs to it. `name` is for messages.
 * Throws `invalid-input` when its voxel centres do not coincide with the image's. */
export async function readMaskOnGrid(name: string, path: string, geometry: ImageGeometry): Promise<AlignedMask> {
  const found = await readMaskFile(path);
  try {
    const mask = alignMaskToGrid(found.mask, found.geometry, geometry);
    return { mask, warnings: found.hasSeveralValues ? [severalValuesWarning(`Mask ${name}`)] : [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.kind, error.code, `Mask ${name}: ${error.message}`, { cause: error });
  }
}
