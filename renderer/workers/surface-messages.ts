// What the 3D view asks of its worker, and the answers. Typed arrays are handed over, not copied.

import type { SliceBits } from '../../core/edit/index.ts';
import type { ImageGeometry, Vec3 } from '../../core/geometry/index.ts';

/** Coarse ones are made from cells of several voxels, so that an edit of a whole body shows at once; light ones have few
 * triangles for a processor that draws them too. */
export type SurfaceDetail = 'light' | 'coarse' | 'full';

export type WorkerRequest =
  | { readonly type: 'geometry'; readonly geometry: ImageGeometry }
  /** Planes of a structure that differ from what was sent before; null: it has none any more. */
  | {
      readonly type: 'planes';
      readonly structureId: string;
      readonly planes: readonly { readonly k: number; readonly bits: SliceBits | null }[];
    }
  | { readonly type: 'forget'; readonly structureId: string }
  | { readonly type: 'surface'; readonly id: number; readonly structureId: string; readonly detail: SurfaceDetail }
  | {
      readonly type: 'volume';
      readonly id: number;
      readonly url: string;
      readonly byteLength: number;
      readonly dtype: 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32';
      readonly isCt: boolean;
    };

export interface SurfaceAnswer {
  /** LPS mm: x, y, z of vertex 0, … */
  readonly positions: Float32Array<ArrayBuffer>;
  /** 3 and three vertex numbers a triangle, as vtk.js takes them. */
  readonly cells: Uint32Array<ArrayBuffer>;
  /** Unit vectors, outwards, one a vertex. */
  readonly normals: Float32Array<ArrayBuffer>;
}

/** A small straight copy of a volume in 8 bits, at most 256 voxels along each side. */
export interface VolumeCopy {
  readonly values: Uint8Array<ArrayBuffer>;
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  readonly originLps: Vec3;
  /** Unit vectors of i, j, k, LPS. */
  readonly direction: readonly number[];
  /** Stored values of 0 and 255; linear in between. */
  readonly low: number;
  readonly high: number;
}

export type WorkerAnswer =
  | { readonly type: 'surface'; readonly id: number; readonly surface: SurfaceAnswer | null }
  | { readonly type: 'volume'; readonly id: number; readonly volume: VolumeCopy }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
