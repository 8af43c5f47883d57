// True millimetres on a stack of planes: x along i, y along j, h along the normal, from the centre of voxel (0, 0, 0).
// A tilted gantry moves whole planes in x and y; uneven steps show in h. Every distance of an edit is taken here.

import {
  dot,
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  planeOrigin,
  type Size3,
  subtract,
  type Vec3,
} from '../geometry/index.ts';

export interface StackFrame {
  readonly size: Size3;
  /** Voxel steps along i and j, mm. */
  readonly iStepMm: number;
  readonly jStepMm: number;
  /** Median step of the planes, mm; beyond the ends the stack is thought to go on with it. */
  readonly kStepMm: number;
  /** x and y of voxel (0, 0) of plane k, mm; all 0 for a straight stack. */
  readonly xShiftMm: Float64Array;
  readonly yShiftMm: Float64Array;
  /** Height of plane k over plane 0, mm, growing. */
  readonly heightMm: Float64Array;
  /** Unit vectors of x, y and h in LPS. */
  readonly axesLps: readonly [Vec3, Vec3, Vec3];
  readonly originLps: Vec3;
  /** What a plane stands for, mm: half way to each neighbour. */
  readonly thicknessMm: Float64Array;
}

/** Rounding of positions written as decimals does not count as drift, mm. */
const NO_DRIFT_MM = 1e-4;

/** Steps that differ by less count as even, as a share of the median: rounded positions. */
const EVEN_STEPS = 0.01;

function thicknesses(heightMm: Float64Array, stepMm: number): Float64Array {
  const steps = Array.from(heightMm.subarray(1), (h, k) => h - (heightMm[k] as number));
  const thicknessMm = new Float64Array(heightMm.length).fill(stepMm);
  if (steps.every((step) => Math.abs(step - stepMm) <= EVEN_STEPS * stepMm)) return thicknessMm;
  return thicknessMm.map((_, k) => {
    const before = steps[k - 1] ?? steps[k] ?? stepMm;
    return (before + (steps[k] ?? before)) / 2;
  });
}

/** Compute it once for an image and keep it. */
export function createStackFrame(g: ImageGeometry): StackFrame {
  const axesLps = [iDirection(g), jDirection(g), kDirection(g)] as const;
  const first = planeOrigin(g, 0);
  const [xShiftMm, yShiftMm, heightMm] = axesLps.map((axis) =>
    Float64Array.from({ length: g.size[2] }, (_, k) => dot(subtract(planeOrigin(g, k), first), axis)),
  ) as [Float64Array, Float64Array, Float64Array];
  for (const shifts of [xShiftMm, yShiftMm]) {
    if (shifts.every((mm) => Math.abs(mm) < NO_DRIFT_MM)) shifts.fill(0);
  }
  return {
    size: g.size,
    iStepMm: g.spacingMm[0],
    jStepMm: g.spacingMm[1],
    kStepMm: g.spacingMm[2],
    xShiftMm,
    yShiftMm,
    heightMm,
    axesLps,
    originLps: first,
    thicknessMm: thicknesses(heightMm, g.spacingMm[2]),
  };
}

/** True when no plane lies sideways of plane 0. */
export const isUpright = ({ xShiftMm, yShiftMm }: StackFrame): boolean =>
  xShiftMm.every((mm) => mm === 0) && yShiftMm.every((mm) => mm === 0);

/** x, y, h in mm of continuous i, j on plane k (whole, inside the stack). */
export const stackPoint = (f: StackFrame, i: number, j: number, k: number): Vec3 => [
  i * f.iStepMm + (f.xShiftMm[k] as number),
  j * f.jStepMm + (f.yShiftMm[k] as number),
  f.heightMm[k] as number,
];

/** LPS mm of a point in mm of the stack. */
export function lpsFromStack(f: StackFrame, [x, y, h]: Vec3): Vec3 {
  const [ax, ay, ah] = f.axesLps;
  const at = (n: 0 | 1 | 2) => f.originLps[n] + x * ax[n] + y * ay[n] + h * ah[n];
  return [at(0), at(1), at(2)];
}

/** mm of the stack of an LPS point. */
export function stackFromLps(f: StackFrame, lps: Vec3): Vec3 {
  const offset = subtract(lps, f.originLps);
  return [dot(offset, f.axesLps[0]), dot(offset, f.axesLps[1]), dot(offset, f.axesLps[2])];
}

/** The plane nearest to a height in mm, also -1 or size[2] and beyond where the height lies outside of the stack. */
export function nearestPlane({ heightMm, kStepMm }: StackFrame, h: number): number {
  const last = heightMm.length - 1;
  if (h <= (heightMm[0] as number)) return Math.round((h - (heightMm[0] as number)) / kStepMm);
  const top = heightMm[last] as number;
  if (h >= top) return last + Math.round((h - top) / kStepMm);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((heightMm[middle] as number) <= h) low = middle;
    else high = middle;
  }
  return h - (heightMm[low] as number) < (heightMm[high] as number) - h ? low : high;
}

/** mm3 of a voxel of plane k. */
export const voxelMm3 = (f: StackFrame, k: number): number => f.iStepMm * f.jStepMm * (f.thicknessMm[k] as number);
