// Contours gone wrong on purpose, from good ones: what the checks must notice.

import type { ImageGeometry } from '../../core/geometry/index.ts';
import { boxSize, type Mask, shrinkMask } from '../../core/volume/index.ts';

/** Numbers of [0, 1) that are the same in every run (Park and Miller's generator). */
export function seededNumbers(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}

/** Moves by `shift` voxels and scales by `scale` about the middle, voxel by nearest voxel. */
export function warp(mask: Mask, shift: readonly number[], scale: readonly number[]): Mask {
  const { box, size, voxels } = mask;
  const centre = [(box.i0 + box.i1 - 1) / 2, (box.j0 + box.j1 - 1) / 2, (box.k0 + box.k1 - 1) / 2];
  const lows = [box.i0, box.j0, box.k0];
  const highs = [box.i1, box.j1, box.k1];
  const from = [0, 1, 2].map((axis) => {
    const [c, s, d] = [centre[axis] as number, scale[axis] as number, shift[axis] as number];
    return Math.max(0, Math.floor(c + d + ((lows[axis] as number) - c) * s) - 1);
  });
  const to = [0, 1, 2].map((axis) => {
    const [c, s, d] = [centre[axis] as number, scale[axis] as number, shift[axis] as number];
    return Math.min(size[axis] as number, Math.ceil(c + d + ((highs[axis] as number) - c) * s) + 1);
  });
  const extent = from.map((low, axis) => Math.max(0, (to[axis] as number) - low));
  const out = new Uint8Array((extent[0] as number) * (extent[1] as number) * (extent[2] as number));
  const [bi, bj] = boxSize(box);
  const source = (axis: number, at: number) => {
    const c = centre[axis] as number;
    return Math.round(c + (at - (shift[axis] as number) - c) / (scale[axis] as number)) - (lows[axis] as number);
  };
  let at = 0;
  for (let k = from[2] as number; k < (to[2] as number); k++) {
    const sk = source(2, k);
    for (let j = from[1] as number; j < (to[1] as number); j++) {
      const sj = source(1, j);
      for (let i = from[0] as number; i < (to[0] as number); i++, at++) {
        const si = source(0, i);
        const isInside = sk >= 0 && sk < box.k1 - box.k0 && sj >= 0 && sj < bj && si >= 0 && si < bi;
        if (isInside) out[at] = voxels[(sk * bj + sj) * bi + si] as number;
      }
    }
  }
  return shrinkMask({
    size,
    box: {
      i0: from[0] as number,
      i1: to[0] as number,
      j0: from[1] as number,
      j1: to[1] as number,
      k0: from[2] as number,
      k1: to[2] as number,
    },
    voxels: out,
  });
}

/** Keeps the voxels of planes for which `isKept` says so. */
export function keepPlanes(mask: Mask, isKept: (k: number) => boolean): Mask {
  const plane = (mask.box.i1 - mask.box.i0) * (mask.box.j1 - mask.box.j0);
  const voxels = mask.voxels.slice();
  for (let k = mask.box.k0; k < mask.box.k1; k++) {
    if (!isKept(k)) voxels.fill(0, (k - mask.box.k0) * plane, (k - mask.box.k0 + 1) * plane);
  }
  return shrinkMask({ ...mask, voxels });
}

/** Joins a ball of `radiusMm` about voxel `at` to the mask. */
export function addBall(mask: Mask, geometry: ImageGeometry, at: readonly number[], radiusMm: number): Mask {
  const { size, spacingMm } = geometry;
  const reach = spacingMm.map((mm) => Math.ceil(radiusMm / mm));
  const low = (axis: number, own: number) => Math.max(0, Math.min(own, (at[axis] as number) - (reach[axis] as number)));
  const high = (axis: number, own: number) =>
    Math.min(size[axis] as number, Math.max(own, (at[axis] as number) + (reach[axis] as number) + 1));
  const box = {
    i0: low(0, mask.box.i0),
    i1: high(0, mask.box.i1),
    j0: low(1, mask.box.j0),
    j1: high(1, mask.box.j1),
    k0: low(2, mask.box.k0),
    k1: high(2, mask.box.k1),
  };
  const [bi, bj, bk] = boxSize(box);
  const voxels = new Uint8Array(bi * bj * bk);
  const [mi, mj] = boxSize(mask.box);
  let out = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      for (let i = box.i0; i < box.i1; i++, out++) {
        const { i0, i1, j0, j1, k0, k1 } = mask.box;
        const isOld = i >= i0 && i < i1 && j >= j0 && j < j1 && k >= k0 && k < k1;
        const old = isOld ? (mask.voxels[((k - k0) * mj + (j - j0)) * mi + (i - i0)] as number) : 0;
        const d = Math.hypot(
          (i - (at[0] as number)) * spacingMm[0],
          (j - (at[1] as number)) * spacingMm[1],
          (k - (at[2] as number)) * spacingMm[2],
        );
        voxels[out] = old === 1 || d <= radiusMm ? 1 : 0;
      }
    }
  }
  return shrinkMask({ size: mask.size, box, voxels });
}

/** A voxel of the mask, chosen by `share` (0 to 1) of all in memory order. */
export function voxelAt(mask: Mask, share: number): [number, number, number] {
  const set: number[] = [];
  mask.voxels.forEach((value, at) => {
    if (value === 1) set.push(at);
  });
  const [bi, bj] = boxSize(mask.box);
  const at = set[Math.min(set.length - 1, Math.floor(share * set.length))] as number;
  return [mask.box.i0 + (at % bi), mask.box.j0 + (Math.floor(at / bi) % bj), mask.box.k0 + Math.floor(at / (bi * bj))];
}

/** Plain failures by name, each of a mild enough kind to be met in practice. `random` gives numbers of [0, 1). */
export const FAILURES: Readonly<Record<string, (mask: Mask, geometry: ImageGeometry, random: () => number) => Mask>> = {
  shift15mm: (mask, { spacingMm }, random) => {
    const z = 2 * random() - 1;
    const angle = 2 * Math.PI * random();
    const flat = Math.sqrt(1 - z * z);
    const mm = [15 * flat * Math.cos(angle), 15 * flat * Math.sin(angle), 15 * z];
    return warp(
      mask,
      mm.map((own, axis) => Math.round(own / (spacingMm[axis] as number))),
      [1, 1, 1],
    );
  },
  halfMissing: (mask, _, random) => {
    const middle = (mask.box.k0 + mask.box.k1) / 2;
    const isUpper = random() < 0.5;
    return keepPlanes(mask, (k) => (isUpper ? k >= middle : k < middle));
  },
  missingSlice: (mask, _, random) => {
    const planes = mask.box.k1 - mask.box.k0;
    const gone = mask.box.k0 + 1 + Math.floor(random() * Math.max(1, planes - 2));
    return keepPlanes(mask, (k) => k !== gone);
  },
  leak: (mask, geometry, random) => {
    const volumeMm3 = mask.voxels.reduce((sum, on) => sum + on, 0) * geometry.spacingMm.reduce((p, q) => p * q, 1);
    return addBall(mask, geometry, voxelAt(mask, random()), Math.max(12, Math.cbrt(volumeMm3 * 0.35)));
  },
};

/** A random mix of moving, scaling and cutting short, of a strength of 0 to 1. */
export function spoil(mask: Mask, { spacingMm }: ImageGeometry, random: () => number, strength: number): Mask {
  const kind = Math.floor(random() * 4);
  const half = () => 2 * random() - 1;
  const move = (mm: number) => spacingMm.map((own) => Math.round((half() * mm * strength) / own));
  const scale = (share: number) => [1, 1, 1].map(() => Math.exp(half() * share * strength));
  if (kind === 0) return warp(mask, move(25), [1, 1, 1]);
  if (kind === 1) return warp(mask, move(6), scale(0.9));
  const planes = mask.box.k1 - mask.box.k0;
  const gone = Math.round(planes * 0.75 * strength * (0.6 + 0.4 * random()));
  const isUpper = random() < 0.5;
  const cut = keepPlanes(mask, (k) => (isUpper ? k >= mask.box.k0 + gone : k < mask.box.k1 - gone));
  if (kind === 2 || cut.voxels.length === 0) return cut;
  const all = warp(mask, move(8), [1, 1, Math.exp(half() * 0.9 * strength)]);
  return all;
}
