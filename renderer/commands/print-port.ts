// What the printing view of the open case does for commands.

import type { PlaceOnSurface } from '../data/print-steps.ts';

export type PrintSide = 'A' | 'P' | 'L' | 'R' | 'S' | 'I';

export interface PrintPort {
  /** Ends what is being computed; the model on the screen stays. */
  cancel(): void;
  /** Undo or redo of what the library alone remembers. */
  stepKept(direction: 'undo' | 'redo'): void;
  /** Writes the model into a folder; what comes of it is said in the state. */
  exportAs(format: 'stl' | '3mf' | 'obj' | 'ply' | 'dcm'): Promise<void>;
  /** Makes the model again from where it stands. */
  runAgain(): void;
  lookFrom(side: PrintSide): void;
  lookAt(lps: readonly [number, number, number]): void;
  fit(): void;
  /** The surface in the middle of the view; null: there is none. */
  placeInMiddle(): PlaceOnSurface | null;
}
