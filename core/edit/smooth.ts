// Smoothing with a Gaussian in true mm, at the level that keeps the volume: the level at which as much tissue is inside
// as before. Unlike majority filters it knows mm, so uneven steps and tilted planes do not skew it.

import type { Box3 } from '../volume/index.ts';
import { regionBox } from './region.ts';
import { forEachRun, type SliceBits } from './slice-bits.ts';
import { isUpright, type StackFrame } from './stack-frame.ts';
import { bitsOfRuns } from './stamp.ts';
import type { StructureSlices } from './structure-slices.ts';

/** The Gaussian is cut off here, in standard deviations. */
const REACH = 3;
/** Steps of the level: fine enough that at most a few voxels share one. */
const LEVELS = 1 << 16;

/** Weights of a kernel along an even axis, from -reach to +reach; the middle one is at `length / 2`. */
function evenKernel(sigmaMm: number, stepMm: number): Float32Array {
  const reach = Math.max(0, Math.ceil((REACH * sigmaMm) / stepMm));
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, n) =>
    Math.exp(-0.5 * (((n - reach) * stepMm) / sigmaMm) ** 2),
  );
  return kernel;
}

/** Blurs lines of `count` cells that lie `stride` apart; what is beyond the ends has no weight. */
function blurLines(
  cells: Float32Array,
  out: Float32Array,
  starts: Iterable<number>,
  count: number,
  stride: number,
  kernel: Float32Array,
): void {
  const reach = kernel.length >> 1;
  for (const start of starts) {
    for (let n = 0; n < count; n++) {
      let [sum, weight] = [0, 0];
      const last = Math.min(count - 1, n + reach);
      for (let m = Math.max(0, n - reach); m <= last; m++) {
        const w = kernel[m - n + reach] as number;
        sum += w * (cells[start + m * stride] as number);
        weight += w;
      }
      out[start + n * stride] = sum / weight;
    }
  }
}

function* startsOf(lines: number, lineStride: number, blocks: number, blockStride: number): Generator<number> {
  for (let block = 0; block < blocks; block++) {
    for (let line = 0; line < lines; line++) yield block * blockStride + line * lineStride;
  }
}

/** Adds `weight` times a plane moved by (di, dj) voxels, not whole ones, to `out`. */
function addMoved(
  out: Float32Array,
  plane: Float32Array,
  ni: number,
  nj: number,
  di: number,
  dj: number,
  weight: number,
): void {
  const [wi, wj] = [Math.floor(di), Math.floor(dj)];
  const [fi, fj] = [di - wi, dj - wj];
  for (const [oj, wJ] of [
    [wj, 1 - fj],
    [wj + 1, fj],
  ] as const) {
    for (const [oi, wI] of [
      [wi, 1 - fi],
      [wi + 1, fi],
    ] as const) {
      const share = weight * wI * wJ;
      if (share === 0) continue;
      for (let j = Math.max(0, oj); j < Math.min(nj, nj + oj); j++) {
        const to = j * ni;
        const from = (j - oj) * ni - oi;
        for (let i = Math.max(0, oi); i < Math.min(ni, ni + oi); i++) {
          out[to + i] = (out[to + i] as number) + share * (plane[from + i] as number);
        }
      }
    }
  }
}

/** Across the planes, by their true heights; each plane weighs by its thickness. */
function blurPlanes(cells: Float32Array, box: Box3, frame: StackFrame, sigmaMm: number): Float32Array {
  const [ni, nj, nk] = [box.i1 - box.i0, box.j1 - box.j0, box.k1 - box.k0];
  const plane = ni * nj;
  const out = new Float32Array(cells.length);
  const hasDrift = !isUpright(frame);
  for (let k = 0; k < nk; k++) {
    const target = out.subarray(k * plane, (k + 1) * plane);
    const at = box.k0 + k;
    const weights: { from: number; weight: number }[] = [];
    for (let from = 0; from < nk; from++) {
      const distance = (frame.heightMm[box.k0 + from] as number) - (frame.heightMm[at] as number);
      if (Math.abs(distance) > REACH * sigmaMm) continue;
      const weight = Math.exp(-0.5 * (distance / sigmaMm) ** 2) * (frame.thicknessMm[box.k0 + from] as number);
      weights.push({ from, weight });
    }
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    for (const { from, weight } of weights) {
      const source = cells.subarray(from * plane, (from + 1) * plane);
      const shift = (mm: Float64Array, step: number) =>
        hasDrift ? ((mm[box.k0 + from] as number) - (mm[at] as number)) / step : 0;
      const [di, dj] = [shift(frame.xShiftMm, frame.iStepMm), shift(frame.yShiftMm, frame.jStepMm)];
      addMoved(target, source, ni, nj, di, dj, weight / total);
    }
  }
  return out;
}

/** The level above which `wanted` mm3 lie. */
function levelFor(cells: Float32Array, cellMm3: (at: number) => number, wanted: number): number {
  const volumes = new Float64Array(LEVELS + 1);
  for (let at = 0; at < cells.length; at++) {
    const level = Math.round((cells[at] as number) * LEVELS);
    if (level > 0) volumes[level] = (volumes[level] as number) + cellMm3(at);
  }
  let above = 0;
  for (let level = LEVELS; level > 0; level--) {
    const next = above + (volumes[level] as number);
    if (next >= wanted) return (next - wanted < wanted - above ? level - 0.5 : level + 0.5) / LEVELS;
    above = next;
  }
  return 0.5 / LEVELS;
}

function paddedBox(slices: StructureSlices, frame: StackFrame, sigmaMm: number, isVolume: boolean): Box3 {
  const own = regionBox(slices);
  const reach = REACH * sigmaMm;
  let [k0, k1] = [own.k0, own.k1];
  const [bottom, top] = [frame.heightMm[own.k0] as number, frame.heightMm[own.k1 - 1] as number];
  while (isVolume && k0 > 0 && bottom - (frame.heightMm[k0 - 1] as number) <= reach) k0--;
  while (isVolume && k1 < frame.size[2] && (frame.heightMm[k1] as number) - top <= reach) k1++;
  const pad = (mm: Float64Array, step: number) => {
    const used = mm.subarray(k0, k1);
    return Math.ceil((reach + Math.max(...used) - Math.min(...used)) / step) + 1;
  };
  const [pi, pj] = [pad(frame.xShiftMm, frame.iStepMm), pad(frame.yShiftMm, frame.jStepMm)];
  return {
    i0: Math.max(0, own.i0 - pi),
    i1: Math.min(frame.size[0], own.i1 + pi),
    j0: Math.max(0, own.j0 - pj),
    j1: Math.min(frame.size[1], own.j1 + pj),
    k0,
    k1,
  };
}

/**
 * The structure smoothed by a Gaussian of `sigmaMm`, with the volume it had (the area of each plane for `planes`).
 * What lies beyond the image weighs nothing, so a structure that is cut by the edge of the image keeps its cut.
 */
export function smoothStructure(
  slices: StructureSlices,
  frame: StackFrame,
  sigmaMm: number,
  extent: 'planes' | 'volume',
): StructureSlices {
  if (slices.size === 0 || sigmaMm <= 0) return slices;
  const box = paddedBox(slices, frame, sigmaMm, extent === 'volume');
  const [ni, nj, nk] = [box.i1 - box.i0, box.j1 - box.j0, box.k1 - box.k0];
  const plane = ni * nj;
  let cells: Float32Array = new Float32Array(plane * nk);
  const counts = new Float64Array(nk);
  for (const [k, slice] of slices) {
    forEachRun(slice, (j, from, to) => {
      const row = (k - box.k0) * plane + (j - box.j0) * ni - box.i0;
      cells.fill(1, row + from, row + to);
      counts[k - box.k0] = (counts[k - box.k0] as number) + to - from;
    });
  }
  const along = new Float32Array(cells.length);
  blurLines(cells, along, startsOf(nj * nk, ni, 1, 0), ni, 1, evenKernel(sigmaMm, frame.iStepMm));
  blurLines(along, cells, startsOf(ni, 1, nk, plane), nj, ni, evenKernel(sigmaMm, frame.jStepMm));
  const thickness = (k: number) => frame.thicknessMm[box.k0 + k] as number;
  if (extent === 'volume') {
    cells = blurPlanes(cells, box, frame, sigmaMm);
    const wanted = counts.reduce((sum, count, k) => sum + count * thickness(k), 0);
    const level = levelFor(cells, (at) => thickness(Math.floor(at / plane)), wanted);
    return slicesAbove(cells, box, () => level);
  }
  const levels = Array.from(counts, (count, k) =>
    count === 0 ? 1 : levelFor(cells.subarray(k * plane, (k + 1) * plane), () => 1, count),
  );
  return slicesAbove(cells, box, (k) => levels[k] as number);
}

function slicesAbove(cells: Float32Array, box: Box3, level: (k: number) => number): Map<number, SliceBits> {
  const [ni, nj] = [box.i1 - box.i0, box.j1 - box.j0];
  const slices = new Map<number, SliceBits>();
  for (let k = box.k0; k < box.k1; k++) {
    const limit = level(k - box.k0);
    const runs: number[] = [];
    for (let j = 0; j < nj; j++) {
      const row = ((k - box.k0) * nj + j) * ni;
      for (let i = 0; i < ni; i++) {
        if (!((cells[row + i] as number) > limit)) continue;
        const start = i;
        while (i < ni && (cells[row + i] as number) > limit) i++;
        runs.push(box.j0 + j, box.i0 + start, box.i0 + i);
      }
    }
    const bits = bitsOfRuns(runs);
    if (bits !== null) slices.set(k, bits);
  }
  return slices;
}
