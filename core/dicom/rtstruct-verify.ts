// The check before a structure set is put in place: what was written, read as a stranger would, is what was meant.

import { contoursToMask } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { isSameMask, type Mask } from '../volume/index.ts';
import { decodeRtstruct } from './rtstruct-decode.ts';

export interface VerifiedStructure {
  readonly name: string;
  readonly contours: number;
  readonly points: number;
}

const notIdentical = (why: string): AppError =>
  new AppError(
    'internal',
    'RTSTRUCT_NOT_IDENTICAL',
    `The structure set was not written: read back, ${why}. Nothing was put in place; please report this.`,
  );

/**
 * Decodes the bytes, rasterises every structure on the planes of the image, and compares it voxel by voxel with the mask
 * that it was made from. `masks` by ROI number. Throws `internal` RTSTRUCT_NOT_IDENTICAL at the first difference.
 */
export function verifyRtstruct(
  bytes: Uint8Array,
  masks: ReadonlyMap<number, { readonly name: string; readonly mask: Mask }>,
  geometry: ImageGeometry,
): VerifiedStructure[] {
  const { rois } = decodeRtstruct(bytes);
  if (rois.length !== masks.size) throw notIdentical(`it holds ${rois.length} structures instead of ${masks.size}`);
  return rois.map(({ number, name, contours }) => {
    const meant = masks.get(number);
    if (meant === undefined) throw notIdentical(`it holds a region ${number} that was not written`);
    if (name !== meant.name.trim()) throw notIdentical(`region ${number} has another name`);
    const { mask, warnings } = contoursToMask(geometry, contours);
    if (warnings[0] !== undefined) throw notIdentical(`in region ${number} ${warnings[0].message}`);
    if (!isSameMask(mask, meant.mask)) throw notIdentical(`region ${number} covers other voxels than its mask`);
    return { name, contours: contours.length, points: contours.reduce((sum, c) => sum + c.xyz.length / 3, 0) };
  });
}
