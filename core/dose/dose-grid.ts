// A dose as a field: trilinear between voxel centres, not defined beyond the outermost of them.

import { AppError } from '../error/index.ts';
import {
  cross,
  dot,
  type ImageGeometry,
  iDirection,
  isStraight,
  jDirection,
  kDirection,
  planeHeightsMm,
  planeNumberAt,
  planeOrigin,
  scale,
  type Vec3,
} from '../geometry/index.ts';

/** Absorbed dose in Gy on its own grid, i fastest. */
export interface DoseGrid {
  readonly geometry: ImageGeometry;
  readonly gy: Float32Array;
}

/** Doses beyond this, Gy, come from a wrong unit: brachytherapy beside a source stays below. */
export const LARGEST_DOSE_GY = 10_000;

/** Rounding of positions by which a point may lie outside, voxels. */
export const EDGE_VOXELS = 1e-6;
/** Heights that differ from even steps by no more than this, mm, are rounded. */
const EVEN_MM = 1e-6;

/** Lowest and highest value. */
export function doseRange({ gy }: DoseGrid): { readonly minGy: number; readonly maxGy: number } {
  let [minGy, maxGy] = [Infinity, -Infinity];
  for (const value of gy) {
    if (value < minGy) minGy = value;
    if (value > maxGy) maxGy = value;
  }
  return { minGy, maxGy };
}

/**
 * Throws where no histogram can be made of the dose: `invalid-input` below zero, `safety` beyond `LARGEST_DOSE_GY`,
 * `unsupported` for a single plane or planes that are shifted against each other.
 */
export function checkDoseGrid(dose: DoseGrid): void {
  const { minGy, maxGy } = doseRange(dose);
  if (minGy < 0) {
    throw new AppError(
      'invalid-input',
      'DOSE_NEGATIVE',
      'The dose holds values below zero: it is a difference, not a dose. Give the dose itself.',
    );
  }
  if (maxGy > LARGEST_DOSE_GY) {
    throw new AppError(
      'safety',
      'DOSE_IMPLAUSIBLE',
      `The dose reaches more than ${LARGEST_DOSE_GY} Gy: its unit or scaling is wrong. Correct it at the source.`,
    );
  }
  if (dose.geometry.size.some((n) => n < 2)) {
    throw new AppError(
      'unsupported',
      'DOSE_SINGLE_PLANE',
      'The dose is a single plane, which says nothing of a volume. Give the whole dose grid.',
    );
  }
  if (!isStraight(dose.geometry)) {
    throw new AppError(
      'unsupported',
      'DOSE_SHIFTED_PLANES',
      'The planes of the dose are shifted against each other, which is not supported. Export one dose grid.',
    );
  }
}

/** Continuous voxel indices of the dose along a straight line of points: a + t * d, and k by the planes' own heights. */
export interface DoseIndex {
  readonly iOf: Vec3;
  readonly jOf: Vec3;
  readonly originLps: Vec3;
  /** Continuous plane number of a height along the normal, mm; it may lie beyond the ends. */
  readonly kAt: (heightMm: number) => number;
  readonly normal: Vec3;
}

/** Maps LPS mm to continuous indices of the dose; directions that are rounded are inverted exactly. */
export function doseIndex({ geometry: g }: DoseGrid): DoseIndex {
  const iStep = scale(iDirection(g), g.spacingMm[0]);
  const jStep = scale(jDirection(g), g.spacingMm[1]);
  const [a, b, c] = [dot(iStep, iStep), dot(iStep, jStep), dot(jStep, jStep)];
  const det = a * c - b * b;
  const combine = (p: number, q: number): Vec3 => [
    p * iStep[0] + q * jStep[0],
    p * iStep[1] + q * jStep[1],
    p * iStep[2] + q * jStep[2],
  ];
  const heights = planeHeightsMm(g);
  const first = heights[0] as number;
  const stepMm = heights.length > 1 ? ((heights.at(-1) as number) - first) / (heights.length - 1) : g.spacingMm[2];
  const isEven = heights.every((height, k) => Math.abs(height - first - k * stepMm) <= EVEN_MM);
  return {
    iOf: combine(c / det, -b / det),
    jOf: combine(-b / det, a / det),
    originLps: planeOrigin(g, 0),
    kAt: isEven ? (heightMm) => (heightMm - first) / stepMm : (heightMm) => planeNumberAt(heights, stepMm, heightMm),
    normal: kDirection(g),
  };
}

/** Gy at continuous indices, trilinear; NaN outside the outermost voxel centres. */
export function sampleAtIndex({ geometry: { size }, gy }: DoseGrid, i: number, j: number, k: number): number {
  const [ni, nj, nk] = size;
  if (!(i >= -EDGE_VOXELS && j >= -EDGE_VOXELS && k >= -EDGE_VOXELS)) return Number.NaN;
  if (!(i <= ni - 1 + EDGE_VOXELS && j <= nj - 1 + EDGE_VOXELS && k <= nk - 1 + EDGE_VOXELS)) return Number.NaN;
  const i0 = Math.min(Math.max(Math.floor(i), 0), ni - 2);
  const j0 = Math.min(Math.max(Math.floor(j), 0), nj - 2);
  const k0 = Math.min(Math.max(Math.floor(k), 0), nk - 2);
  const [x, y, z] = [i - i0, j - j0, k - k0];
  const at = (k0 * nj + j0) * ni + i0;
  const up = at + ni * nj;
  const mix = (low: number) => {
    const near = (gy[low] as number) * (1 - x) + (gy[low + 1] as number) * x;
    const far = (gy[low + ni] as number) * (1 - x) + (gy[low + ni + 1] as number) * x;
    return near * (1 - y) + far * y;
  };
  return mix(at) * (1 - z) + mix(up) * z;
}

/** Unit vectors that span a plane of this normal, the first as near to `along` as can be. */
export function planeAxes(normal: Vec3, along: Vec3): readonly [Vec3, Vec3] {
  const away = dot(along, normal);
  const u: Vec3 = [along[0] - away * normal[0], along[1] - away * normal[1], along[2] - away * normal[2]];
  const length = Math.hypot(...u);
  const unit = scale(u, 1 / length);
  return [unit, cross(normal, unit)];
}
