// A structure as one byte a voxel in the box around it: what growing and splitting run over.

import { type Box3, EMPTY_BOX } from '../volume/index.ts';
import { regionBox } from './region.ts';
import { blankSlice, forEachRun, type SliceBits, trimSlice, writeRun } from './slice-bits.ts';
import type { StructureSlices } from './structure-slices.ts';

/** `cells[((k - box.k0) * nj + j - box.j0) * ni + i - box.i0]` with `size` = [ni, nj, nk]. */
export interface CellBox {
  readonly box: Box3;
  readonly size: readonly [number, number, number];
  readonly cells: Uint8Array;
}

export const boxSize = (box: Box3): readonly [number, number, number] => [
  box.i1 - box.i0,
  box.j1 - box.j0,
  box.k1 - box.k0,
];

/** 1 for the voxels of the structure, in the smallest box. */
export function cellsOf(slices: StructureSlices, box: Box3 = regionBox(slices)): CellBox {
  const size = boxSize(box.k1 === 0 ? EMPTY_BOX : box);
  const cells = new Uint8Array(size[0] * size[1] * size[2]);
  for (const [k, slice] of slices) {
    forEachRun(slice, (j, from, to) => {
      const row = ((k - box.k0) * size[1] + j - box.j0) * size[0] - box.i0;
      cells.fill(1, row + from, row + to);
    });
  }
  return { box, size, cells };
}

/** Place of a voxel in the cells; -1 outside of the box. */
export function cellAt({ box, size }: CellBox, [i, j, k]: readonly [number, number, number]): number {
  const isIn = i >= box.i0 && i < box.i1 && j >= box.j0 && j < box.j1 && k >= box.k0 && k < box.k1;
  return isIn ? ((k - box.k0) * size[1] + j - box.j0) * size[0] + i - box.i0 : -1;
}

/** The cells that are `value` as a structure. */
export function slicesOfCells({ box, size }: CellBox, cells: Uint8Array, value: number): Map<number, SliceBits> {
  const [ni, nj, nk] = size;
  const slices = new Map<number, SliceBits>();
  for (let k = 0; k < nk; k++) {
    const bits = blankSlice(box);
    let isEmpty = true;
    for (let j = 0; j < nj; j++) {
      const row = (k * nj + j) * ni;
      for (let i = 0; i < ni; i++) {
        if (cells[row + i] !== value) continue;
        const start = i;
        while (i < ni && cells[row + i] === value) i++;
        writeRun(bits, box.j0 + j, box.i0 + start, box.i0 + i, true);
        isEmpty = false;
      }
    }
    const trimmed = isEmpty ? null : trimSlice(bits);
    if (trimmed !== null) slices.set(box.k0 + k, trimmed);
  }
  return slices;
}
