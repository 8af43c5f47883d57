// What the window asks of the worker that segments by values, and the answers.

import type { Segmentation, SegmentResult, StructureSlices } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { VolumeDtype } from '../data/volume-cache.ts';

export type SegmentRequest =
  /** Where the voxels can be read again: the worker has a copy of its own while it is in use. */
  | {
      readonly type: 'image';
      readonly geometry: ImageGeometry;
      readonly url: string;
      readonly dtype: VolumeDtype;
      readonly byteLength: number;
    }
  | {
      readonly type: 'segment';
      readonly id: number;
      readonly segmentation: Segmentation;
      readonly own: StructureSlices | null;
      readonly within: StructureSlices | null;
    };

export type SegmentAnswer =
  /** The image is there. */
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly share: number }
  | { readonly type: 'done'; readonly id: number; readonly result: SegmentResult; readonly ms: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
