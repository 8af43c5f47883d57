// Structures as numbers in a grid, one or several values a voxel, and back.

import { AppError } from '../error/index.ts';
import { type Size3, voxelCount } from '../geometry/index.ts';
import type { VoxelArray } from './image-volume.ts';
import { type Box3, boxSize, emptyMask, type Mask } from './mask.ts';

/** More values than this are no structures but an image. */
const MOST_LABELS = 4096;

/** Voxels of the boxes of all masks of a layer. Each structure has its own place; the values of an image, strewn over all
 * of it, would each take as much memory as the whole. */
const MOST_BOX_VOXELS = 2 ** 32;

/** A structure in a label map. */
export interface Labelled {
  readonly mask: Mask;
  readonly label: number;
  /** From 0. */
  readonly layer: number;
}

/** Values of a grid, `layers` for each voxel; 16 bits where a label needs them. Masks of one layer may not overlap: the
 * later would win. */
export function encodeLabels(structures: readonly Labelled[], size: Size3, layers: number): Uint8Array | Uint16Array {
  const count = voxelCount(size) * layers;
  const isWide = structures.some(({ label }) => label > 255);
  const values = isWide ? new Uint16Array(count) : new Uint8Array(count);
  for (const { mask, label, layer } of structures) {
    const { box, voxels } = mask;
    const [bi] = boxSize(box);
    let at = 0;
    for (let k = box.k0; k < box.k1; k++) {
      for (let j = box.j0; j < box.j1; j++) {
        const row = ((k * size[1] + j) * size[0] + box.i0) * layers + layer;
        for (let i = 0; i < bi; i++) if (voxels[at++] === 1) values[row + i * layers] = label;
      }
    }
  }
  return values;
}

interface Range {
  i0: number;
  i1: number;
  j0: number;
  j1: number;
  readonly k0: number;
  k1: number;
}

const asMask = (box: Box3, size: Size3, isSet: (at: number) => boolean): Mask => {
  const [bi, bj, bk] = boxSize(box);
  const voxels = new Uint8Array(bi * bj * bk);
  let out = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      const row = (k * size[1] + j) * size[0];
      for (let i = box.i0; i < box.i1; i++) voxels[out++] = isSet(row + i) ? 1 : 0;
    }
  }
  return { size, box, voxels };
};

const notLabels = (why: string): AppError =>
  new AppError(
    'invalid-input',
    'LABELMAP_VALUES',
    `The file is no label map: it holds ${why}. Give a file of whole numbers, one for each structure.`,
  );

/**
 * The mask of every value that is not 0, by value.
 * @param layer of `layers` values a voxel
 * @throws AppError `invalid-input` for values that are not whole numbers above zero, more than any label map has, or
 * strewn over the whole grid
 */
export function masksOfLabels(values: VoxelArray, size: Size3, layers = 1, layer = 0): Map<number, Mask> {
  const ranges = new Map<number, Range>();
  const [ni, nj, nk] = size;
  let at = layer;
  let last: Range | undefined;
  let lastValue = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, at += layers) {
        const value = values[at] as number;
        if (value === 0) continue;
        if (value !== lastValue) {
          last = ranges.get(value);
          lastValue = value;
        }
        if (last === undefined) {
          if (!Number.isInteger(value) || value < 0) throw notLabels('a value that is no whole number above zero');
          if (ranges.size === MOST_LABELS) throw notLabels(`more than ${MOST_LABELS} values`);
          last = { i0: i, i1: i + 1, j0: j, j1: j + 1, k0: k, k1: k + 1 };
          ranges.set(value, last);
          continue;
        }
        if (i < last.i0) last.i0 = i;
        if (i >= last.i1) last.i1 = i + 1;
        if (j < last.j0) last.j0 = j;
        if (j >= last.j1) last.j1 = j + 1;
        last.k1 = k + 1;
      }
    }
  }
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const boxVoxels = sorted.reduce((sum, [, box]) => sum + boxSize(box).reduce((product, n) => product * n, 1), 0);
  if (boxVoxels > MOST_BOX_VOXELS) throw notLabels(`${sorted.length} values strewn over all of it, as an image does`);
  return new Map(sorted.map(([value, box]) => [value, asMask(box, size, (n) => values[n * layers + layer] === value)]));
}

/** The mask of a label, empty where no voxel has it. */
export const maskOfLabel = (masks: ReadonlyMap<number, Mask>, label: number, size: Size3): Mask =>
  masks.get(label) ?? emptyMask(size);
