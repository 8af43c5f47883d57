// Mask files, without the whole grid in memory: an organ fills about 1 % of it.

import type { ImageGeometry } from '../../core/geometry/index.ts';
import { createMaskBuilder, type Mask, type MaskBuilder, maskFromDense } from '../../core/volume/index.ts';
import { VOXEL_BYTES, type VolumeFileHeader } from '../../core/volume-files/index.ts';
import { type OpenedVolume, openVolume } from './open-volume.ts';
import { loadOpenedVolume, withPathInErrors } from './read-volume-file.ts';
import { streamVoxels } from './stream-voxels.ts';

export interface MaskOnGrid {
  readonly mask: Mask;
  /** The grid of the file. */
  readonly geometry: ImageGeometry;
}

/** Whether a voxel is 0 exactly when all its bytes are. */
const isZeroWithoutBits = ({ voxelType, slope, intercept }: VolumeFileHeader): boolean =>
  !voxelType.startsWith('float') && slope === 1 && intercept === 0;

async function streamMask(opened: OpenedVolume, signal: AbortSignal | undefined): Promise<Mask> {
  const { geometry, voxelType } = opened.header;
  let builder: MaskBuilder | null = null;
  await streamVoxels(
    opened,
    () => {
      const started = createMaskBuilder(geometry.size, VOXEL_BYTES[voxelType]);
      builder = started;
      return (part) => started.add(part);
    },
    signal,
  );
  return (builder as unknown as MaskBuilder).finish();
}

/**
 * The mask in a volume file; every voxel that is not zero belongs to it. The result and the refusals are those of
 * `readVolumeFile` and `maskFromDense`.
 */
export const readMaskFile = (path: string, signal?: AbortSignal): Promise<MaskOnGrid> =>
  withPathInErrors(path, async () => {
    const opened = await openVolume(path);
    const { geometry } = opened.header;
    if (isZeroWithoutBits(opened.header)) return { geometry, mask: await streamMask(opened, signal) };
    const { voxels } = await loadOpenedVolume(opened, signal);
    return { geometry, mask: maskFromDense(voxels, geometry.size) };
  });
