// Mask files, without the whole grid in memory: an organ fills about 1 % of it.

import type { SeriesWarning } from '../../core/dicom/index.ts';
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
  /** True when voxels that are not zero differ: the file holds several structures, or no mask at all. */
  readonly hasSeveralValues: boolean;
}

/** Whether a voxel is 0 exactly when all its bytes are. */
const isZeroWithoutBits = ({ voxelType, slope, intercept }: VolumeFileHeader): boolean =>
  !voxelType.startsWith('float') && slope === 1 && intercept === 0;

async function streamMask(opened: OpenedVolume, signal: AbortSignal | undefined): Promise<MaskOnGrid> {
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
  const filled = builder as unknown as MaskBuilder;
  return { mask: filled.finish(), geometry, hasSeveralValues: filled.hasSeveralValues };
}

function hasSeveralValues(voxels: ArrayLike<number>): boolean {
  let first = 0;
  for (let at = 0; at < voxels.length; at++) {
    const value = voxels[at] as number;
    if (value === 0 || value === first) continue;
    if (first !== 0) return true;
    first = value;
  }
  return false;
}

/**
 * The mask in a volume file; every voxel that is not zero belongs to it. The result and the refusals are those of
 * `readVolumeFile` and `maskFromDense`.
 */
export const readMaskFile = (path: string, signal?: AbortSignal): Promise<MaskOnGrid> =>
  withPathInErrors(path, async () => {
    const opened = await openVolume(path);
    const { geometry } = opened.header;
    if (isZeroWithoutBits(opened.header)) return streamMask(opened, signal);
    const { voxels } = await loadOpenedVolume(opened, signal);
    return { geometry, mask: maskFromDense(voxels, geometry.size), hasSeveralValues: hasSeveralValues(voxels) };
  });

/** A label map read as a mask becomes one structure: what is to be said of it. `what` names the file or structure. */
export const severalValuesWarning = (what: string): SeriesWarning => ({
  code: 'MASK_SEVERAL_VALUES',
  message: `${what}: the file holds several values; every voxel that is not 0 was taken as one structure. Split a label map into one mask a structure first.`,
});
