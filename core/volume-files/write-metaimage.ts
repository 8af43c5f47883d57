// MetaImage files (.mha), raw, in LPS as ITK reads them.

import { type ImageGeometry, norm, scale } from '../geometry/index.ts';
import type { VoxelArray } from '../volume/index.ts';
import { gridSteps } from './grid-steps.ts';
import type { VoxelType } from './types.ts';
import { littleEndianBytes, requireGrid, voxelTypeOf } from './voxel-bytes.ts';

const TYPE_NAMES: Readonly<Record<VoxelType, string>> = {
  int8: 'MET_CHAR',
  uint8: 'MET_UCHAR',
  int16: 'MET_SHORT',
  uint16: 'MET_USHORT',
  int32: 'MET_INT',
  uint32: 'MET_UINT',
  int64: 'MET_LONG_LONG',
  uint64: 'MET_ULONG_LONG',
  float32: 'MET_FLOAT',
  float64: 'MET_DOUBLE',
};

/**
 * A MetaImage file on the grid of `geometry`.
 * @throws AppError `invalid-input` when the number of voxels is another, `unsupported` for uneven slices
 */
export function encodeMetaImage(voxels: VoxelArray, geometry: ImageGeometry): Uint8Array<ArrayBuffer> {
  requireGrid(voxels.length, geometry);
  const { steps, originLps } = gridSteps(geometry);
  const lines = [
    'ObjectType = Image',
    'NDims = 3',
    'BinaryData = True',
    'BinaryDataByteOrderMSB = False',
    'CompressedData = False',
    `TransformMatrix = ${steps.flatMap((step) => scale(step, 1 / norm(step))).join(' ')}`,
    `Offset = ${originLps.join(' ')}`,
    'CenterOfRotation = 0 0 0',
    `ElementSpacing = ${steps.map(norm).join(' ')}`,
    `DimSize = ${geometry.size.join(' ')}`,
    `ElementType = ${TYPE_NAMES[voxelTypeOf(voxels)]}`,
    'ElementDataFile = LOCAL',
  ];
  const head = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const file = new Uint8Array(head.length + voxels.byteLength);
  file.set(head);
  file.set(littleEndianBytes(voxels), head.length);
  return file;
}
