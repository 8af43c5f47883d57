// A structure seen in a mirror, and one cut in two by a plane.

import { dot, subtract, type Vec3 } from '../geometry/index.ts';
import { regionBox } from './region.ts';
import { forEachRun, hasVoxel, type SliceBits } from './slice-bits.ts';
import { lpsFromStack, nearestPlane, type StackFrame, stackFromLps, stackPoint } from './stack-frame.ts';
import { bitsOfRuns } from './stamp.ts';
import type { StructureSlices } from './structure-slices.ts';

export interface CuttingPlane {
  readonly pointLps: Vec3;
  /** Unit vector. */
  readonly normalLps: Vec3;
}

/** The sagittal plane at LPS x: a mirror between left and right. */
export const sagittalPlane = (xLps: number): CuttingPlane => ({ pointLps: [xLps, 0, 0], normalLps: [1, 0, 0] });

/** The same plane in mm of the stack: n . p = d. */
function inStack(frame: StackFrame, { pointLps, normalLps }: CuttingPlane): { readonly n: Vec3; readonly d: number } {
  const [x, y, h] = frame.axesLps;
  const n: Vec3 = [dot(normalLps, x), dot(normalLps, y), dot(normalLps, h)];
  return { n, d: dot(normalLps, subtract(pointLps, frame.originLps)) };
}

const reflected = (p: Vec3, n: Vec3, d: number): Vec3 => {
  const twice = 2 * (dot(p, n) - d);
  return [p[0] - twice * n[0], p[1] - twice * n[1], p[2] - twice * n[2]];
};

/**
 * The mirror image: each voxel is what the nearest voxel on the other side was. What falls outside of the image is lost.
 */
export function mirrorStructure(slices: StructureSlices, frame: StackFrame, plane: CuttingPlane): StructureSlices {
  const own = regionBox(slices);
  const mirrored = new Map<number, SliceBits>();
  if (own.k1 === 0) return mirrored;
  const { n, d } = inStack(frame, plane);
  const corners = [own.k0, own.k1 - 1].flatMap((k) =>
    [own.i0 - 0.5, own.i1 - 0.5].flatMap((i) =>
      [own.j0 - 0.5, own.j1 - 0.5].map((j) => reflected(stackPoint(frame, i, j, k), n, d)),
    ),
  );
  const range = (axis: 0 | 1 | 2) => {
    const along = corners.map((corner) => corner[axis]);
    return [Math.min(...along), Math.max(...along)] as const;
  };
  const [hLow, hHigh] = range(2);
  const half = frame.kStepMm / 2;
  for (let k = 0; k < frame.size[2]; k++) {
    const h = frame.heightMm[k] as number;
    if (h < hLow - half || h > hHigh + half) continue;
    const bits = bitsOfRuns(mirroredRuns(slices, frame, k, n, d, range(0), range(1)));
    if (bits !== null) mirrored.set(k, bits);
  }
  return mirrored;
}

function mirroredRuns(
  slices: StructureSlices,
  frame: StackFrame,
  k: number,
  n: Vec3,
  d: number,
  [xLow, xHigh]: readonly [number, number],
  [yLow, yHigh]: readonly [number, number],
): number[] {
  const [xShift, yShift] = [frame.xShiftMm[k] as number, frame.yShiftMm[k] as number];
  const within = (low: number, high: number, step: number, count: number) => [
    Math.max(0, Math.floor(low / step) - 1),
    Math.min(count, Math.ceil(high / step) + 2),
  ];
  const [i0, i1] = within(xLow - xShift, xHigh - xShift, frame.iStepMm, frame.size[0]) as [number, number];
  const [j0, j1] = within(yLow - yShift, yHigh - yShift, frame.jStepMm, frame.size[1]) as [number, number];
  const runs: number[] = [];
  for (let j = j0; j < j1; j++) {
    for (let i = i0; i < i1; i++) {
      const [x, y, h] = reflected(stackPoint(frame, i, j, k), n, d);
      const from = nearestPlane(frame, h);
      const slice = slices.get(from);
      if (slice === undefined) continue;
      const si = Math.round((x - (frame.xShiftMm[from] as number)) / frame.iStepMm);
      const sj = Math.round((y - (frame.yShiftMm[from] as number)) / frame.jStepMm);
      if (hasVoxel(slice, si, sj)) runs.push(j, i, i + 1);
    }
  }
  return runs;
}

/** The parts whose voxel centres lie behind the plane (against its normal, or on it) and in front of it. */
export function splitStructure(
  slices: StructureSlices,
  frame: StackFrame,
  plane: CuttingPlane,
): { readonly behind: StructureSlices; readonly front: StructureSlices } {
  const { n, d } = inStack(frame, plane);
  const behind = new Map<number, SliceBits>();
  const front = new Map<number, SliceBits>();
  for (const [k, slice] of slices) {
    const [backRuns, frontRuns]: [number[], number[]] = [[], []];
    forEachRun(slice, (j, from, to) => {
      const start = dot(stackPoint(frame, from, j, k), n) - d;
      const step = n[0] * frame.iStepMm;
      for (let i = from; i < to; ) {
        const isFront = start + (i - from) * step > 1e-9;
        const first = i;
        while (i < to && start + (i - from) * step > 1e-9 === isFront) i++;
        (isFront ? frontRuns : backRuns).push(j, first, i);
      }
    });
    for (const [part, runs] of [
      [behind, backRuns],
      [front, frontRuns],
    ] as const) {
      const bits = bitsOfRuns(runs);
      if (bits !== null) part.set(k, bits);
    }
  }
  return { behind, front };
}

/** LPS of the centre of the box around a structure: where a mirror or a cutting plane starts. null: no voxels. */
export function boxCentreLps(slices: StructureSlices, frame: StackFrame): Vec3 | null {
  const box = regionBox(slices);
  if (box.k1 === 0) return null;
  const low = stackPoint(frame, box.i0, box.j0, box.k0);
  const high = stackPoint(frame, box.i1 - 1, box.j1 - 1, box.k1 - 1);
  return lpsFromStack(frame, [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2]);
}

/** Signed distance of an LPS point from the plane, mm; positive in front. */
export const distanceFromPlane = (frame: StackFrame, plane: CuttingPlane, lps: Vec3): number => {
  const { n, d } = inStack(frame, plane);
  return dot(stackFromLps(frame, lps), n) - d;
};
