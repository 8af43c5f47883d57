import { alignGrids, type GridAlignment, type ImageGeometry, isIdentityAlignment } from '../geometry/index.ts';
import { type Box3, boxSize, type Mask } from './mask.ts';

/** Half-open range of the source box along the source axis, as seen from the target axis. */
function targetRange(range: readonly [number, number], length: number, flip: boolean): [number, number] {
  return flip ? [length - range[1], length - range[0]] : [range[0], range[1]];
}

/** The same voxels in the axis order and direction of the target grid. */
export function reorderMask(mask: Mask, alignment: GridAlignment): Mask {
  if (isIdentityAlignment(alignment)) return mask;
  const { box, size, voxels } = mask;
  const ranges = [
    [box.i0, box.i1],
    [box.j0, box.j1],
    [box.k0, box.k1],
  ] as const;
  const wide = boxSize(box);
  const strides = [1, wide[0], wide[0] * wide[1]];
  const { axes, flips } = alignment;
  const steps = axes.map((s, a) => (flips[a] ? -(strides[s] as number) : (strides[s] as number)));
  const counts = axes.map((s) => wide[s] as number) as [number, number, number];
  let start = 0;
  for (let a = 0; a < 3; a++) {
    if (flips[a]) start += (strides[axes[a] as number] as number) * ((counts[a] as number) - 1);
  }
  const [si, sj, sk] = steps as [number, number, number];
  const [ni, nj, nk] = counts;
  const out = new Uint8Array(voxels.length);
  let to = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      let from = start + k * sk + j * sj;
      for (let i = 0; i < ni; i++, from += si) out[to++] = voxels[from] as number;
    }
  }
  const target = axes.map((s, a) => targetRange(ranges[s] as [number, number], size[s] as number, flips[a] as boolean));
  const [[i0, i1], [j0, j1], [k0, k1]] = target as [[number, number], [number, number], [number, number]];
  const newBox: Box3 = { i0, i1, j0, j1, k0, k1 };
  return { size: axes.map((s) => size[s]) as unknown as Mask['size'], box: newBox, voxels: out };
}

/**
 * A mask that was read on `from`, on the grid `to` of an image. Throws `invalid-input` unless the voxel centres of both
 * coincide within 1 % of a voxel, in any order and direction of the axes.
 */
export const alignMaskToGrid = (mask: Mask, from: ImageGeometry, to: ImageGeometry): Mask =>
  reorderMask(mask, alignGrids(from, to));
