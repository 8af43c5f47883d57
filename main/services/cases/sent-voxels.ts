// Voxels as a window gets them: as stored, but for float64, which no view needs and no texture takes.

import type { CaseDetail } from '../../../core/contract/index.ts';
import type { LibraryReader } from '../../store/index.ts';

export type SeriesVolume = CaseDetail['volumes'][number];

/** Type and size in which a volume that is stored like this is sent. */
export function sentFormat(stored: { readonly dtype: string; readonly byteLength: number }): {
  readonly dtype: SeriesVolume['dtype'];
  readonly byteLength: number;
} {
  return stored.dtype === 'float64'
    ? { dtype: 'float32', byteLength: stored.byteLength / 2 }
    : { dtype: stored.dtype as SeriesVolume['dtype'], byteLength: stored.byteLength };
}

/** The bytes of a volume, hash checked. Throws `not-found`, `corrupt-data`. */
export async function readSentVoxels(
  { work }: LibraryReader,
  volumeId: string,
): Promise<{ readonly byteLength: number; readonly body: Uint8Array }> {
  const { dtype } = work.voxelFormat(volumeId);
  const bytes = await work.readVoxelBytes(volumeId);
  if (dtype !== 'float64') return { byteLength: bytes.byteLength, body: bytes };
  const narrow = Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8));
  return { byteLength: narrow.byteLength, body: new Uint8Array(narrow.buffer) };
}
