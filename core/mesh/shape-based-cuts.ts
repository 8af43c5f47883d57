// Where a surface crosses the edges between voxel centres, when a mask says only that it does. Half-way makes terraces: a
// slope that gains one slice in thirty voxels becomes a flat of thirty and a step. In each of the two slices that an edge
// joins, the distance of its end to the outline of the structure in that slice tells how far the slope has come
// (shape-based interpolation; Raya and Udupa, IEEE Trans Med Imaging 1990; Herman, Zheng and Bucholtz 1992). That is
// done along all three axes, and each edge keeps its crossing, so nothing thin is lost and nothing moves by more than
// half a voxel along its edge.

import { AXIS_BITS, HIGH_IS_THIN, LOW_IS_THIN, type MidpointSurface } from './midpoint-surface.ts';
import type { PaddedMask } from './padded-mask.ts';

/** Outlines further than this many voxels are not looked for: a slope as flat shows no steps. */
const FARTHEST = 40;
/** A crossing keeps this share of its edge from both ends. */
const CLEARANCE = 0.03;
/** What is one voxel thick keeps its crossings this close to half-way. */
const THIN_REACH = 0.1;

/** Distances from a voxel whose neighbour behind is of the other kind, as far as those ahead are of its own. */
function fillAway(voxels: Uint8Array, distances: Uint8Array, from: number, stride: number, ahead: number): void {
  const kind = voxels[from];
  const most = Math.min(FARTHEST, ahead + 1);
  for (let n = 1, at = from; n <= most; n++, at += stride) {
    // The other end of the run is as near, and nearer to all that follow.
    if (voxels[at] !== kind || (distances[at] as number) <= n) return;
    distances[at] = n;
  }
}

/** For every voxel how many along an axis it is to one of the other kind, on either side; FARTHEST + 1 at most. Filled
 * from where the surface cuts: most voxels are far from any cut. */
function distancesAlong(axis: 0 | 1, mask: PaddedMask, { points, kinds }: MidpointSurface): Uint8Array {
  const { voxels, width, height } = mask;
  const distances = new Uint8Array(voxels.length).fill(FARTHEST + 1);
  const stride = axis === 0 ? 1 : width;
  const count = axis === 0 ? width : height;
  for (let vertex = 0, at = 0; vertex < kinds.length; vertex++, at += 3) {
    if (((kinds[vertex] as number) & AXIS_BITS) !== axis) continue;
    const low = lowVoxel(points, at, mask);
    const place = Math.floor(points[at + axis] as number);
    fillAway(voxels, distances, low, -stride, place);
    fillAway(voxels, distances, low + stride, stride, count - 2 - place);
  }
  return distances;
}

/** The voxel at the lower end of the edge that a vertex cuts half-way. */
const lowVoxel = (points: Float32Array, at: number, { width, height }: PaddedMask): number =>
  (Math.floor(points[at + 2] as number) * height + Math.floor(points[at + 1] as number)) * width +
  Math.floor(points[at] as number);

/** Distances within the slices across one axis: along the rows by `runs`, then over the rows on both sides. */
interface SliceDistances {
  readonly voxels: Uint8Array;
  readonly runs: Uint8Array;
  readonly rowStride: number;
  readonly rows: number;
  readonly runMm: number;
  readonly rowMm: number;
  /** Of the axis across the slices. */
  readonly stride: number;
  readonly count: number;
}

/** mm from the centre of a voxel to the outline in its slice, Infinity where there is none near. The outline passes half
 * a voxel before the nearest voxel of the other kind. */
function distanceMm({ voxels, runs, rowStride, rows, runMm, rowMm }: SliceDistances, at: number): number {
  const kind = voxels[at];
  let steps = runs[at] as number;
  let best = steps > FARTHEST ? Number.POSITIVE_INFINITY : (steps * runMm) ** 2;
  const row = Math.floor(at / rowStride) % rows;
  for (let sign = -1; sign <= 1; sign += 2) {
    const most = Math.min(FARTHEST, sign < 0 ? row : rows - 1 - row);
    for (let n = 1; n <= most; n++) {
      const acrossMm2 = (n * rowMm) ** 2;
      if (acrossMm2 >= best) break;
      const there = at + sign * n * rowStride;
      const isOther = voxels[there] !== kind;
      const run = isOther ? 0 : (runs[there] as number);
      const squared = acrossMm2 + (run * runMm) ** 2;
      if (run <= FARTHEST && squared < best) {
        best = squared;
        steps = Math.max(n, run);
      }
      if (isOther) break;
    }
  }
  return Math.sqrt(best) * (1 - 0.5 / steps);
}

/** By how many mm the outline draws nearer from the voxel behind to this one; 0 where none can be seen in either or where
 * the voxel behind is of the other kind. */
function gainMm(slices: SliceDistances, at: number, behind: number, hereMm: number): number {
  if (hereMm === Number.POSITIVE_INFINITY || slices.voxels[behind] !== slices.voxels[at]) return 0;
  const behindMm = distanceMm(slices, behind);
  return behindMm === Number.POSITIVE_INFINITY ? 0 : Math.max(0, behindMm - hereMm);
}

/** Share of an edge, from its lower end, at which the surface passes. A slope goes on as it came on either side; where
 * none came, as above a flat top, the surface lies half-way. */
function crossing(slices: SliceDistances, low: number): number {
  const { stride, count } = slices;
  const high = low + stride;
  const lowMm = distanceMm(slices, low);
  const highMm = distanceMm(slices, high);
  const nearMm = Math.min(lowMm, highMm);
  if (nearMm === Number.POSITIVE_INFINITY) return 0.5;
  const place = Math.floor(low / stride) % count;
  let reachMm = nearMm;
  if (place > 0) reachMm = Math.max(reachMm, gainMm(slices, low, low - stride, lowMm));
  if (place + 2 < count) reachMm = Math.max(reachMm, gainMm(slices, high, high + stride, highMm));
  const share = nearMm / (nearMm + Math.min(Math.max(lowMm, highMm), reachMm));
  return lowMm <= highMm ? share : 1 - share;
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The share of an edge at which a vertex may stay, by what its kind says is thin. */
function clampCrossing(share: number, kind: number): number {
  const low = kind & LOW_IS_THIN ? 0.5 - THIN_REACH : CLEARANCE;
  const high = kind & HIGH_IS_THIN ? 0.5 + THIN_REACH : 1 - CLEARANCE;
  return clamp(share, low, high);
}

/** The crossing of the edge between two padded voxels as a share from the lower one, NaN where it is not known. */
export type KnownCrossing = (lowVoxel: number, highVoxel: number) => number;

const UNKNOWN: KnownCrossing = () => Number.NaN;

/** Points of a surface (padded voxel coordinates) with every vertex on its own edge where shape-based interpolation, or
 * `known` where that has an answer, lets the surface cross it. */
export function shapeBasedPoints(
  mask: PaddedMask,
  surface: MidpointSurface,
  [sx, sy, sz]: readonly [number, number, number],
  known: KnownCrossing = UNKNOWN,
): Float32Array<ArrayBuffer> {
  const { voxels, width, height, depth } = mask;
  const { points, kinds } = surface;
  const area = width * height;
  const alongX = distancesAlong(0, mask, surface);
  const alongY = distancesAlong(1, mask, surface);
  const overZ = { voxels, rowStride: area, rows: depth, rowMm: sz };
  const slices: readonly SliceDistances[] = [
    { ...overZ, runs: alongY, runMm: sy, stride: 1, count: width },
    { ...overZ, runs: alongX, runMm: sx, stride: width, count: height },
    { voxels, rowStride: width, rows: height, rowMm: sy, runs: alongX, runMm: sx, stride: area, count: depth },
  ];
  const moved = points.slice();
  for (let vertex = 0, at = 0; vertex < kinds.length; vertex++, at += 3) {
    const kind = kinds[vertex] as number;
    const axis = kind & AXIS_BITS;
    const slice = slices[axis] as SliceDistances;
    const low = lowVoxel(points, at, mask);
    const told = known(low, low + slice.stride);
    const share = Number.isNaN(told) ? crossing(slice, low) : told;
    moved[at + axis] = (points[at + axis] as number) - 0.5 + clampCrossing(share, kind);
  }
  return moved;
}
