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

/** The bytes of a volume while they are read: planes can be shown before the last one is there. */
export interface SentVoxels {
  readonly byteLength: number;
  /** In order, each to be used before the next one is asked for: the bytes are those of the one before. The last comes
   * only when the hash of all is right; else iterating throws `corrupt-data`. */
  readonly parts: AsyncIterable<Uint8Array>;
}

/** Throws `not-found`, `corrupt-data`. */
export async function sendVoxels({ work }: LibraryReader, volumeId: string): Promise<SentVoxels> {
  const { dtype } = work.voxelFormat(volumeId);
  const { byteLength, parts } = work.streamVoxelBytes(volumeId);
  return dtype === 'float64' ? { byteLength: byteLength / 2, parts: narrowed(parts) } : { byteLength, parts };
}

/** One plane before the others, for the view that is waiting for it. Throws as `sendVoxels`. */
export async function sendPlane({ work }: LibraryReader, volumeId: string, k: number): Promise<Uint8Array> {
  const { dtype } = work.voxelFormat(volumeId);
  const bytes = work.readPlaneBytes(volumeId, k);
  return dtype === 'float64' ? narrow(bytes) : bytes;
}

const narrow = (bytes: Uint8Array<ArrayBuffer>): Uint8Array =>
  new Uint8Array(Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)).buffer);

async function* narrowed(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) yield narrow(part);
}
