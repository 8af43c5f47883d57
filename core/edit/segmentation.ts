// A structure from values, places and planes instead of a network, as data: what lies in a range of values, in a box or
// inside another structure, closed at its openings, as far as it hangs together with what was clicked, apart from what
// it only touches. The same recipe makes the window's preview, its result, and that of the command line.

import { AppError } from '../error/index.ts';
import type { Vec3 } from '../geometry/index.ts';
import type { Box3, VoxelArray } from '../volume/index.ts';
import { type CellBox, cellAt, cellsOf, slicesOfCells } from './cell-box.ts';
import { type Closure, closuresGoneAround, closureWalls } from './closure.ts';
import { growBetweenNecks, growCells, MADE, OPEN } from './grow.ts';
import { findNecks, type Neck } from './necks.ts';
import { intersectRegions } from './region.ts';
import { floodFromSeeds, thicknessLevels, valueLevels } from './split-parts.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StructureSlices } from './structure-slices.ts';
import { thresholdVoxels, type ValueRange } from './threshold.ts';

export interface Segmentation {
  /** null: what `own` holds instead of values. */
  readonly range: ValueRange | null;
  /** Voxel indices, half open; null: the whole image. */
  readonly box: Box3 | null;
  /** Voxels of the part that is wanted; none: all parts. */
  readonly seeds: readonly Vec3[];
  /** Voxels of what the part only touches. */
  readonly others: readonly Vec3[];
  /** What tells touching parts apart. */
  readonly splitBy: 'values' | 'thickness';
  /** Growth does not pass necks that a ball of this radius does not pass, mm; 0: it does. */
  readonly neckMm: number;
  readonly closures: readonly Closure[];
  /** Thin places of what the seeds reach are looked for. */
  readonly findsNecks?: boolean | undefined;
}

/** All voxels of the range. */
export const plainRange = (range: ValueRange, box: Box3 | null = null): Segmentation => ({
  range,
  box,
  seeds: [],
  others: [],
  splitBy: 'values',
  neckMm: 0,
  closures: [],
});

/** Parted at a thin place that was found: what lies beyond it is what the part only touches. */
export const partedAt = ({ beyondIjk }: Neck) =>
  ({ others: beyondIjk, splitBy: 'thickness', findsNecks: false }) as const satisfies Partial<Segmentation>;

/** What a segmentation reads. */
export interface SegmentSource {
  /** Of the whole image, i fastest; null where only a structure is worked on. */
  readonly voxels: VoxelArray | null;
  /** The structure that is worked on where there is no range. */
  readonly own: StructureSlices | null;
  /** Only inside of it; null: everywhere. */
  readonly within: StructureSlices | null;
}

export interface SegmentResult {
  readonly slices: StructureSlices;
  /** What hangs together with it and was split off; empty where nothing was. */
  readonly rest: StructureSlices;
  /** Closures, by their place in the list, that growth has gone around: there is another way, or they are too small. */
  readonly goneAround: readonly number[];
  /** Thin places at which it may be parted; left out where they were not asked for. */
  readonly necks?: readonly Neck[];
}

/** Share done, 0 … 1. */
export type SegmentProgress = (share: number) => void;

/** Share of the time that the threshold takes where more is to come. */
const THRESHOLD_SHARE = 0.2;

/** Throws `invalid-input` SEGMENT_SOURCE where there is neither a range with an image nor a structure. */
function candidates(
  { range, box }: Segmentation,
  frame: StackFrame,
  { voxels, own, within }: SegmentSource,
  onProgress: SegmentProgress,
): StructureSlices {
  if (range !== null && voxels !== null) {
    if (!(range.low <= range.high)) {
      throw new AppError(
        'invalid-input',
        'SEGMENT_RANGE',
        `The range ${range.low} to ${range.high} holds no value. Let it begin at the smaller one.`,
      );
    }
    return thresholdVoxels(voxels, frame, range, { box, within }, (done, all) => onProgress(done / all));
  }
  if (own === null) {
    throw new AppError('invalid-input', 'SEGMENT_SOURCE', 'There is neither an image nor a structure to work on.');
  }
  return within === null ? own : intersectRegions(own, within);
}

function placesOf(box: CellBox, seeds: readonly Vec3[]): number[] {
  return seeds.map((seed) => {
    const at = cellAt(box, seed);
    if (at >= 0 && box.cells[at] === 1) return at;
    throw new AppError(
      'invalid-input',
      'SEGMENT_SEED',
      `The place ${seed.map((n) => n + 1).join(', ')} (voxel) is not in the range, or outside of where parts are looked for. Take another place or widen the range.`,
    );
  });
}

/**
 * Throws `invalid-input` SEGMENT_SOURCE, SEGMENT_RANGE; SEGMENT_SEED for a place that is not in the range; SEGMENT_NECK
 * where nothing that the seeds reach is as wide as the necks that growth must not pass.
 */
export function computeSegmentation(
  segmentation: Segmentation,
  frame: StackFrame,
  source: SegmentSource,
  onProgress: SegmentProgress = () => undefined,
): SegmentResult {
  const { seeds, others, closures, neckMm } = segmentation;
  const share = seeds.length === 0 ? 1 : THRESHOLD_SHARE;
  const slices = candidates(segmentation, frame, source, (done) => onProgress(done * share));
  const none: StructureSlices = new Map();
  if (seeds.length === 0) return { slices, rest: none, goneAround: [] };
  const { box, places, otherPlaces, walls } = reached(frame, segmentation, slices);
  onProgress(0.4);
  if (others.length > 0) {
    const labels = split(segmentation, frame, source, box, walls, [places, otherPlaces]);
    onProgress(0.9);
    return {
      slices: slicesOfCells(box, labels, 1),
      rest: slicesOfCells(box, labels, 2),
      goneAround: closuresGoneAround(frame, box, closures, labels, 1),
    };
  }
  if (neckMm > 0 && !growBetweenNecks(frame, box, box.cells, walls, places, neckMm)) {
    throw new AppError(
      'invalid-input',
      'SEGMENT_NECK',
      `Nothing here is wide enough for a ball of ${neckMm} mm radius. Let necks be narrower.`,
    );
  }
  onProgress(0.8);
  const made = neckMm > 0 ? MADE : OPEN;
  const isAsked = segmentation.findsNecks === true && neckMm === 0;
  return {
    ...(isAsked ? { necks: findNecks(frame, box, walls, places[0] as number) } : {}),
    slices: slicesOfCells(box, box.cells, made),
    rest: none,
    goneAround: closuresGoneAround(frame, box, closures, box.cells, made),
  };
}

interface Reached {
  readonly box: CellBox;
  readonly places: readonly number[];
  readonly otherPlaces: readonly number[];
  readonly walls: Uint8Array | null;
}

/** What the seeds of all parts reach, in its own box: distances and floods cost what that holds, not the image. */
function reached(frame: StackFrame, { seeds, others, closures }: Segmentation, slices: StructureSlices): Reached {
  const all = cellsOf(slices);
  const places = [...placesOf(all, seeds), ...placesOf(all, others)];
  growCells(all, all.cells, closureWalls(frame, all, closures), places, OPEN, MADE);
  const box = cellsOf(slicesOfCells(all, all.cells, MADE));
  return {
    box,
    places: placesOf(box, seeds),
    otherPlaces: placesOf(box, others),
    walls: closureWalls(frame, box, closures),
  };
}

/** A click to part what touches means this much around it, mm: a single voxel may be a dark one in a bright bone. */
const SEED_MM = 4;

/** Set cells around a seed, itself first. */
function aroundSeed(frame: StackFrame, { size: [ni, nj, nk], box, cells }: CellBox, seed: number): number[] {
  const [i, j, k] = [seed % ni, Math.floor(seed / ni) % nj, Math.floor(seed / (ni * nj))];
  const found = [seed];
  for (let at = 0, c = 0; c < nk; c++) {
    const h = (frame.heightMm[box.k0 + c] as number) - (frame.heightMm[box.k0 + k] as number);
    for (let b = 0; b < nj; b++, at += ni) {
      const rest = SEED_MM ** 2 - h * h - ((b - j) * frame.jStepMm) ** 2;
      if (rest < 0) continue;
      const reach = Math.floor(Math.sqrt(rest) / frame.iStepMm + 1e-9);
      for (let a = Math.max(0, i - reach); a <= Math.min(ni - 1, i + reach); a++) {
        if (cells[at + a] === 1 && at + a !== seed) found.push(at + a);
      }
    }
  }
  return found;
}

function split(
  { range, splitBy }: Segmentation,
  frame: StackFrame,
  { voxels }: SegmentSource,
  box: CellBox,
  walls: Uint8Array | null,
  seeds: readonly (readonly number[])[],
): Uint8Array {
  const isByValue = splitBy === 'values' && voxels !== null && range !== null;
  const levels = isByValue ? valueLevels(frame, box, voxels, range) : thicknessLevels(frame, box);
  return floodFromSeeds(
    box,
    walls,
    levels,
    seeds.map((places) => places.flatMap((at) => aroundSeed(frame, box, at))),
  );
}
