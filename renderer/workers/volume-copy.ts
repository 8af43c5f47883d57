// The small 8-bit copy for volume rendering. Planes are averaged as they arrive, so that the worker never holds the
// volume; then they are put on a straight, regular grid, because a graphics card knows no tilted stacks.

import {
  dot,
  type ImageGeometry,
  iDirection,
  jDirection,
  planeHeightsMm,
  planeNumberAt,
  planeOrigin,
  subtract,
  type Vec3,
} from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import type { VolumeCopy } from './surface-messages.ts';

const MOST_VOXELS = 256;

/** CT: what the presets tell apart lies between fat and cortical bone, and 255 steps of 9 HU are fine enough for it. */
const CT_RANGE = { low: -600, high: 1695 } as const;

export interface PlaneReducer {
  /** Plane k of the volume, i fastest. */
  add(plane: VoxelArray, k: number): void;
  finish(): VolumeCopy;
}

/** Values below and above which one in two hundred lies, from a histogram of 4096 bins. */
function robustRange(planes: readonly Float32Array[]): { low: number; high: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const plane of planes) {
    for (const value of plane) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  if (!(most > least)) return { low: least, high: least + 1 };
  const bins = new Float64Array(4096);
  const factor = 4095 / (most - least);
  let count = 0;
  for (const plane of planes) {
    for (const value of plane) {
      const bin = Math.floor((value - least) * factor);
      bins[bin] = (bins[bin] as number) + 1;
      count++;
    }
  }
  const quantile = (share: number) => {
    let sum = 0;
    for (let bin = 0; bin < bins.length; bin++) {
      sum += bins[bin] as number;
      if (sum >= share * count) return least + bin / factor;
    }
    return most;
  };
  const [low, high] = [quantile(0.005), quantile(0.995)];
  return high > low ? { low, high } : { low: least, high: most };
}

/** Bilinear value of a reduced plane; the edge beyond it. */
function valueIn(plane: Float32Array, ni: number, nj: number, x: number, y: number): number {
  const cx = Math.min(Math.max(x, 0), ni - 1);
  const cy = Math.min(Math.max(y, 0), nj - 1);
  const x0 = Math.min(Math.floor(cx), Math.max(ni - 2, 0));
  const y0 = Math.min(Math.floor(cy), Math.max(nj - 2, 0));
  const [fx, fy] = [cx - x0, cy - y0];
  const at = y0 * ni + x0;
  const right = ni > 1 ? 1 : 0;
  const down = nj > 1 ? ni : 0;
  const upper = (plane[at] as number) * (1 - fx) + (plane[at + right] as number) * fx;
  const lower = (plane[at + down] as number) * (1 - fx) + (plane[at + down + right] as number) * fx;
  return upper * (1 - fy) + lower * fy;
}

export function createPlaneReducer(g: ImageGeometry, isCt: boolean): PlaneReducer {
  const [ni, nj, nk] = g.size;
  const factor = Math.ceil(Math.max(ni, nj) / MOST_VOXELS);
  const [ri, rj] = [Math.max(1, Math.floor(ni / factor)), Math.max(1, Math.floor(nj / factor))];
  const planes: Float32Array[] = [];

  const add = (plane: VoxelArray, k: number): void => {
    const reduced = new Float32Array(ri * rj);
    for (let y = 0; y < rj; y++) {
      for (let x = 0; x < ri; x++) {
        let sum = 0;
        let count = 0;
        for (let j = y * factor; j < Math.min((y + 1) * factor, nj); j++) {
          for (let i = x * factor; i < Math.min((x + 1) * factor, ni); i++) {
            sum += plane[j * ni + i] as number;
            count++;
          }
        }
        reduced[y * ri + x] = sum / count;
      }
    }
    planes[k] = reduced;
  };

  const finish = (): VolumeCopy => {
    const { low, high } = isCt ? CT_RANGE : robustRange(planes);
    const heights = planeHeightsMm(g);
    const spanMm = (heights[nk - 1] as number) - (heights[0] as number);
    const depth = Math.min(nk, MOST_VOXELS);
    const stepMm = depth > 1 ? spanMm / (depth - 1) : g.spacingMm[2];
    const [stepI, stepJ] = [g.spacingMm[0] * factor, g.spacingMm[1] * factor];
    const values = new Uint8Array(ri * rj * depth);
    const scale = 255 / (high - low);
    const first = planeOrigin(g, 0);
    // How far each plane lies off the first one, in cells.
    const drift = Array.from({ length: nk }, (_, k) => {
      const travel = subtract(planeOrigin(g, k), first);
      return [dot(travel, iDirection(g)) / stepI, dot(travel, jDirection(g)) / stepJ] as const;
    });
    for (let z = 0, at = 0; z < depth; z++) {
      const position = planeNumberAt(heights, g.spacingMm[2], (heights[0] as number) + z * stepMm);
      const low0 = Math.min(Math.max(Math.floor(position), 0), Math.max(nk - 2, 0));
      const share = nk > 1 ? Math.min(Math.max(position - low0, 0), 1) : 0;
      const below = planes[low0] as Float32Array;
      const above = planes[Math.min(low0 + 1, nk - 1)] as Float32Array;
      const [bx, by] = drift[low0] as readonly [number, number];
      const [ax, ay] = drift[Math.min(low0 + 1, nk - 1)] as readonly [number, number];
      const isStraight = Math.abs(bx) + Math.abs(by) + Math.abs(ax) + Math.abs(ay) < 1e-3;
      for (let y = 0, cell = 0; y < rj; y++) {
        for (let x = 0; x < ri; x++, cell++, at++) {
          const p = isStraight ? (below[cell] as number) : valueIn(below, ri, rj, x - bx, y - by);
          const q = isStraight ? (above[cell] as number) : valueIn(above, ri, rj, x - ax, y - ay);
          const grey = (p + share * (q - p) - low) * scale;
          values[at] = grey <= 0 ? 0 : grey >= 255 ? 255 : Math.round(grey);
        }
      }
    }
    const half = (factor - 1) / 2;
    const [di, dj] = [iDirection(g), jDirection(g)];
    const originLps = [0, 1, 2].map(
      (axis) =>
        (first[axis] as number) +
        half * (g.spacingMm[0] * (di[axis] as number) + g.spacingMm[1] * (dj[axis] as number)),
    ) as unknown as Vec3;
    const spacingMm = [stepI, stepJ, stepMm] as const;
    return { values, size: [ri, rj, depth], spacingMm, originLps, direction: g.direction, low, high };
  };

  return { add, finish };
}
