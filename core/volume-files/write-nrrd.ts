// NRRD files (NRRD0004, attached) in LPS; the affine is written as shortest decimals that read back to the same doubles.

import { type ImageGeometry, type Vec3, voxelCount } from '../geometry/index.ts';
import type { Mask, VoxelArray } from '../volume/index.ts';
import { gridSteps } from './grid-steps.ts';
import { gzipMask } from './gzip-mask.ts';
import type { VoxelType } from './types.ts';
import { littleEndianBytes, requireGrid, voxelTypeOf } from './voxel-bytes.ts';

const TYPE_NAMES: Readonly<Record<VoxelType, string>> = {
  int8: 'int8',
  uint8: 'unsigned char',
  int16: 'short',
  uint16: 'unsigned short',
  int32: 'int',
  uint32: 'unsigned int',
  int64: 'long long',
  uint64: 'unsigned long long',
  float32: 'float',
  float64: 'double',
};

// Adding 0 turns -0 into 0, which reads back the same and looks less odd.
const vector = (v: Vec3): string => `(${v.map((value) => String(value + 0)).join(',')})`;

/**
 * The bytes before the voxels.
 * @param layers values a voxel; several are a first axis of their own
 * @param pairs lines `key:=value`
 */
export function encodeNrrdHeader(
  geometry: ImageGeometry,
  type: VoxelType,
  encoding: 'raw' | 'gzip',
  layers = 1,
  pairs: readonly string[] = [],
): Uint8Array<ArrayBuffer> {
  const { steps, originLps } = gridSteps(geometry);
  const isLayered = layers > 1;
  const lines = [
    'NRRD0004',
    `type: ${TYPE_NAMES[type]}`,
    `dimension: ${isLayered ? 4 : 3}`,
    'space: left-posterior-superior',
    `sizes: ${[...(isLayered ? [layers] : []), ...geometry.size].join(' ')}`,
    `space directions: ${[...(isLayered ? ['none'] : []), ...steps.map(vector)].join(' ')}`,
    `kinds: ${isLayered ? 'list ' : ''}domain domain domain`,
    'endian: little',
    `encoding: ${encoding}`,
    `space origin: ${vector(originLps)}`,
    ...pairs,
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n\n`);
}

function joined(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(head.length + body.length);
  file.set(head);
  file.set(body, head.length);
  return file;
}

/**
 * A NRRD file with raw voxels on the grid of `geometry`.
 * @throws AppError `invalid-input` when the number of voxels is another, `unsupported` for uneven slices
 */
export function encodeNrrd(voxels: VoxelArray, geometry: ImageGeometry): Uint8Array<ArrayBuffer> {
  requireGrid(voxels.length, geometry);
  return joined(encodeNrrdHeader(geometry, voxelTypeOf(voxels), 'raw'), littleEndianBytes(voxels));
}

/** A NRRD file of a mask as uint8 0 and 1, gzip encoding. */
export function encodeNrrdMask(mask: Mask, geometry: ImageGeometry): Uint8Array<ArrayBuffer> {
  requireGrid(voxelCount(mask.size), geometry);
  return joined(encodeNrrdHeader(geometry, 'uint8', 'gzip'), gzipMask(mask, new Uint8Array(0)));
}
