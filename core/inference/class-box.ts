// The part of a class's probability field that can matter: what crosses the process border and what is brought back to the
// image, one class at a time.

import type { Size3 } from '../geometry/index.ts';

/** Where a class can be, over the model grid. */
export interface ClassExtent {
  readonly channel: number;
  readonly start: Size3;
  readonly size: Size3;
}

/** Probabilities of one class over a box of the model grid, array order. Outside the box they are below the level at
 * which the box was cut. */
export interface ClassBox extends ClassExtent {
  readonly values: Float32Array | Uint16Array;
  /** Probability = value x unit. */
  readonly unit: number;
}

/** Probabilities are kept as 65535ths. */
export const PROBABILITY_UNIT = 1 / 65535;
