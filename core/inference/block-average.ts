// Averaging before sampling: an image that is much finer than the network's grid would alias (and bring its noise
// along) if single voxels were picked out of it.

import { hasRegularSteps, type ImageGeometry, isStraight, type Size3 } from '../geometry/index.ts';
import type { Box3, ImageVolume, VoxelArray } from '../volume/index.ts';
import type { Steps } from './steps.ts';

/** Blocks along one axis: block b covers [start + b * factor, start + (b + 1) * factor) in voxel edges. */
interface Blocks {
  readonly count: number;
  readonly factor: number;
  readonly start: number;
  /** First source voxel, its weight, past-the-last source voxel and the weight of the last, one each a block. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly firstWeight: Float64Array;
  readonly lastWeight: Float64Array;
  /** 1 / sum of the weights. */
  readonly scale: Float64Array;
}

/** Blocks placed symmetrically about the middle, so that a mirrored image is averaged into the mirrored blocks. */
function planBlocks(n: number, factor: number): Blocks {
  const count = Math.ceil(n / factor);
  const start = (n - count * factor) / 2;
  const blocks: Blocks = {
    count,
    factor,
    start,
    first: new Int32Array(count),
    end: new Int32Array(count),
    firstWeight: new Float64Array(count),
    lastWeight: new Float64Array(count),
    scale: new Float64Array(count),
  };
  for (let b = 0; b < count; b++) {
    const low = Math.max(0, start + b * factor);
    const high = Math.min(n, start + (b + 1) * factor);
    const first = Math.floor(low);
    const end = Math.ceil(high);
    blocks.first[b] = first;
    blocks.end[b] = end;
    blocks.firstWeight[b] = Math.min(high, first + 1) - low;
    blocks.lastWeight[b] = end - first === 1 ? high - low : high - (end - 1);
    blocks.scale[b] = 1 / (high - low);
  }
  return blocks;
}

const weightAt = (blocks: Blocks, b: number, at: number): number => {
  if (at === (blocks.first[b] as number)) return blocks.firstWeight[b] as number;
  return at === (blocks.end[b] as number) - 1 ? (blocks.lastWeight[b] as number) : 1;
};

/** Centre of block b as a continuous voxel index. */
const blockCentre = (blocks: Blocks, b: number): number => blocks.start + (b + 0.5) * blocks.factor - 0.5;

/** Blocks that touch voxels from `from` to `to`, and one more on either side: interpolation between blocks reaches it. */
const blockRange = (blocks: Blocks, from: number, to: number): readonly [number, number] => [
  Math.max(0, Math.floor((from - blocks.start) / blocks.factor) - 1),
  Math.min(blocks.count, Math.ceil((to - blocks.start) / blocks.factor) + 1),
];

/** Whole voxels averaged along an axis whose spacing is `spacingMm` for a target step of `targetMm`. A block stays at or
 * below about the target step: the trilinear sampling that follows smooths by another step. */
const averagingFactor = (spacingMm: number, targetMm: number): number =>
  Math.max(1, Math.floor(targetMm / spacingMm + 0.25));

function averagedGeometry(g: ImageGeometry, i: Blocks, j: Blocks, k: Blocks): ImageGeometry {
  const d = g.direction;
  const u = blockCentre(i, 0) * g.spacingMm[0];
  const v = blockCentre(j, 0) * g.spacingMm[1];
  const planeOriginsLps: number[] = [];
  for (let b = 0; b < k.count; b++) {
    // Beyond the first or last plane the stack goes on as it began (only the edge blocks reach there).
    const at = blockCentre(k, b);
    const low = Math.min(Math.max(0, Math.floor(at)), Math.max(0, g.size[2] - 2));
    const high = Math.min(low + 1, g.size[2] - 1);
    for (let c = 0; c < 3; c++) {
      const a = g.planeOriginsLps[3 * low + c] as number;
      const step = (g.planeOriginsLps[3 * high + c] as number) - a;
      planeOriginsLps.push(a + (at - low) * step + u * (d[c] as number) + v * (d[3 + c] as number));
    }
  }
  return {
    ...g,
    size: [i.count, j.count, k.count],
    spacingMm: [g.spacingMm[0] * i.factor, g.spacingMm[1] * j.factor, g.spacingMm[2] * k.factor],
    planeOriginsLps,
  };
}

/** Adds `weight` times one source row to `sum` between voxels i0 and i1. */
function addRow(sum: Float32Array, voxels: VoxelArray, row: number, i0: number, i1: number, weight: number): void {
  if (weight === 1) for (let i = i0; i < i1; i++) sum[i] = (sum[i] as number) + (voxels[row + i] as number);
  else for (let i = i0; i < i1; i++) sum[i] = (sum[i] as number) + weight * (voxels[row + i] as number);
}

/** Adds the averages of `sum` over the blocks from b0 to b1 to `out`. */
function addBlocks(out: Float32Array, at: number, sum: Float32Array, i: Blocks, b0: number, b1: number, scale: number) {
  for (let b = b0; b < b1; b++) {
    const first = i.first[b] as number;
    const last = (i.end[b] as number) - 1;
    let total = (i.firstWeight[b] as number) * (sum[first] as number);
    for (let x = first + 1; x < last; x++) total += sum[x] as number;
    if (last > first) total += (i.lastWeight[b] as number) * (sum[last] as number);
    out[at + b] = (out[at + b] as number) + total * (i.scale[b] as number) * scale;
  }
}

/**
 * The image averaged over blocks of whole voxels that are not larger than `targetMm` along i, j, k; the image itself
 * where it is not clearly finer. Planes are averaged only in a straight, regular stack. Only blocks at `part` are
 * filled in (the rest is 0): nothing else will be sampled. Yields after every plane.
 */
export function* averageBlocks(
  volume: ImageVolume,
  targetMm: readonly [number, number, number],
  part: Box3,
): Steps<ImageVolume> {
  const g = volume.geometry;
  const mayJoinPlanes = hasRegularSteps(g) && isStraight(g);
  const factors: Size3 = [
    averagingFactor(g.spacingMm[0], targetMm[0]),
    averagingFactor(g.spacingMm[1], targetMm[1]),
    mayJoinPlanes ? averagingFactor(g.spacingMm[2], targetMm[2]) : 1,
  ];
  if (factors.every((f) => f === 1)) return volume;
  const [ni, nj, nk] = g.size;
  const [i, j, k] = [planBlocks(ni, factors[0]), planBlocks(nj, factors[1]), planBlocks(nk, factors[2])];
  const [bi0, bi1] = blockRange(i, part.i0, part.i1);
  const [bj0, bj1] = blockRange(j, part.j0, part.j1);
  const [bk0, bk1] = blockRange(k, part.k0, part.k1);
  const out = new Float32Array(i.count * j.count * k.count);
  const sum = new Float32Array(ni);
  const [i0, i1] = bi1 > bi0 ? [i.first[bi0] as number, i.end[bi1 - 1] as number] : [0, 0];
  for (let bk = bk0; bk < bk1; bk++) {
    for (let z = k.first[bk] as number; z < (k.end[bk] as number); z++) {
      const planeScale = weightAt(k, bk, z) * (k.scale[bk] as number);
      for (let bj = bj0; bj < bj1; bj++) {
        sum.fill(0, i0, i1);
        for (let y = j.first[bj] as number; y < (j.end[bj] as number); y++) {
          addRow(sum, volume.voxels, (z * nj + y) * ni, i0, i1, weightAt(j, bj, y));
        }
        const at = (bk * j.count + bj) * i.count;
        addBlocks(out, at, sum, i, bi0, bi1, planeScale * (j.scale[bj] as number));
      }
      yield;
    }
  }
  return { geometry: averagedGeometry(g, i, j, k), voxels: out };
}
