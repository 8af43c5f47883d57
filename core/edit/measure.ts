// Measures in true mm and the values under them.

import { type CutView, dot, norm, subtract, type Vec3, type ViewPointUv } from '../geometry/index.ts';
import type { VoxelArray } from '../volume/index.ts';
import { structureVolumeMm3 } from './components.ts';
import { regionFromCut } from './cut-region.ts';
import { polygonBits } from './polygon.ts';
import type { StackFrame } from './stack-frame.ts';
import { circleStamp } from './stamp.ts';
import { type ValueStatistics, valueStatistics } from './statistics.ts';
import type { StructureSlices } from './structure-slices.ts';
import { regionValues } from './value-gate.ts';

export const distanceMm = (a: Vec3, b: Vec3): number => norm(subtract(a, b));

/** Angle at `corner` between the ways to `a` and `b`, degrees, 0 to 180. null where one of them is no way at all. */
export function angleDeg(a: Vec3, corner: Vec3, b: Vec3): number | null {
  const [p, q] = [subtract(a, corner), subtract(b, corner)];
  const lengths = norm(p) * norm(q);
  if (lengths === 0) return null;
  return (Math.acos(Math.min(1, Math.max(-1, dot(p, q) / lengths))) * 180) / Math.PI;
}

/** Area inside a closed line u, v, u, v, … in mm2; that of a line that crosses itself is the sum with its signs. */
export function polygonAreaMm2(points: ArrayLike<number>): number {
  let twice = 0;
  for (let n = 0, before = points.length - 2; n < points.length; before = n, n += 2) {
    twice +=
      (points[before] as number) * (points[n + 1] as number) - (points[n] as number) * (points[before + 1] as number);
  }
  return Math.abs(twice) / 2;
}

/** Values of the voxels of a cut whose centres lie inside a closed line (screen mm). null: none do. */
export function polygonStatistics(
  frame: StackFrame,
  view: CutView,
  cut: number,
  points: ArrayLike<number>,
  voxels: VoxelArray,
): ValueStatistics | null {
  const region = regionFromCut(view, cut, polygonBits(view, [points]));
  return valueStatistics(regionValues(region, voxels, frame.size));
}

/** Values of the voxels of a cut whose centres lie in a circle (screen mm); at least the one under its centre. */
export function circleStatistics(
  frame: StackFrame,
  view: CutView,
  cut: number,
  centre: ViewPointUv,
  radiusMm: number,
  voxels: VoxelArray,
): ValueStatistics | null {
  const region = circleStamp(view, cut, centre, centre, 2 * radiusMm);
  return valueStatistics(regionValues(region, voxels, frame.size));
}

/** Values in a structure. On an uneven stack every voxel counts alike, whatever its thickness. */
export const structureStatistics = (
  slices: StructureSlices,
  frame: StackFrame,
  voxels: VoxelArray,
): ValueStatistics | null => valueStatistics(regionValues(slices, voxels, frame.size));

/** ml; each plane counts by its own thickness. */
export const structureVolumeMl = (slices: StructureSlices, frame: StackFrame): number =>
  structureVolumeMm3(slices, frame) / 1000;
