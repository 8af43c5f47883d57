// Closed lines on the screen plane of a view -> voxels, by their centres and the even-odd rule.

import type { CutView } from '../geometry/index.ts';
import { cutMm } from './cut-region.ts';
import type { SliceBits } from './slice-bits.ts';
import { bitsOfRuns } from './stamp.ts';

/** A crossing this near to a voxel centre counts as on it, voxels: points drawn through centres come back from mm with
 * errors near 1e-12. */
const ON_CENTRE = 2 ** -19;

/** First row whose centre is at or beyond `mm`. */
function rowFrom(centres: Float64Array, mm: number): number {
  let low = 0;
  let high = centres.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((centres[middle] as number) < mm) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Bits (a, b) of the voxels whose centres lie inside an odd number of the loops; null for none. A centre on an edge is
 * inside when the inside lies towards growing a (or b), so areas that share an edge share no voxel.
 * @param loops points u, v, u, v, … in mm; the last joins the first
 */
export function polygonBits(view: CutView, loops: readonly ArrayLike<number>[]): SliceBits | null {
  const crossings = new Map<number, number[]>();
  const { bCentreMm, aShiftMm, aStepMm, aCount } = view;
  const onCentreMm = ON_CENTRE * aStepMm;
  for (const loop of loops) {
    const count = loop.length >> 1;
    if (count < 3) continue;
    let from = cutMm(view, { u: loop[2 * count - 2] as number, v: loop[2 * count - 1] as number });
    for (let n = 0; n < count; n++) {
      const to = cutMm(view, { u: loop[2 * n] as number, v: loop[2 * n + 1] as number });
      const [low, high] = from.bMm < to.bMm ? [from, to] : [to, from];
      const stop = rowFrom(bCentreMm, high.bMm - onCentreMm);
      for (let b = rowFrom(bCentreMm, low.bMm - onCentreMm); b < stop; b++) {
        const share = ((bCentreMm[b] as number) - low.bMm) / (high.bMm - low.bMm);
        const aMm = low.aMm + Math.min(1, Math.max(0, share)) * (high.aMm - low.aMm);
        const a = Math.ceil((aMm - (aShiftMm[b] as number)) / aStepMm - ON_CENTRE);
        const row = crossings.get(b);
        const first = Math.min(Math.max(a, 0), aCount);
        if (row === undefined) crossings.set(b, [first]);
        else row.push(first);
      }
      from = to;
    }
  }
  const runs: number[] = [];
  for (const [b, row] of crossings) {
    row.sort((p, q) => p - q);
    for (let n = 0; n + 1 < row.length; n += 2) {
      if ((row[n] as number) < (row[n + 1] as number)) runs.push(b, row[n] as number, row[n + 1] as number);
    }
  }
  return bitsOfRuns(runs);
}
