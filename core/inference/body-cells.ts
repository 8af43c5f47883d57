// The body on cells of about 4 mm: what is body, and what is couch, head rest or blanket, is decided here, where
// morphology is cheap; the exact surface is found afterwards on the image's own voxels (external.ts).

import { type ImageGeometry, kDirection, type Size3, voxelCount } from '../geometry/index.ts';
import { type Box3, type ImageVolume, tightBox, type VoxelArray } from '../volume/index.ts';
import { type AcrossPatient, fillAcross, keepLargest, spread } from './cell-morphology.ts';
import { componentSizes, findRuns, joinRuns, paintRuns } from './runs.ts';
import type { Steps } from './steps.ts';

/** Edge length of a cell, mm: an opening by one cell removes plates up to about 8 mm thick, as couch tops, head-rest
 * shells and straps are, and keeps fingers. */
const CELL_MM = 4;

/** Parts that the opening cut off the body are given back when they are smaller than this: ears and noses are, the shell
 * of a couch or head rest is not. */
const LARGEST_DETAIL_ML = 10;

/** An object counts as hollow when filling its enclosed air makes its core this many times larger. Lungs and airways make
 * a chest at most about twice as large. */
const HOLLOW_RATIO = 4;

/** Planes further apart than this are not eroded against each other: one such step is more than any plate. */
const LARGEST_ERODED_STEP_MM = 6;

export interface BodyCells {
  /** Image voxels a cell along i, j, k. */
  readonly factors: Size3;
  /** First cell along i, j, k of the part of the image that is represented here; outside it there is only air. */
  readonly offset: Size3;
  readonly size: Size3;
  /** 0 = outside, 1 = the surface passes here (voxels decide), 2 = inside. */
  readonly state: Uint8Array;
  /** Image voxels that hold the body; null when the image has none. */
  readonly box: Box3 | null;
  /** Holes are filled in planes that are cut across the patient. */
  readonly fillAlong: AcrossPatient;
}

const cellFactor = (spacingMm: number): number => Math.max(1, Math.ceil(CELL_MM / spacingMm - 0.4));

/** Voxels of each cell that are looked at along one axis: all of one or two, else two in the middle of each half. */
function cellSamples(n: number, factor: number): Int32Array[] {
  const perCell = Math.min(2, factor);
  return Array.from({ length: Math.ceil(n / factor) }, (_, cell) =>
    Int32Array.from({ length: perCell }, (__, s) =>
      Math.min(n - 1, cell * factor + Math.floor(((s + 0.5) * factor) / perCell)),
    ),
  );
}

/** Adds to `counts` which of the two samples of each cell of a row are above the threshold. */
function countRow(
  counts: Uint8Array,
  voxels: VoxelArray,
  row: number,
  samples: readonly [Int32Array, Int32Array],
  thresholdHu: number,
): void {
  const [first, second] = samples;
  for (let c = 0; c < counts.length; c++) {
    const a = (voxels[row + (first[c] as number)] as number) > thresholdHu ? 1 : 0;
    const b = (voxels[row + (second[c] as number)] as number) > thresholdHu ? 1 : 0;
    counts[c] = (counts[c] as number) + a + b;
  }
}

/** 2 for cells of which at least half of the samples are above the threshold, 1 for those with fewer, 0 for air. Yields
 * after every plane of cells. */
function* sampleCells(volume: ImageVolume, factors: Size3, size: Size3, thresholdHu: number): Steps<Uint8Array> {
  const { voxels, geometry } = volume;
  const [ni, nj, nk] = geometry.size;
  const cells = new Uint8Array(voxelCount(size));
  const counts = new Uint8Array(size[0]);
  const alongI = cellSamples(ni, factors[0]);
  const samples: readonly [Int32Array, Int32Array] = [
    Int32Array.from(alongI, (s) => s[0] as number),
    Int32Array.from(alongI, (s) => s.at(-1) as number),
  ];
  const alongJ = cellSamples(nj, factors[1]);
  for (const [ck, planes] of cellSamples(nk, factors[2]).entries()) {
    for (const [cj, rows] of alongJ.entries()) {
      counts.fill(0);
      for (const k of planes) for (const j of rows) countRow(counts, voxels, (k * nj + j) * ni, samples, thresholdHu);
      const half = planes.length * rows.length;
      const at = (ck * size[1] + cj) * size[0];
      for (let ci = 0; ci < size[0]; ci++) {
        const n = counts[ci] as number;
        cells[at + ci] = n >= half ? 2 : n > 0 ? 1 : 0;
      }
    }
    yield;
  }
  return cells;
}

/** Gives back, in place, the small parts of `dense` that the opening took off `body` and that touch it. */
function restoreDetails(body: Uint8Array, dense: Uint8Array, size: Size3, largestCells: number): void {
  const rest = new Uint8Array(dense.length);
  for (let c = 0; c < rest.length; c++) rest[c] = (dense[c] as number) & ((body[c] as number) ^ 1);
  const runs = findRuns(rest, size, 1);
  const roots = joinRuns(runs, { along: 'jk', diagonal: false });
  const sizes = componentSizes(runs, roots);
  const near = spread(body, size, 'dilate', true);
  const touches = new Uint8Array(roots.length);
  for (let row = 0; row < runs.rowStart.length - 1; row++) {
    for (let r = runs.rowStart[row] as number; r < (runs.rowStart[row + 1] as number); r++) {
      const to = row * size[0] + (runs.end[r] as number);
      for (let c = row * size[0] + (runs.begin[r] as number); c < to; c++) {
        if (near[c] === 1) touches[roots[r] as number] = 1;
      }
    }
  }
  const keep = new Uint8Array(roots.length);
  for (let r = 0; r < keep.length; r++) {
    const root = roots[r] as number;
    keep[r] = touches[root] === 1 && (sizes[root] as number) <= largestCells ? 1 : 0;
  }
  paintRuns(body, runs, keep);
}

/**
 * Opening by one cell, largest component, cut-off details given back. Enclosed air is normally not filled before the
 * opening: a gap between back and couch would become a part of the body. Only where the walls of an object are so thin
 * that the opening leaves hardly anything of it (the empty skull of a phantom) it is filled first, every trace of a wall
 * counting.
 */
function* separateBody(
  levels: Uint8Array,
  size: Size3,
  cellMm: readonly number[],
  fillAlong: AcrossPatient,
): Steps<{ readonly body: Uint8Array<ArrayBuffer>; readonly equipment: Uint8Array }> {
  const acrossPlanes = (cellMm[2] as number) <= LARGEST_ERODED_STEP_MM && size[2] > 2;
  const dense = new Uint8Array(levels.length);
  const filled = new Uint8Array(levels.length);
  for (let c = 0; c < levels.length; c++) {
    const level = levels[c] as number;
    dense[c] = level >> 1;
    filled[c] = (level + 1) >> 1;
  }
  fillAcross(filled, size, fillAlong);
  yield;
  let solid = dense;
  let core = keepLargest(spread(dense, size, 'erode', acrossPlanes), size);
  yield;
  const hollow = keepLargest(spread(filled, size, 'erode', acrossPlanes), size);
  if (hollow.count > HOLLOW_RATIO * core.count) {
    core = hollow;
    solid = filled;
  }
  yield;
  // An object too thin for the opening is taken as it is.
  if (core.count === 0) return { body: keepLargest(filled, size).cells, equipment: new Uint8Array(dense.length) };
  const body = spread(core.cells, size, 'dilate', acrossPlanes);
  for (let c = 0; c < body.length; c++) body[c] = (body[c] as number) & (solid[c] as number);
  yield;
  const cellMl = ((cellMm[0] as number) * (cellMm[1] as number) * (cellMm[2] as number)) / 1000;
  restoreDetails(body, solid, size, LARGEST_DETAIL_ML / cellMl);
  const equipment = new Uint8Array(body.length);
  for (let c = 0; c < body.length; c++) equipment[c] = (solid[c] as number) & ((body[c] as number) ^ 1);
  return { body, equipment };
}

/** The image axis that runs most along the patient, as the direction whose planes are cut across it. */
function fillDirection(g: ImageGeometry): AcrossPatient {
  const along = [g.direction[2], g.direction[5], kDirection(g)[2]].map((c) => Math.abs(c as number)) as [
    number,
    number,
    number,
  ];
  if (along[2] >= along[0] && along[2] >= along[1]) return 'j';
  return along[1] >= along[0] ? 'k' : 'i';
}

/** Image voxels that the set cells cover. */
function bodyBox(cells: Omit<BodyCells, 'box' | 'fillAlong'>, image: Size3): Box3 | null {
  const { factors, offset } = cells;
  const box = tightBox(cells.state, cells.size);
  if (box.i1 === 0) return null;
  const from = (axis: 0 | 1 | 2, cell: number) => (cell + offset[axis]) * factors[axis];
  const to = (axis: 0 | 1 | 2, cell: number) => Math.min(image[axis], (cell + offset[axis]) * factors[axis]);
  return {
    i0: from(0, box.i0),
    i1: to(0, box.i1),
    j0: from(1, box.j0),
    j1: to(1, box.j1),
    k0: from(2, box.k0),
    k1: to(2, box.k1),
  };
}

/** The part of the cells that is not empty and one cell of air around it: most of a CT is air. */
function cropCells(cells: Uint8Array, size: Size3) {
  const box = tightBox(cells, size);
  const [ni, nj] = size;
  const offset: Size3 = [Math.max(0, box.i0 - 1), Math.max(0, box.j0 - 1), Math.max(0, box.k0 - 1)];
  const end: Size3 = [Math.min(ni, box.i1 + 1), Math.min(nj, box.j1 + 1), Math.min(size[2], box.k1 + 1)];
  const cropped: Size3 = [end[0] - offset[0], end[1] - offset[1], end[2] - offset[2]];
  const out = new Uint8Array(voxelCount(cropped));
  let at = 0;
  for (let k = offset[2]; k < end[2]; k++) {
    for (let j = offset[1]; j < end[1]; j++) {
      const row = (k * nj + j) * ni;
      out.set(cells.subarray(row + offset[0], row + end[0]), at);
      at += cropped[0];
    }
  }
  return { cells: out, size: cropped, offset };
}

/**
 * Finds the body in a CT (HU): threshold, opening, largest component, everything enclosed filled in planes across the
 * patient. Yields often.
 */
export function* findBody(volume: ImageVolume, thresholdHu: number): Steps<BodyCells> {
  const g = volume.geometry;
  const factors: Size3 = [cellFactor(g.spacingMm[0]), cellFactor(g.spacingMm[1]), cellFactor(g.spacingMm[2])];
  const whole: Size3 = [
    Math.ceil(g.size[0] / factors[0]),
    Math.ceil(g.size[1] / factors[1]),
    Math.ceil(g.size[2] / factors[2]),
  ];
  const cellMm = g.spacingMm.map((mm, axis) => mm * (factors[axis] as number));
  const fillAlong = fillDirection(g);
  const all = yield* sampleCells(volume, factors, whole, thresholdHu);
  const { cells, size, offset } = cropCells(all, whole);
  yield;
  const { body, equipment } = yield* separateBody(cells, size, cellMm, fillAlong);
  yield;
  fillAcross(body, size, fillAlong);
  yield;
  const inside = spread(body, size, 'erode', true);
  const state = spread(body, size, 'dilate', true);
  // Cells of a couch stay out of reach of the surface, although they lie next to it.
  for (let c = 0; c < state.length; c++) {
    if (equipment[c] === 1 && body[c] === 0) state[c] = 0;
    else state[c] = (state[c] as number) + (inside[c] as number);
  }
  yield;
  const found = { factors, offset, size, state };
  return { ...found, box: bodyBox(found, g.size), fillAlong };
}
