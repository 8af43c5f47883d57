// The brush that stops at edges: inside its circle it grows from what lies under the centre, over values like those,
// not across steep places, and ends half way up the edge. It never leaves the circle.

import { type CutView, fixedIndexAt, type ViewPointUv } from '../geometry/index.ts';
import type { VoxelArray } from '../volume/index.ts';
import { cutMm, regionFromCut, voxelUnder } from './cut-region.ts';
import { floodCells } from './flood.ts';
import { type Region, voxelIndex } from './region.ts';
import { blankSlice, hasVoxel, type Rect, sliceRect, trimSlice, writeRun } from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import { circleBits } from './stamp.ts';

export interface SmartBrushOptions {
  readonly diameterMm: number;
  /** How far values may lie from the median under the centre, in robust standard deviations; 3 is usual. */
  readonly tolerance: number;
}

/** The patch that says what the tissue is like: this share of the radius, and at least this many voxels across. */
const SEED_SHARE = 0.2;
const SEED_VOXELS = 1.5;
/** Values count as alike within this share of all that the circle holds, however even the patch is. */
const LEAST_SPREAD_SHARE = 0.02;
/** Bridges this thin (voxels) are leaks, in circles at least this large. */
const OPENING_FROM_VOXELS = 5;
/** The edge's slope is followed outwards by at most this many voxels. */
const EDGE_VOXELS = 2;
/** Holes up to this size are noise, voxels. */
const NOISE_HOLE_VOXELS = 6;

/** A window of a cut: 1 in `inCircle` where the brush may paint. */
interface Patch {
  readonly rect: Rect;
  readonly width: number;
  readonly height: number;
  readonly inCircle: Uint8Array;
  readonly values: Float32Array;
  readonly smooth: Float32Array;
}

function readPatch(
  frame: StackFrame,
  view: CutView,
  cut: number,
  centre: ViewPointUv,
  diameterMm: number,
  voxels: VoxelArray,
): Patch | null {
  const circle = circleBits(view, centre, centre, diameterMm);
  if (circle === null) return null;
  const outer = sliceRect(circle);
  const rect: Rect = { ...outer, i0: Math.max(0, outer.i0), i1: Math.min(view.aCount, outer.i1) };
  const [width, height] = [rect.i1 - rect.i0, rect.j1 - rect.j0];
  const inCircle = new Uint8Array(width * height);
  const values = new Float32Array(width * height);
  const ijk: [number, number, number] = [0, 0, 0];
  for (let b = rect.j0, at = 0; b < rect.j1; b++) {
    ijk[view.bAxis] = b;
    const fixed = fixedIndexAt(view, cut, b);
    ijk[view.fixedAxis] = Math.max(0, fixed);
    for (let a = rect.i0; a < rect.i1; a++, at++) {
      ijk[view.aAxis] = a;
      values[at] = voxels[voxelIndex(frame.size, ijk[0], ijk[1], ijk[2])] as number;
      inCircle[at] = fixed >= 0 && hasVoxel(circle, a, b) ? 1 : 0;
    }
  }
  return { rect, width, height, inCircle, values, smooth: smoothed(values, width, height) };
}

/** Binomial 3 x 3: takes most of the noise and a third of a voxel of sharpness. */
function smoothed(values: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const i = at % width;
    const before = values[i > 0 ? at - 1 : at] as number;
    const after = values[i < width - 1 ? at + 1 : at] as number;
    rows[at] = (before + 2 * (values[at] as number) + after) / 4;
  }
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const before = rows[at >= width ? at - width : at] as number;
    const after = rows[at + width < width * height ? at + width : at] as number;
    out[at] = (before + 2 * (rows[at] as number) + after) / 4;
  }
  return out;
}

const medianOf = (values: readonly number[]): number => {
  const sorted = Float32Array.from(values).sort();
  return sorted[sorted.length >> 1] as number;
};

/** Robust standard deviation: 1.4826 times the median distance from the median. */
const spreadOf = (values: readonly number[], median: number): number =>
  1.4826 * medianOf(values.map((value) => Math.abs(value - median)));

function steepness({ smooth, width, height }: Patch, at: number): number {
  const i = at % width;
  const dx = (smooth[i < width - 1 ? at + 1 : at] as number) - (smooth[i > 0 ? at - 1 : at] as number);
  const dy =
    (smooth[at + width < width * height ? at + width : at] as number) -
    (smooth[at >= width ? at - width : at] as number);
  return Math.hypot(dx, dy) / 2;
}

/** Cells of the seed patch: an ellipse around the centre in mm. */
function seedCells(patch: Patch, view: CutView, centre: ViewPointUv, radiusMm: number): number[] {
  const { aMm, bMm } = cutMm(view, centre);
  const under = voxelUnder(view, centre);
  const cells: number[] = [];
  const bStep =
    view.bCount > 1 ? Math.abs((view.bCentreMm[1] as number) - (view.bCentreMm[0] as number)) : view.aStepMm;
  const [ra, rb] = [
    Math.max(SEED_SHARE * radiusMm, SEED_VOXELS * view.aStepMm),
    Math.max(SEED_SHARE * radiusMm, SEED_VOXELS * bStep),
  ];
  for (let at = 0; at < patch.inCircle.length; at++) {
    if (patch.inCircle[at] === 0) continue;
    const a = patch.rect.i0 + (at % patch.width);
    const b = patch.rect.j0 + Math.floor(at / patch.width);
    const da = (a * view.aStepMm + (view.aShiftMm[b] as number) - aMm) / ra;
    const db = ((view.bCentreMm[b] as number) - bMm) / rb;
    const isCentre = under !== null && under.a === a && under.b === b;
    if (isCentre || da * da + db * db <= 1) cells.push(at);
  }
  return cells;
}

interface Likeness {
  readonly median: number;
  /** Of smoothed values, and of the voxels themselves. */
  readonly band: number;
  readonly rawBand: number;
  readonly steepest: number;
}

function likenessOf(patch: Patch, seeds: readonly number[], tolerance: number): Likeness {
  const pick = (from: Float32Array) => seeds.map((at) => from[at] as number);
  const smooth = pick(patch.smooth);
  const raw = pick(patch.values);
  const median = medianOf(smooth);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < patch.inCircle.length; at++) {
    if (patch.inCircle[at] === 0) continue;
    low = Math.min(low, patch.smooth[at] as number);
    high = Math.max(high, patch.smooth[at] as number);
  }
  const least = LEAST_SPREAD_SHARE * (high - low);
  const steep = seeds.map((at) => steepness(patch, at));
  const usual = medianOf(steep);
  const band = tolerance * Math.max(spreadOf(smooth, median), least);
  return {
    median,
    band,
    rawBand: Math.max(band, tolerance * spreadOf(raw, medianOf(raw))),
    steepest: Math.max(usual + 2 * tolerance * spreadOf(steep, usual), band / 2),
  };
}

/** Cells (2) that grow from the seeds over alike values. */
function growCells(patch: Patch, seeds: readonly number[], like: Likeness): Uint8Array {
  const cells = new Uint8Array(patch.inCircle.length);
  for (let at = 0; at < cells.length; at++) {
    if (patch.inCircle[at] === 0) continue;
    const isAlike =
      Math.abs((patch.smooth[at] as number) - like.median) <= like.band &&
      Math.abs((patch.values[at] as number) - like.median) <= like.rawBand;
    if (isAlike && steepness(patch, at) <= like.steepest) cells[at] = 1;
  }
  const grown = new Uint8Array(cells.length);
  // The patch may lie across an edge: only those of its cells that are like its median seed.
  for (const at of seeds) {
    if (cells[at] !== 1) continue;
    floodCells(cells, [patch.width, patch.height, 1], at);
  }
  for (let at = 0; at < cells.length; at++) grown[at] = cells[at] === 2 ? 2 : 0;
  return grown;
}

const neighbours = (at: number, width: number, length: number): readonly number[] => [
  at % width > 0 ? at - 1 : at,
  at % width < width - 1 ? at + 1 : at,
  at >= width ? at - width : at,
  at + width < length ? at + width : at,
];

/** Cuts bridges: what is left of the cells after taking off their rim, where it hangs together with the seeds, and the
 * rim around that. */
function openCells(patch: Patch, cells: Uint8Array, seeds: readonly number[]): Uint8Array {
  const { width, inCircle } = patch;
  const core = new Uint8Array(cells.length);
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] !== 2) continue;
    // The circle itself takes nothing off.
    const isInner = neighbours(at, width, cells.length).every((n) => cells[n] === 2 || inCircle[n] === 0);
    if (isInner) core[at] = 1;
  }
  let hasSeed = false;
  for (const at of seeds) {
    if (core[at] !== 1) continue;
    hasSeed = true;
    floodCells(core, [width, patch.height, 1], at);
  }
  if (!hasSeed) return cells;
  const opened = new Uint8Array(cells.length);
  for (let at = 0; at < cells.length; at++) {
    if (core[at] !== 2) continue;
    opened[at] = 2;
    for (const n of neighbours(at, width, cells.length)) if (cells[n] === 2) opened[n] = 2;
  }
  return opened;
}

/** Follows the slope of the edge: a cell beside the grown ones belongs to them while its value is nearer to theirs than
 * to the farthest one just beyond. */
function followEdge(patch: Patch, cells: Uint8Array, median: number): void {
  const { width, height, inCircle, smooth } = patch;
  for (let round = 0; round < EDGE_VOXELS; round++) {
    const joined: number[] = [];
    for (let at = 0; at < cells.length; at++) {
      if (cells[at] !== 0 || inCircle[at] === 0) continue;
      if (!neighbours(at, width, cells.length).some((n) => cells[n] === 2)) continue;
      const off = (smooth[at] as number) - median;
      const [i, j] = [at % width, Math.floor(at / width)];
      let beyond = 0;
      for (let dj = -2; dj <= 2; dj++) {
        for (let di = -2; di <= 2; di++) {
          const [p, q] = [i + di, j + dj];
          if (p < 0 || p >= width || q < 0 || q >= height) continue;
          const other = ((smooth[q * width + p] as number) - median) * Math.sign(off);
          if (other > beyond) beyond = other;
        }
      }
      if (Math.abs(off) < beyond / 2) joined.push(at);
    }
    for (const at of joined) cells[at] = 2;
  }
}

/** Fills what noise left out: a few cells on their own inside, or at the rim of the circle where they are nearly alike. */
function fillSmallHoles(patch: Patch, cells: Uint8Array, like: Likeness): void {
  const { width, height, inCircle, smooth } = patch;
  const rest = new Uint8Array(cells.length);
  for (let at = 0; at < cells.length; at++) rest[at] = cells[at] !== 2 && inCircle[at] === 1 ? 1 : 0;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] !== 1) continue;
    floodCells(rest, [width, height, 1], at);
    const hole: number[] = [];
    for (let n = at; n < rest.length; n++) {
      if (rest[n] !== 2) continue;
      hole.push(n);
      rest[n] = 0;
    }
    if (hole.length > NOISE_HOLE_VOXELS) continue;
    const isInside = hole.every((n) => neighbours(n, width, cells.length).every((other) => inCircle[other] === 1));
    const off = hole.reduce((sum, n) => sum + Math.abs((smooth[n] as number) - like.median), 0) / hole.length;
    if (isInside || off <= 2 * like.band) for (const n of hole) cells[n] = 2;
  }
}

/** Voxels of one cut that the smart brush paints at a place; empty outside the image. */
export function smartStamp(
  frame: StackFrame,
  view: CutView,
  cut: number,
  centre: ViewPointUv,
  voxels: VoxelArray,
  options: SmartBrushOptions,
): Region {
  const patch =
    voxelUnder(view, centre) === null ? null : readPatch(frame, view, cut, centre, options.diameterMm, voxels);
  if (patch === null) return new Map();
  const seeds = seedCells(patch, view, centre, options.diameterMm / 2);
  if (seeds.length === 0) return new Map();
  const like = likenessOf(patch, seeds, options.tolerance);
  let cells = growCells(patch, seeds, like);
  if (options.diameterMm / 2 >= OPENING_FROM_VOXELS * view.aStepMm) cells = openCells(patch, cells, seeds);
  fillSmallHoles(patch, cells, like);
  followEdge(patch, cells, like.median);
  fillSmallHoles(patch, cells, like);
  const bits = blankSlice(patch.rect);
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] !== 2) continue;
    const a = patch.rect.i0 + (at % patch.width);
    writeRun(bits, patch.rect.j0 + Math.floor(at / patch.width), a, a + 1, true);
  }
  return regionFromCut(view, cut, trimSlice(bits));
}
