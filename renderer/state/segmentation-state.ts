// What is set while a structure is made from values.

import type { ValueRange } from '../../core/edit/index.ts';
import type { Box3 } from '../../core/volume/index.ts';

/** A structure being made from values: what is set in the task card. */
export interface SegmentationState {
  /** Whose voxels are worked on; null: the values of the image in the range. */
  readonly sourceId: string | null;
  readonly range: ValueRange;
  /** 'custom' once a person has moved an end. */
  readonly preset: string;
  /** Voxel indices, half open; null: the whole image. */
  readonly box: Box3 | null;
  /** Only inside of this structure; null: everywhere. */
  readonly withinId: string | null;
  readonly name: string;
  readonly isBusy: boolean;
  /** Share done of a computation that takes long. */
  readonly progress: number;
  /** 'Volume 23.8 ml, 41 slices'. */
  readonly summary: string;
  readonly problem: string | null;
  /** From the last change of a value to its preview, ms; null: none yet. */
  readonly lastMs: number | null;
}
