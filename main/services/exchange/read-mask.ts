import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { alignMaskToGrid, type Mask, maskFromDense } from '../../../core/volume/index.ts';
import { readVolumeFile } from '../../volume-files/index.ts';

/** A mask file on the grid of an image; every voxel that is not zero belongs to it. `name` is for messages.
 * Throws `invalid-input` when its voxel centres do not coincide with the image's. */
export async function readMaskOnGrid(name: string, path: string, geometry: ImageGeometry): Promise<Mask> {
  const volume = await readVolumeFile(path);
  try {
    return alignMaskToGrid(maskFromDense(volume.voxels, volume.geometry.size), volume.geometry, geometry);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.kind, error.code, `Mask ${name}: ${error.message}`, { cause: error });
  }
}
