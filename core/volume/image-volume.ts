import type { ImageGeometry } from '../geometry/index.ts';

export type VoxelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** An image on its own grid. For CT the voxels are HU (after rescale); i fastest, then j, then k. */
export interface ImageVolume<T extends VoxelArray = VoxelArray> {
  readonly geometry: ImageGeometry;
  readonly voxels: T;
}
