// The check before a segmentation is put in place: what was written, read as a stranger would, is what was meant.

import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { isSameMask } from '../volume/index.ts';
import { decodeSegmentation } from './seg-decode.ts';
import { segmentationMasks } from './seg-masks.ts';
import type { SegSegment } from './seg-types.ts';

const notIdentical = (why: string): AppError =>
  new AppError(
    'internal',
    'SEG_NOT_IDENTICAL',
    `The segmentation was not written: read back, ${why}. Nothing was put in place; please report this.`,
  );

/** Decodes the bytes and compares every segment with the mask that it was made from, voxel by voxel. Throws `internal`
 * SEG_NOT_IDENTICAL at the first difference. */
export function verifySegmentation(bytes: Uint8Array, meant: readonly SegSegment[], geometry: ImageGeometry): void {
  const { structures } = segmentationMasks(decodeSegmentation(bytes), geometry);
  if (structures.length !== meant.length) {
    throw notIdentical(`it holds ${structures.length} structures instead of ${meant.length}`);
  }
  for (const [at, { name, mask }] of meant.entries()) {
    const read = structures[at];
    if (read?.name !== name.trim()) throw notIdentical(`segment ${at + 1} has another name`);
    if (!isSameMask(read.mask, mask)) throw notIdentical(`segment ${at + 1} covers other voxels than its mask`);
  }
}
