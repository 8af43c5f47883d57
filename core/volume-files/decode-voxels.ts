// Bytes of voxels to a typed array: byte order, 64-bit labels, scaling, and the refusal of what is no number.

import { AppError } from '../error/index.ts';
import type { ImageVolume, VoxelArray } from '../volume/index.ts';
import { VOXEL_BYTES, type VolumeFileHeader, type VoxelType } from './types.ts';

const INT16_MIN = -32768;
const INT16_MAX = 32767;

const IS_LITTLE_ENDIAN_HOST = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function swapInPlace(bytes: Uint8Array, width: number): void {
  for (let at = 0; at + width <= bytes.length; at += width) {
    for (let low = at, high = at + width - 1; low < high; low++, high--) {
      const kept = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = kept;
    }
  }
}

/** 64-bit labels (NumPy's default integer) as Int32 where they fit, else as Float64. */
function narrow(wide: BigInt64Array | BigUint64Array): Int32Array | Float64Array {
  const out = new Int32Array(wide.length);
  for (let at = 0; at < wide.length; at++) {
    const value = Number(wide[at]);
    out[at] = value;
    if (out[at] !== value) return Float64Array.from(wide, Number);
  }
  return out;
}

function typed(buffer: ArrayBuffer, offset: number, count: number, type: VoxelType): VoxelArray {
  switch (type) {
    case 'int8':
      return new Int8Array(buffer, offset, count);
    case 'uint8':
      return new Uint8Array(buffer, offset, count);
    case 'int16':
      return new Int16Array(buffer, offset, count);
    case 'uint16':
      return new Uint16Array(buffer, offset, count);
    case 'int32':
      return new Int32Array(buffer, offset, count);
    case 'uint32':
      return new Uint32Array(buffer, offset, count);
    case 'int64':
      return narrow(new BigInt64Array(buffer, offset, count));
    case 'uint64':
      return narrow(new BigUint64Array(buffer, offset, count));
    case 'float32':
      return new Float32Array(buffer, offset, count);
    case 'float64':
      return new Float64Array(buffer, offset, count);
  }
}

/** Throws `invalid-input` that names the first voxel which is NaN or infinite, and how many there are. */
function requireFinite(voxels: VoxelArray, size: readonly [number, number, number]): void {
  if (!(voxels instanceof Float32Array || voxels instanceof Float64Array)) return;
  // One infinite or NaN term makes the whole sum of v * 0 NaN: the common case costs one pass without branches.
  let sum = 0;
  for (let at = 0; at < voxels.length; at++) sum += (voxels[at] as number) * 0;
  if (sum === 0) return;
  const first = voxels.findIndex((value) => !Number.isFinite(value));
  let bad = 0;
  for (const value of voxels) if (!Number.isFinite(value)) bad++;
  const [ni, nj] = size;
  const index = `(${first % ni}, ${Math.floor(first / ni) % nj}, ${Math.floor(first / (ni * nj))})`;
  throw new AppError(
    'invalid-input',
    'VOLUME_NOT_FINITE',
    `${bad} of ${voxels.length} voxels are NaN or infinite, the first at ${index}. Replace them at the source.`,
  );
}

/** Int16 where every scaled value is whole and fits, else Float32. */
function scaled(voxels: VoxelArray, slope: number, intercept: number): VoxelArray {
  const isInteger = !(voxels instanceof Float32Array || voxels instanceof Float64Array);
  if (isInteger && Number.isInteger(slope) && Number.isInteger(intercept)) {
    const out = new Int16Array(voxels.length);
    let low = 0;
    let high = 0;
    for (let at = 0; at < voxels.length; at++) {
      const value = (voxels[at] as number) * slope + intercept;
      if (value < low) low = value;
      if (value > high) high = value;
      out[at] = value;
    }
    if (low >= INT16_MIN && high <= INT16_MAX) return out;
  }
  const out = new Float32Array(voxels.length);
  for (let at = 0; at < voxels.length; at++) out[at] = (voxels[at] as number) * slope + intercept;
  return out;
}

/**
 * Voxels of a parsed header.
 * @param data exactly the uncompressed voxel bytes; they become the volume (swapped in place where the byte order
 * asks for it), so that a large volume is never held twice
 * @throws AppError `corrupt-data` for another number of bytes, `invalid-input` for NaN and infinite voxels
 */
export function decodeVoxels(header: VolumeFileHeader, data: Uint8Array): ImageVolume {
  const { geometry, voxelType, slope, intercept } = header;
  if (data.length !== header.data.byteLength) {
    throw new AppError(
      'corrupt-data',
      'VOLUME_TRUNCATED',
      `The header promises ${header.data.byteLength} bytes of voxels, but there are ${data.length}. Copy or export the file again.`,
    );
  }
  const width = VOXEL_BYTES[voxelType];
  const isMovable = data.byteOffset % width === 0 && data.buffer instanceof ArrayBuffer;
  const bytes = isMovable ? (data as Uint8Array<ArrayBuffer>) : new Uint8Array(data);
  if (width > 1 && header.isLittleEndian !== IS_LITTLE_ENDIAN_HOST) swapInPlace(bytes, width);
  const stored = typed(bytes.buffer, bytes.byteOffset, data.length / width, voxelType);
  requireFinite(stored, geometry.size);
  if (slope === 1 && intercept === 0) return { geometry, voxels: stored };
  const voxels = scaled(stored, slope, intercept);
  requireFinite(voxels, geometry.size);
  return { geometry, voxels };
}
