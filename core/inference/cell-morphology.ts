// Morphology on small binary boxes of cells, i fastest: eroding, dilating, the largest component, filling.

import type { Size3 } from '../geometry/index.ts';
import { componentSizes, fillEnclosed, findRuns, joinRuns, largestRoot, paintRuns, runsOfRoot } from './runs.ts';

/** Direction of rows of cells to join so that planes are cut across the patient. */
export type AcrossPatient = 'j' | 'k' | 'i';

/**
 * Cells all of whose face neighbours are set ('erode'), or any of whose are ('dilate'). Beyond the image everything
 * counts as the cell itself, so a body that leaves the picture is not eroded at its edge.
 */
export function spread(
  cells: Uint8Array,
  size: Size3,
  mode: 'erode' | 'dilate',
  acrossPlanes: boolean,
): Uint8Array<ArrayBuffer> {
  const [ni, nj, nk] = size;
  const out = new Uint8Array(cells.length);
  const plane = acrossPlanes ? ni * nj : 0;
  // Eroding is dilating the complement: one loop of ORs serves both.
  const flip = mode === 'erode' ? 1 : 0;
  for (let k = 0; k < nk; k++) {
    const below = k > 0 ? -plane : 0;
    const above = k < nk - 1 ? plane : 0;
    for (let j = 0; j < nj; j++) {
      const before = j > 0 ? -ni : 0;
      const after = j < nj - 1 ? ni : 0;
      const row = (k * nj + j) * ni;
      const end = row + ni - 1;
      let left = cells[row] as number;
      let here = left;
      for (let c = row; c <= end; c++) {
        const right = c < end ? (cells[c + 1] as number) : here;
        const any =
          (here ^ flip) |
          (left ^ flip) |
          (right ^ flip) |
          ((cells[c + before] as number) ^ flip) |
          ((cells[c + after] as number) ^ flip) |
          ((cells[c + below] as number) ^ flip) |
          ((cells[c + above] as number) ^ flip);
        out[c] = any ^ flip;
        left = here;
        here = right;
      }
    }
  }
  return out;
}

/** Only the largest component (6 neighbours) of the cells, and how many cells it has. */
export function keepLargest(
  cells: Uint8Array,
  size: Size3,
): { readonly cells: Uint8Array<ArrayBuffer>; readonly count: number } {
  const runs = findRuns(cells, size, 1);
  const roots = joinRuns(runs, { along: 'jk', diagonal: false });
  const sizes = componentSizes(runs, roots);
  const best = largestRoot(sizes);
  const kept = new Uint8Array(cells.length);
  paintRuns(kept, runs, runsOfRoot(roots, best));
  return { cells: kept, count: best < 0 ? 0 : (sizes[best] as number) };
}

/** Fills, in place, what is enclosed within planes across the patient; `along` as in `AcrossPatient`. */
export function fillAcross(voxels: Uint8Array, size: Size3, along: AcrossPatient): void {
  if (along !== 'i') {
    fillEnclosed(voxels, size, along);
    return;
  }
  // Rows run along the patient: swap i and j so that runs lie within the planes to fill.
  const [ni, nj, nk] = size;
  const swapped = new Uint8Array(voxels.length);
  const swap = (from: Uint8Array, to: Uint8Array, na: number, nb: number) => {
    for (let k = 0; k < nk; k++) {
      for (let b = 0; b < nb; b++) {
        for (let a = 0; a < na; a++) to[(k * na + a) * nb + b] = from[(k * nb + b) * na + a] as number;
      }
    }
  };
  swap(voxels, swapped, ni, nj);
  fillEnclosed(swapped, [nj, ni, nk], 'k');
  swap(swapped, voxels, nj, ni);
}
