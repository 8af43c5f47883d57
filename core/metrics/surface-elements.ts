// Where the surface of a mask passes: the cells of the dual lattice (its points are the voxel corners) whose eight voxels
// are not all alike. Outside the grid counts as empty, so a structure that touches the border is closed there.

import { type Box3, boxSize, type Mask } from '../volume/index.ts';

/** Surface cells of one mask on the lattice of a box: cell (i, j, k) lies between voxels i - 1 and i of the box, … */
export interface SurfaceElements {
  /** Lattice points along i, j, k: one more than the box has voxels. */
  readonly latticeSize: readonly [number, number, number];
  /** Linear lattice index of every surface cell, ascending (i fastest). */
  readonly cells: Int32Array;
  /** Neighbour code of each cell, see computeSurfaceElementAreas. */
  readonly codes: Uint8Array;
}

/** The mask inside `box`, with a margin of one empty voxel on every side. */
function paddedVoxels(mask: Mask, box: Box3): Uint8Array {
  const [ni, nj, nk] = boxSize(box);
  const [si, sj] = [ni + 2, nj + 2];
  const padded = new Uint8Array(si * sj * (nk + 2));
  const own = mask.box;
  const width = own.i1 - own.i0;
  let from = 0;
  for (let k = own.k0; k < own.k1; k++) {
    for (let j = own.j0; j < own.j1; j++) {
      const to = ((k - box.k0 + 1) * sj + (j - box.j0 + 1)) * si + (own.i0 - box.i0 + 1);
      padded.set(mask.voxels.subarray(from, from + width), to);
      from += width;
    }
  }
  return padded;
}

/** Finds the surface cells of `mask`; its own box must lie inside `box`. */
export function findSurfaceElements(mask: Mask, box: Box3): SurfaceElements {
  const [ni, nj, nk] = boxSize(box);
  const [li, lj, lk] = [ni + 1, nj + 1, nk + 1];
  const padded = paddedVoxels(mask, box);
  const rowStep = ni + 2;
  const planeStep = rowStep * (nj + 2);
  let cells = new Int32Array(4096);
  let codes = new Uint8Array(4096);
  let count = 0;
  for (let k = 0; k < lk; k++) {
    for (let j = 0; j < lj; j++) {
      if (count + li > cells.length) {
        const room = 2 * (count + li);
        [cells, codes] = [grown(cells, new Int32Array(room)), grown(codes, new Uint8Array(room))];
      }
      let at = k * planeStep + j * rowStep;
      let cell = (k * lj + j) * li;
      // Bits 1, 3, 5, 7 of the cell are bits 0, 2, 4, 6 of the next one: each voxel column is read once.
      let low = 0;
      for (const end = cell + li; cell < end; cell++) {
        at++;
        const high =
          ((padded[at] as number) << 1) |
          ((padded[at + rowStep] as number) << 3) |
          ((padded[at + planeStep] as number) << 5) |
          ((padded[at + planeStep + rowStep] as number) << 7);
        const code = low | high;
        low = high >> 1;
        if (code !== 0 && code !== 255) {
          cells[count] = cell;
          codes[count++] = code;
        }
      }
    }
  }
  return { latticeSize: [li, lj, lk], cells: cells.slice(0, count), codes: codes.slice(0, count) };
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
