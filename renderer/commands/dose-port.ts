// What the dose of the open case is for commands and panels: typed arrays, which the state never holds.

import type { DoseGrid, DoseHistogram } from '../../core/dose/index.ts';

/** The histogram of one structure, of the content that it had then. */
export interface MadeHistogram {
  readonly contentRev: number;
  /** null: it could not be made. */
  readonly histogram: DoseHistogram | null;
  /** What a person should know: gaps, contours that enclose nothing; or why there is no histogram. */
  readonly notes: readonly string[];
}

export interface DosePort {
  /** The dose in hand; null while there is none. */
  grid(): DoseGrid | null;
  /** By structure; what the structure is by now may be newer. */
  histograms(): ReadonlyMap<string, MadeHistogram>;
  /** Hears when the dose in hand is another one. */
  onGrid(listener: () => void): () => void;
}
