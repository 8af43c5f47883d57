// What the header of a volume file says, once checked: where its voxels lie, how many bytes they take, and the grid.

import type { ImageGeometry } from '../geometry/index.ts';

export type VolumeFileFormat = 'nifti' | 'nrrd' | 'metaimage';

export type VoxelType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';

export const VOXEL_BYTES: Readonly<Record<VoxelType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** Where the voxels are. */
export interface VoxelData {
  /** Name of another file in the same folder; null: in the file of the header. */
  readonly file: string | null;
  /** First byte, counted in the file as it is for `raw`, `gzip` and `zlib`; null: the voxels are its last bytes. */
  readonly offset: number | null;
  /** `gzip` and `zlib`: the bytes from `offset` on are one compressed stream. A gzipped NIfTI is inflated as a whole
   * first, so its voxels count as `raw`. */
  readonly encoding: 'raw' | 'gzip' | 'zlib';
  /** Bytes of the voxels once uncompressed: size x bytes a voxel, at most `MAX_VOXEL_BYTES`. */
  readonly byteLength: number;
}

export interface VolumeFileHeader {
  readonly format: VolumeFileFormat;
  readonly geometry: ImageGeometry;
  readonly voxelType: VoxelType;
  readonly isLittleEndian: boolean;
  /** value = stored * slope + intercept. */
  readonly slope: number;
  readonly intercept: number;
  readonly data: VoxelData;
  /** Values a voxel, one after the other: layers of a label map whose structures overlap. Absent: 1. */
  readonly layers?: number;
  /** Key/value pairs of a NRRD file, where it has any. */
  readonly pairs?: ReadonlyMap<string, string>;
}
