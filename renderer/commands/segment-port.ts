// Between the commands of segmenting by values and the part of the workspace that does it.

import type { SegmentationState } from '../state/segmentation-state.ts';
import type { SegmentMark } from '../tools/tool.ts';

/** What a person sets; the rest of the state follows from it. */
export type SegmentPatch = Partial<
  Pick<
    SegmentationState,
    'sourceId' | 'range' | 'preset' | 'box' | 'withinId' | 'neckMm' | 'findsNecks' | 'splitBy' | 'keepsRest' | 'name'
  >
>;

/** What the workspace offers to the commands of segmenting while a case is open. */
export interface SegmentPort {
  start(): void;
  setValues(patch: SegmentPatch): void;
  mark(made: SegmentMark): void;
  /** Closure of the list: gone. */
  removeClosure(place: number): void;
  clearMarks(): void;
  apply(): void;
  discard(): void;
}
