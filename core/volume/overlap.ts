// Structures that share voxels: what a file with one value a voxel cannot hold.

import { boxSize, type Mask } from './mask.ts';

/** True when two masks of one grid share a voxel. */
export function doOverlap(a: Mask, b: Mask): boolean {
  const [p, q] = [a.box, b.box];
  const [i0, i1] = [Math.max(p.i0, q.i0), Math.min(p.i1, q.i1)];
  const [j0, j1] = [Math.max(p.j0, q.j0), Math.min(p.j1, q.j1)];
  const [k0, k1] = [Math.max(p.k0, q.k0), Math.min(p.k1, q.k1)];
  if (i0 >= i1 || j0 >= j1 || k0 >= k1) return false;
  const [[ai, aj], [bi, bj]] = [boxSize(p), boxSize(q)];
  for (let k = k0; k < k1; k++) {
    for (let j = j0; j < j1; j++) {
      const inA = ((k - p.k0) * aj + j - p.j0) * ai - p.i0;
      const inB = ((k - q.k0) * bj + j - q.j0) * bi - q.i0;
      for (let i = i0; i < i1; i++) if (a.voxels[inA + i] === 1 && b.voxels[inB + i] === 1) return true;
    }
  }
  return false;
}

/** The first two structures that share a voxel; null: none do. */
export function firstOverlap<S extends { readonly mask: Mask }>(structures: readonly S[]): readonly [S, S] | null {
  for (const [at, a] of structures.entries()) {
    for (const b of structures.slice(at + 1)) if (doOverlap(a.mask, b.mask)) return [a, b];
  }
  return null;
}

/** Layers, from 0, so that no two masks of one layer share a voxel: each goes to the first that has room. */
export function assignLayers(masks: readonly Mask[]): number[] {
  const layers: Mask[][] = [];
  return masks.map((mask) => {
    const found = layers.findIndex((others) => !others.some((other) => doOverlap(other, mask)));
    const layer = found === -1 ? layers.length : found;
    if (found === -1) layers.push([mask]);
    else layers[found]?.push(mask);
    return layer;
  });
}
