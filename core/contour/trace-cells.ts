// Outlines of one plane of cells, without a mask around it: for pictures, where a plane is traced in every frame.

import { type PaddedPlane, tracePlane } from './trace-plane.ts';

/** Cells that are 0 or 1, i fastest, and the index of the first. */
export interface CellPlane {
  readonly columns: number;
  readonly rows: number;
  readonly i0: number;
  readonly j0: number;
}

/**
 * A tracer that keeps its buffers. `fill` writes 1 into the cells that are set: cell (column, row) of the plane is
 * `cells[(row + 1) * stride + column + 1]`. Loops are those of `traceMask`, as continuous indices i, j, i, j, …; every
 * hole a loop of its own (even-odd).
 */
export function createCellTracer(): (
  plane: CellPlane,
  fill: (cells: Uint8Array, stride: number) => void,
) => Float64Array[] {
  let cells = new Uint8Array(0);
  let loopOfCrack = new Int32Array(0);
  let segmentOfCrack = new Int32Array(0);
  let firstLoop = 1;
  return ({ columns, rows, i0, j0 }, fill) => {
    const width = columns + 2;
    const count = width * (rows + 2);
    if (cells.length < count) {
      cells = new Uint8Array(count);
      loopOfCrack = new Int32Array(4 * count);
      segmentOfCrack = new Int32Array(4 * count);
      firstLoop = 1;
    }
    const padded: PaddedPlane = { width, cells: cells.subarray(0, count), loopOfCrack, segmentOfCrack };
    padded.cells.fill(0);
    fill(padded.cells, width);
    const loops = tracePlane(padded, firstLoop);
    // Numbers of earlier planes are stale only while they are lower than those of this one.
    firstLoop += loops.length;
    return loops.map(({ halves }) => {
      const ij = new Float64Array(halves.length);
      for (let at = 0; at < ij.length; at += 2) {
        ij[at] = (halves[at] as number) / 2 - 1 + i0;
        ij[at + 1] = (halves[at + 1] as number) / 2 - 1 + j0;
      }
      return ij;
    });
  };
}
