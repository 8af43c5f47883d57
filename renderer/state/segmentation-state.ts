// What is set while a structure is made from values.

import type { Closure, Neck, ValueRange } from '../../core/edit/index.ts';
import type { Vec3, ViewName } from '../../core/geometry/index.ts';
import type { Box3 } from '../../core/volume/index.ts';

export interface SegmentSeed {
  /** 'other': belongs to something that the part only touches. */
  readonly kind: 'part' | 'other';
  readonly ijk: Vec3;
  /** On which it was clicked. */
  readonly view: ViewName;
}

export interface DrawnClosure {
  readonly closure: Closure;
  readonly view: ViewName;
  readonly lineLps: readonly [Vec3, Vec3];
  /** Growth has found a way around it. */
  readonly isGoneAround: boolean;
}

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
  /** Clicked voxels; a part without any is everything in the range. */
  readonly seeds: readonly SegmentSeed[];
  readonly closures: readonly DrawnClosure[];
  /** Growth holds at necks that a ball of this radius does not pass, mm; 0: it does not. */
  readonly neckMm: number;
  /** Thin places are looked for. */
  readonly findsNecks: boolean;
  /** The thin places of what is shown; null: not known. */
  readonly necks: readonly Neck[] | null;
  readonly splitBy: 'values' | 'thickness';
  /** What was split off becomes a structure too. */
  readonly keepsRest: boolean;
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
