// Voxel arrays by the name under which the library keeps their type. Stored bytes are little endian, as is the memory
// of every system that Limner runs on.

import { AppError } from '../../core/error/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';

const CONSTRUCTORS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export type VoxelType = keyof typeof CONSTRUCTORS;

export function voxelTypeOf(voxels: VoxelArray): VoxelType {
  for (const [name, arrayType] of Object.entries(CONSTRUCTORS)) {
    if (voxels instanceof arrayType) return name as VoxelType;
  }
  throw new AppError('internal', 'VOXEL_TYPE', 'An image has voxels of a type that the library does not keep.');
}

/** The voxels in `bytes`, without a copy. Throws `corrupt-data` for an unknown type or a broken last voxel. */
export function voxelsFromBytes(type: string, bytes: Uint8Array<ArrayBuffer>): VoxelArray {
  const arrayType = CONSTRUCTORS[type as VoxelType];
  if (arrayType === undefined || bytes.byteLength % arrayType.BYTES_PER_ELEMENT !== 0) {
    throw new AppError(
      'corrupt-data',
      'VOLUME_DAMAGED',
      'A stored image does not fit its description. Import it again.',
    );
  }
  return new arrayType(bytes.buffer, bytes.byteOffset, bytes.byteLength / arrayType.BYTES_PER_ELEMENT);
}

export const newVoxels = (type: VoxelType, count: number): VoxelArray => new CONSTRUCTORS[type](count);

/** The narrowest type that holds the values of both; whole numbers up to 2^24 are exact in float32. */
export function commonVoxelType(a: VoxelType, b: VoxelType): VoxelType {
  if (a === b) return a;
  const isWide = (type: VoxelType) => type === 'float64' || type === 'int32' || type === 'uint32';
  return isWide(a) || isWide(b) ? 'float64' : 'float32';
}
