// Contours on planes of their own -> mask on the grid of an image: every voxel centre is asked in the slab where it lies.

import {
  add,
  cross,
  dot,
  type ImageGeometry,
  isStraight,
  normalise,
  planeOrigin,
  scale,
  subtract,
  type Vec3,
} from '../geometry/index.ts';
import { type Box3, boxSize, emptyMask, type Mask, shrinkMask } from '../volume/index.ts';
import type { ContourSlab, ContourStack } from './contour-stack.ts';
import { planeFrame, voxelInPlaneSteps } from './plane-frame.ts';

/** Grid to which distances across the rows are snapped, mm: 2^-20, so that an edge drawn along a row of voxel centres is
 * on it for both of its ends. */
const SNAP = 2 ** 20;

/** A crossing nearer than this to a voxel centre, or a centre nearer to the border of two slabs, counts as on it. */
const ON_EDGE = 2 ** -19;

/** Width of the bins in which the edges of a slab are found, mm: about a row of voxels. */
const BIN_MM = 1;
const MOST_BINS = 4096;

const snap = (v: number): number => Math.round(v * SNAP) / SNAP;

/** Rows of voxels as lines through the slabs: `across` is the same for all voxels of a row. */
interface RowFrame {
  readonly axis: 0 | 1;
  /** One voxel on, along the row; LPS mm. */
  readonly step: Vec3;
  /** From row to row within a plane. */
  readonly rowStep: Vec3;
  readonly normal: Vec3;
  readonly along: Vec3;
  readonly across: Vec3;
}

/** Rows run along that axis of the slices which lies flatter in the planes of the contours. */
function rowFrame(g: ImageGeometry, normal: Vec3): RowFrame {
  const { iStep, jStep } = voxelInPlaneSteps(g);
  const isAlongI = Math.abs(dot(normalise(iStep), normal)) <= Math.abs(dot(normalise(jStep), normal));
  const [step, rowStep] = isAlongI ? [iStep, jStep] : [jStep, iStep];
  const along = normalise(subtract(step, scale(normal, dot(step, normal))));
  return { axis: isAlongI ? 0 : 1, step, rowStep, normal, along, across: cross(normal, along) };
}

/** Edges of one slab in the plane of its contours: u along the rows, w across; found by w. */
interface SlabEdges {
  readonly fromMm: number;
  readonly toMm: number;
  /** u and w of both ends, four numbers an edge. */
  readonly uw: Float64Array;
  readonly lowMm: number;
  readonly binMm: number;
  readonly bins: readonly (readonly number[])[];
}

function edgesOf({ contours, fromMm, toMm }: ContourSlab, { along, across }: RowFrame): SlabEdges {
  const uw: number[] = [];
  let [low, high] = [Infinity, -Infinity];
  for (const xyz of contours) {
    const points = xyz.length / 3;
    const at = (n: number): [number, number] => {
      const p: Vec3 = [xyz[3 * n] as number, xyz[3 * n + 1] as number, xyz[3 * n + 2] as number];
      return [dot(p, along), snap(dot(p, across))];
    };
    let from = at(points - 1);
    for (let n = 0; n < points; n++) {
      const to = at(n);
      if (from[1] !== to[1]) uw.push(...from, ...to);
      low = Math.min(low, to[1]);
      high = Math.max(high, to[1]);
      from = to;
    }
  }
  const binMm = Math.max(BIN_MM, (high - low) / MOST_BINS);
  const bins: number[][] = Array.from({ length: Math.floor((high - low) / binMm) + 1 }, () => []);
  for (let at = 0; at < uw.length; at += 4) {
    const [a, b] = [uw[at + 1] as number, uw[at + 3] as number];
    const last = Math.floor((Math.max(a, b) - low) / binMm);
    for (let bin = Math.floor((Math.min(a, b) - low) / binMm); bin <= last; bin++) bins[bin]?.push(at);
  }
  return { fromMm, toMm, uw: Float64Array.from(uw), lowMm: low, binMm, bins };
}

/** Voxel ranges that the slabs can cover, cut to the grid; whole slices where these do not lie straight above each other. */
function coveredBox({ slabs, normal }: ContourStack, g: ImageGeometry): Box3 {
  const { iOf, jOf, normal: ofSlices, planeAlongNormalMm } = planeFrame(g);
  const origin = planeOrigin(g, 0);
  const axes = [iOf, jOf, ofSlices];
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const reach = axes.map((axis) => dot(axis, normal));
  for (const { fromMm, toMm, contours } of slabs) {
    for (const xyz of contours) {
      for (let at = 0; at < xyz.length; at += 3) {
        const p: Vec3 = [xyz[at] as number, xyz[at + 1] as number, xyz[at + 2] as number];
        const height = dot(p, normal);
        axes.forEach((axis, n) => {
          const here = dot(p, axis);
          const a = here + (fromMm - height) * (reach[n] as number);
          const b = here + (toMm - height) * (reach[n] as number);
          low[n] = Math.min(low[n] as number, a, b);
          high[n] = Math.max(high[n] as number, a, b);
        });
      }
    }
  }
  const range = (n: 0 | 1): [number, number] => {
    const zero = dot(origin, axes[n] as Vec3);
    if (!isStraight(g)) return [0, g.size[n]];
    const from = Math.max(0, Math.floor((low[n] as number) - zero) - 1);
    return [from, Math.max(from, Math.min(g.size[n], Math.ceil((high[n] as number) - zero) + 2))];
  };
  const isCovered = (height: number) =>
    height >= (low[2] as number) - ON_EDGE && height <= (high[2] as number) + ON_EDGE;
  const [[i0, i1], [j0, j1]] = [range(0), range(1)];
  const k0 = planeAlongNormalMm.findIndex(isCovered);
  return { i0, i1, j0, j1, k0: Math.max(0, k0), k1: planeAlongNormalMm.findLastIndex(isCovered) + 1 };
}

/** One row: height along the normal and place along the row of its voxel 0, what a voxel adds, and its distance across. */
interface Row {
  readonly height: number;
  readonly heightStep: number;
  readonly u: number;
  readonly uStep: number;
  readonly w: number;
  readonly length: number;
}

/** The first slab that ends beyond a height. */
function firstSlab(slabs: readonly SlabEdges[], height: number): number {
  let [low, high] = [0, slabs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slabs[middle] as SlabEdges).toMm < height - ON_EDGE) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Voxels of the row whose centres lie in the slab: from, and up to. */
function partInSlab({ height, heightStep, length }: Row, { fromMm, toMm }: SlabEdges): [number, number] {
  if (Math.abs(heightStep) * length < ON_EDGE) {
    const isInside = height + ON_EDGE >= fromMm && height + ON_EDGE < toMm;
    return isInside ? [0, length] : [0, 0];
  }
  const a = (fromMm - height) / heightStep;
  const b = (toMm - height) / heightStep;
  const clamp = (n: number) => Math.min(length, Math.max(0, Math.ceil(n - ON_EDGE)));
  return [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
}

/** Marks in `toggles` the first voxel at or beyond each edge that the row crosses; returns whether there was any. */
function toggleCrossings(row: Row, slab: SlabEdges, [first, end]: [number, number], toggles: Uint8Array): boolean {
  const { uw, bins, lowMm, binMm } = slab;
  let isCrossed = false;
  for (const at of bins[Math.floor((row.w - lowMm) / binMm)] ?? []) {
    const [ua, wa, ub, wb] = [uw[at], uw[at + 1], uw[at + 2], uw[at + 3]] as [number, number, number, number];
    if (wa <= row.w === wb <= row.w) continue;
    const u = ua + ((row.w - wa) * (ub - ua)) / (wb - wa);
    const voxel = Math.max(first, Math.ceil((u - row.u) / row.uStep - ON_EDGE));
    if (voxel >= end) continue;
    toggles[voxel] = (toggles[voxel] as number) ^ 1;
    isCrossed = true;
  }
  return isCrossed;
}

/** Calls `set` for each voxel of the row that is inside; `toggles` is all 0 before and after. */
function fillRow(row: Row, slabs: readonly SlabEdges[], toggles: Uint8Array, set: (voxel: number) => void): void {
  const { height, heightStep, length } = row;
  const farHeight = height + heightStep * length;
  for (let n = firstSlab(slabs, Math.min(height, farHeight)); n < slabs.length; n++) {
    const slab = slabs[n] as SlabEdges;
    if (slab.fromMm > Math.max(height, farHeight) + ON_EDGE) break;
    const [first, end] = partInSlab(row, slab);
    if (first >= end || !toggleCrossings(row, slab, [first, end], toggles)) continue;
    let inside = 0;
    for (let voxel = first; voxel < end; voxel++) {
      inside ^= toggles[voxel] as number;
      toggles[voxel] = 0;
      if (inside === 1) set(voxel);
    }
  }
}

/**
 * Mask of the voxels whose centres lie inside the contours of a stack: a centre is asked on the plane in whose slab it
 * lies, even-odd, so nested loops, CLOSEDPLANAR_XOR and keyholes are the same. Parts outside the image are cut off.
 */
export function rasteriseStack(stack: ContourStack, g: ImageGeometry): Mask {
  const box = coveredBox(stack, g);
  const [bi, bj, bk] = boxSize(box);
  if (bi <= 0 || bj <= 0 || bk <= 0) return emptyMask(g.size);
  const frame = rowFrame(g, stack.normal);
  const slabs = stack.slabs.map((slab) => edgesOf(slab, frame));
  const voxels = new Uint8Array(bi * bj * bk);
  const [length, rows, stride, rowStride] = frame.axis === 0 ? [bi, bj, 1, bi] : [bj, bi, bi, 1];
  const [firstVoxel, firstRow] = frame.axis === 0 ? [box.i0, box.j0] : [box.j0, box.i0];
  const toggles = new Uint8Array(length);
  const heightStep = dot(frame.step, frame.normal);
  const uStep = dot(frame.step, frame.along);
  for (let k = 0; k < bk; k++) {
    const origin = planeOrigin(g, k + box.k0);
    for (let r = 0; r < rows; r++) {
      const p = add(origin, add(scale(frame.rowStep, r + firstRow), scale(frame.step, firstVoxel)));
      const [height, u, w] = [dot(p, frame.normal), dot(p, frame.along), snap(dot(p, frame.across))];
      const row: Row = { height, heightStep, u, uStep, w, length };
      fillRow(row, slabs, toggles, (voxel) => {
        voxels[k * bi * bj + r * rowStride + voxel * stride] = 1;
      });
    }
  }
  return shrinkMask({ size: g.size, box, voxels });
}
