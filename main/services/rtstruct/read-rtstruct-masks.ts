// An RTSTRUCT file to masks on the grid of its image.

import { readFileSync, statSync } from 'node:fs';
import { type DecodedRtstruct, decodeRtstruct, type StructureMask, structureMasks } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';

/** Real structure sets reach some 100 MB; ten times that is no structure set. */
const MAX_BYTES = 2 ** 30;

/** The bytes of a file that is no larger than any structure set. Throws `resource` RTSTRUCT_TOO_LARGE, and what the
 * operating system refuses. */
export function readRtstructBytes(path: string): Uint8Array {
  return withNodeErrors(`Reading ${path}`, () => {
    const { size } = statSync(path);
    if (size > MAX_BYTES) {
      throw new AppError(
        'resource',
        'RTSTRUCT_TOO_LARGE',
        `Reading ${path}: ${size} bytes are more than Limner reads.`,
      );
    }
    return readFileSync(path);
  });
}

/**
 * Every structure of the file, in its order, as a mask on the acquired planes of the image.
 * Throws `corrupt-data` (cut short, not numbers), `invalid-input` (not an RTSTRUCT), `safety` (another frame of
 * reference), and what `readRtstructBytes` throws.
 */
export function readRtstructMasks(
  path: string,
  geometry: ImageGeometry,
): { readonly set: DecodedRtstruct; readonly structures: StructureMask[] } {
  const set = decodeRtstruct(readRtstructBytes(path));
  return { set, structures: structureMasks(set, geometry) };
}
