// Label maps on disk: volumes with one or several whole numbers a voxel, and what a NRRD header says of them.

import type { VoxelArray } from '../../core/volume/index.ts';
import type { VolumeFileHeader } from '../../core/volume-files/index.ts';
import { openVolume } from './open-volume.ts';
import { loadOpenedVolume, withPathInErrors } from './read-volume-file.ts';
import { openOnDisk } from './volume-handle.ts';

export interface LabelVolume {
  readonly header: VolumeFileHeader;
  /** `header.layers` values a voxel, one after the other. */
  readonly voxels: VoxelArray;
}

/** As `readVolumeFile`, several values a voxel too. */
export const readLabelVolume = (path: string, signal?: AbortSignal): Promise<LabelVolume> =>
  withPathInErrors(path, async () => {
    const opened = await openVolume(path, openOnDisk, true);
    const { voxels } = await loadOpenedVolume(opened, signal);
    return { header: opened.header, voxels };
  });
