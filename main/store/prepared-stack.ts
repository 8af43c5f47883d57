// What the steps of an import hand to each other about one stack.

import type { ImageVolume } from '../../core/volume/index.ts';
import type { StackDetails } from './records.ts';

/** A stack that the library has. */
export interface Candidate {
  readonly seriesId: string;
  readonly volumeId: string;
  /** File hash by image id. */
  readonly files: ReadonlyMap<string, string>;
}

/** A stack ready to be stored. */
export interface PreparedStack {
  readonly volume: ImageVolume;
  readonly details: StackDetails;
  /** Image id of each plane, in k order. */
  readonly sliceIds: readonly string[];
}
