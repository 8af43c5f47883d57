import { AppError } from '../error/index.ts';
import { type ImageGeometry, voxelCount } from '../geometry/index.ts';
import type { VoxelArray } from '../volume/index.ts';
import type { VoxelType } from './types.ts';

/** The voxel type that a typed array is. */
export function voxelTypeOf(voxels: VoxelArray): VoxelType {
  if (voxels instanceof Int8Array) return 'int8';
  if (voxels instanceof Uint8Array) return 'uint8';
  if (voxels instanceof Int16Array) return 'int16';
  if (voxels instanceof Uint16Array) return 'uint16';
  if (voxels instanceof Int32Array) return 'int32';
  if (voxels instanceof Uint32Array) return 'uint32';
  return voxels instanceof Float32Array ? 'float32' : 'float64';
}

/** The bytes of the voxels, little endian; a view where the machine is little endian, as all that Node runs on are
 * but s390x. */
export function littleEndianBytes(voxels: VoxelArray): Uint8Array {
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes;
  const swapped = bytes.slice();
  const width = voxels.BYTES_PER_ELEMENT;
  for (let at = 0; at < swapped.length; at += width) swapped.subarray(at, at + width).reverse();
  return swapped;
}

/** Throws `invalid-input` unless there is one voxel for each place of the grid. */
export function requireGrid(voxels: number, geometry: ImageGeometry): void {
  if (voxels === voxelCount(geometry.size)) return;
  throw new AppError(
    'invalid-input',
    'VOLUME_SIZE',
    `${voxels} voxels do not fit a grid of ${geometry.size.join(' x ')}.`,
  );
}
