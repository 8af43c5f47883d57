// Volume files on disk as images.

import { AppError } from '../../core/error/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import { decodeVoxels } from '../../core/volume-files/index.ts';
import { type OpenedVolume, openVolume } from './open-volume.ts';
import { streamVoxels } from './stream-voxels.ts';

/**
 * Voxels of an opened file. Compares the promised bytes with the size of the file before it allocates them.
 * @throws AppError as `streamVoxels`, and `invalid-input` (NaN)
 */
export async function loadOpenedVolume(opened: OpenedVolume, signal?: AbortSignal): Promise<ImageVolume> {
  let data = new Uint8Array(0);
  const fill = () => {
    data = new Uint8Array(opened.header.data.byteLength);
    return (part: Uint8Array, at: number) => data.set(part, at);
  };
  await streamVoxels(opened, fill, signal);
  return decodeVoxels(opened.header, data);
}

/** Errors of a file that is read by its path name it. */
export async function withPathInErrors<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.message.includes(path)) throw thrown;
    throw new AppError(thrown.kind, thrown.code, `${path}: ${thrown.message}`, { cause: thrown });
  }
}

/**
 * One NIfTI (also .nii.gz and .hdr/.img), NRRD (also .nhdr with a data file) or MetaImage (.mha, .mhd) file, told by its
 * content. The grid keeps the file's size, voxel order and affine.
 * @throws AppError with one clear line: `invalid-input`, `unsupported`, `corrupt-data`, `safety`, `resource`, `denied`,
 * `not-found`
 */
export const readVolumeFile = (path: string, signal?: AbortSignal): Promise<ImageVolume> =>
  withPathInErrors(path, async () => loadOpenedVolume(await openVolume(path), signal));
