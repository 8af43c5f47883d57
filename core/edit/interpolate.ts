// Filling the planes between drawn ones by their shape: signed distances are interpolated and cut at zero (Raya and
// Udupa, IEEE TMI 9, 1990; with more than two planes Herman, Zheng and Bucholtz, IEEE CG&A 12, 1992). Parts are matched
// first and moved onto one another (each part's centre goes its own way), so parts that shift, branch or end are met;
// heights are the true ones of the planes, uneven or tilted.

import { type DistanceField, fieldAt } from './distance-field.ts';
import {
  carriedBits,
  centreMmOf,
  driftVoxels,
  isShifted,
  movedBits,
  type Part,
  pairParts,
  partOf,
  partsOf,
  Shape,
} from './plane-shapes.ts';
import type { PlaneChange, Region } from './region.ts';
import { intersectSlices, type SliceBits, uniteSlices } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import { bitsOfRuns } from './stamp.ts';
import type { StructureSlices } from './structure-slices.ts';

interface Weighted {
  readonly shape: Shape;
  readonly weight: number;
}

/** Weights of up to four shapes at a height, by the cubic through uneven places whose slopes are those of the parabola
 * through three neighbours (Catmull-Rom on true heights); linear where there are only the two. */
export function cubicWeights(heights: readonly [number | null, number, number, number | null], h: number): number[] {
  const [before, low, high, after] = heights;
  const span = high - low;
  const t = (h - low) / span;
  const [h00, h10] = [(1 + 2 * t) * (1 - t) ** 2, t * (1 - t) ** 2];
  const [h01, h11] = [t * t * (3 - 2 * t), t * t * (t - 1)];
  const weights = [0, h00, h01, 0];
  const add = (index: number, value: number) => {
    weights[index] = (weights[index] as number) + value;
  };
  // Slope of the parabola at the middle of three places; at an end that of the line.
  const slope = (at: 1 | 2, share: number, outer: number | null) => {
    if (outer === null) {
      add(1, -share);
      add(2, share);
      return;
    }
    const near = at === 1 ? low - outer : outer - high;
    const sum = near + span;
    const [own, other, far] = at === 1 ? [1, 2, 0] : [2, 1, 3];
    const sign = at === 1 ? 1 : -1;
    add(other, (sign * share * near) / sum);
    add(own, sign * share * (span / sum) * (span / near) - (sign * share * near) / sum);
    add(far, -sign * share * (span / sum) * (span / near));
  };
  slope(1, h10, before);
  slope(2, h11, after);
  return weights;
}

/** The one part of an outer plane that goes on with a shape; null where there is none, or it is too unlike to tell a
 * slope. */
function outerShape(
  frame: StackFrame,
  shape: Shape,
  k: number | undefined,
  slices: StructureSlices,
  anchorMm: readonly [number, number] | undefined,
): Shape | null {
  const bits = k === undefined ? undefined : slices.get(k);
  if (k === undefined || bits === undefined) return null;
  const touching = partsOf(k, bits).filter(({ bits: own }) => {
    const carried = carriedBits(frame, own, k, shape.k);
    return carried !== null && intersectSlices(carried, shape.part.bits) !== null;
  });
  if (touching.length !== 1) return null;
  const part = touching[0] as Part;
  const ratio = part.areaVoxels / shape.part.areaVoxels;
  return ratio < 0.4 || ratio > 2.5 ? null : new Shape(frame, k, part, anchorMm);
}

/** Where the weighted sum of the shapes' distances, each moved so that its anchor lies at their mean, is negative. */
function rasterise(frame: StackFrame, k: number, shapes: readonly Weighted[], growMm: number): SliceBits | null {
  const { iStepMm, jStepMm, size } = frame;
  let [x, y] = [0, 0];
  for (const { shape, weight } of shapes) {
    x += weight * shape.anchorMm[0];
    y += weight * shape.anchorMm[1];
  }
  const ci = (x - (frame.xShiftMm[k] as number)) / iStepMm;
  const cj = (y - (frame.yShiftMm[k] as number)) / jStepMm;
  const placed = shapes.map(({ shape, weight }) => {
    const [i, j] = shape.anchor;
    return { field: shape.field, weight, di: i - ci, dj: j - cj };
  });
  const low = (least: (p: (typeof placed)[number]) => number) => Math.floor(Math.min(...placed.map(least)));
  const high = (most: (p: (typeof placed)[number]) => number) => Math.ceil(Math.max(...placed.map(most))) + 1;
  const i0 = Math.max(
    0,
    low(({ field, di }) => field.rect.i0 - di),
  );
  const i1 = Math.min(
    size[0],
    high(({ field, di }) => field.rect.i1 - di),
  );
  const j0 = Math.max(
    0,
    low(({ field, dj }) => field.rect.j0 - dj),
  );
  const j1 = Math.min(
    size[1],
    high(({ field, dj }) => field.rect.j1 - dj),
  );
  const runs: number[] = [];
  for (let j = j0; j < j1; j++) {
    let start = -1;
    for (let i = i0; i < i1; i++) {
      let distance = growMm;
      for (const { field, weight, di, dj } of placed) {
        distance += weight * fieldAt(field, i + di, j + dj, iStepMm, jStepMm);
      }
      if (distance < 0) {
        if (start < 0) start = i;
      } else if (start >= 0) {
        runs.push(j, start, i);
        start = -1;
      }
    }
    if (start >= 0) runs.push(j, start, i1);
  }
  return bitsOfRuns(runs);
}

/** Depth of the deepest voxel, mm. */
function depthOf({ values }: DistanceField): number {
  let deepest = 0;
  for (const value of values) deepest = Math.min(deepest, value);
  return -deepest;
}

function fillGap(frame: StackFrame, slices: StructureSlices, keys: readonly number[], at: number): Region {
  const [k0, k1] = [keys[at] as number, keys[at + 1] as number];
  const below = partsOf(k0, slices.get(k0) as SliceBits);
  const [di, dj] = driftVoxels(frame, k1, k0);
  // Matched over plane k0; the shapes themselves stay where they were drawn.
  const drawn = partsOf(k1, slices.get(k1) as SliceBits);
  const carried = drawn.map((part) => {
    const bits = movedBits(part.bits, di, dj);
    return bits === null ? part : partOf(bits);
  });
  const filled = new Map<number, SliceBits>();
  const add = (k: number, bits: SliceBits | null) => {
    const sum = uniteSlices(filled.get(k) ?? null, bits);
    if (sum !== null) filled.set(k, sum);
  };
  for (const pair of pairParts(frame, below, carried)) {
    const back = pair.above === null ? null : movedBits(pair.above.bits, -di, -dj);
    const isPair = pair.below !== null && pair.above !== null;
    const anchorMm = isPair && !isShifted(pair.below, pair.above) ? centreMmOf(frame, k0, pair.below) : undefined;
    const low = pair.below === null ? null : new Shape(frame, k0, pair.below, anchorMm);
    const high = back === null ? null : new Shape(frame, k1, partOf(back), anchorMm);
    const before = low === null || high === null ? null : outerShape(frame, low, keys[at - 1], slices, anchorMm);
    const after = low === null || high === null ? null : outerShape(frame, high, keys[at + 2], slices, anchorMm);
    const span = [frame.heightMm[k0] as number, frame.heightMm[k1] as number] as const;
    for (let k = k0 + 1; k < k1; k++) {
      add(
        k,
        low !== null && high !== null
          ? planeOfPair(frame, k, [before, low, high, after])
          : planeOfEnd(frame, k, low, high, span),
      );
    }
  }
  return filled;
}

function planeOfPair(
  frame: StackFrame,
  k: number,
  shapes: readonly [Shape | null, Shape, Shape, Shape | null],
): SliceBits | null {
  const [before, low, high, after] = shapes;
  const heights = [before?.heightMm ?? null, low.heightMm, high.heightMm, after?.heightMm ?? null] as const;
  const weights = cubicWeights(heights, frame.heightMm[k] as number);
  const weighted: Weighted[] = [];
  for (const [n, shape] of shapes.entries()) if (shape !== null) weighted.push({ shape, weight: weights[n] as number });
  return rasterise(frame, k, weighted, 0);
}

/** A part that ends: it shrinks to nothing on its way to the other plane. */
function planeOfEnd(
  frame: StackFrame,
  k: number,
  low: Shape | null,
  high: Shape | null,
  [from, to]: readonly [number, number],
): SliceBits | null {
  const only = low ?? high;
  if (only === null) return null;
  const h = frame.heightMm[k] as number;
  const share = low === null ? (to - h) / (to - from) : (h - from) / (to - from);
  return rasterise(frame, k, [{ shape: only, weight: 1 }], share * depthOf(only.field));
}

/**
 * Planes between drawn ones that have no voxels, filled. Planes that hold something stay as they are, and nothing is
 * added beyond the first and the last.
 * @param range only gaps inside of these planes (both ends drawn)
 */
export function interpolateMissing(
  slices: StructureSlices,
  frame: StackFrame,
  range: { readonly from: number; readonly to: number } = { from: 0, to: frame.size[2] - 1 },
): PlaneChange[] {
  const keys = [...slices.keys()].sort((a, b) => a - b);
  const changes: PlaneChange[] = [];
  for (let at = 0; at + 1 < keys.length; at++) {
    const [k0, k1] = [keys[at] as number, keys[at + 1] as number];
    if (k1 - k0 < 2 || k0 < range.from || k1 > range.to) continue;
    for (const [k, after] of fillGap(frame, slices, keys, at)) changes.push({ k, before: null, after });
  }
  return changes.sort((a, b) => a.k - b.k);
}

/** Planes without voxels between the first and the last with some. */
export function missingPlanes(slices: StructureSlices): number[] {
  const keys = [...slices.keys()].sort((a, b) => a - b);
  const missing: number[] = [];
  for (let k = (keys[0] ?? 0) + 1; k < (keys.at(-1) ?? 0); k++) if (!slices.has(k)) missing.push(k);
  return missing;
}
