// Every figure that compares two masks of one structure on one grid. A figure that has no value is null and its reason
// stands under `undefined`, so that nothing like NaN or infinity reaches a report.

import { AppError } from '../error/index.ts';
import { hasRegularSteps, type ImageGeometry, isStraight } from '../geometry/index.ts';
import { type Mask, shrinkMask } from '../volume/index.ts';
import { measureOverlap, relativeThickness } from './overlap.ts';
import {
  areaWithinMm2,
  averageDistanceMm,
  computeSurfaceDistances,
  largestDistanceMm,
  percentileDistanceMm,
  type SurfaceDistances,
  surfaceAreaMm2,
} from './surface-distances.ts';

export const UNDEFINED_REASONS = [
  'both-empty',
  'reference-empty',
  'test-empty',
  'slices-unevenly-spaced',
  'slices-tilted',
] as const;

export type UndefinedReason = (typeof UNDEFINED_REASONS)[number];

export interface MaskComparison {
  readonly dice: number | null;
  readonly jaccard: number | null;
  /** Share of the reference that the test covers. */
  readonly sensitivity: number | null;
  /** Share of the test that lies in the reference. */
  readonly precision: number | null;
  /** Harmonic mean of sensitivity and precision: for masks the same number as Dice. */
  readonly f1: number | null;
  readonly volumeMl: { readonly reference: number; readonly test: number };
  readonly hausdorffMm: number | null;
  /** The larger of the two 95th percentiles by area. */
  readonly hausdorff95Mm: number | null;
  readonly averageSurfaceDistanceMm: {
    readonly referenceToTest: number | null;
    readonly testToReference: number | null;
  };
  /** By tolerance in mm, written as a number: "1", "2.5". */
  readonly surfaceDice: Readonly<Record<string, number | null>>;
  /** Reason for each figure that is null; nested figures as `averageSurfaceDistanceMm.referenceToTest`. */
  readonly undefined: Readonly<Record<string, UndefinedReason>>;
}

const emptyReason = (isReferenceEmpty: boolean, isTestEmpty: boolean): UndefinedReason | null => {
  if (isReferenceEmpty) return isTestEmpty ? 'both-empty' : 'reference-empty';
  return isTestEmpty ? 'test-empty' : null;
};

const shapeReason = (geometry: ImageGeometry): UndefinedReason | null => {
  if (!isStraight(geometry)) return 'slices-tilted';
  return hasRegularSteps(geometry) ? null : 'slices-unevenly-spaced';
};

function requireComparable(
  reference: Mask,
  test: Mask,
  geometry: ImageGeometry,
  tolerancesMm: readonly number[],
): void {
  if ([reference, test].some((mask) => mask.size.some((n, axis) => n !== geometry.size[axis]))) {
    throw new AppError(
      'invalid-input',
      'COMPARE_GRID',
      `Masks of ${reference.size.join(' x ')} and ${test.size.join(' x ')} voxels cannot be compared on a grid of ${geometry.size.join(' x ')}.`,
    );
  }
  if (!tolerancesMm.every((t) => Number.isFinite(t) && t >= 0)) {
    throw new AppError('invalid-input', 'COMPARE_TOLERANCE', 'A tolerance must be a number of millimetres, 0 or more.');
  }
}

/**
 * Compares two masks of one structure. Overlap counts voxels (a slice of an uneven stack counts by its thickness);
 * surface figures follow DeepMind's surface-distance (Nikolov et al. 2018), with the distances of a tilted or uneven
 * stack undefined. Both empty: every figure but the volumes is undefined. One empty: overlap and surface Dice are 0, and
 * undefined are the distances and the share of the empty mask.
 * Throws `invalid-input` when a mask is not on the grid or a tolerance is negative or not a number.
 */
export function compareMasks(
  reference: Mask,
  test: Mask,
  geometry: ImageGeometry,
  options: { readonly tolerancesMm: readonly number[] },
): MaskComparison {
  requireComparable(reference, test, geometry, options.tolerancesMm);
  const [a, b] = [shrinkMask(reference), shrinkMask(test)];
  const size = measureOverlap(a, b, relativeThickness(geometry));
  const empty = emptyReason(size.reference === 0, size.test === 0);
  const noDistance = empty ?? shapeReason(geometry);
  const reasons: Record<string, UndefinedReason> = {};
  const ratio = (figure: string, part: number, whole: number): number | null => {
    if (whole > 0) return part / whole;
    reasons[figure] = empty as UndefinedReason;
    return null;
  };
  const distances = noDistance === null ? computeSurfaceDistances(a, b, geometry.spacingMm) : null;
  const surface = (figure: string, compute: (d: SurfaceDistances) => number): number | null => {
    if (distances !== null) return compute(distances);
    reasons[figure] = noDistance as UndefinedReason;
    return null;
  };
  const isOneEmpty = empty !== null && empty !== 'both-empty';
  const surfaceDiceAt = (toleranceMm: number): number | null =>
    isOneEmpty ? 0 : surface(`surfaceDice.${toleranceMm}`, (d) => surfaceDice(d, toleranceMm));
  const voxelMl = (geometry.spacingMm[0] * geometry.spacingMm[1] * geometry.spacingMm[2]) / 1000;
  return {
    dice: ratio('dice', 2 * size.both, size.reference + size.test),
    jaccard: ratio('jaccard', size.both, size.reference + size.test - size.both),
    sensitivity: ratio('sensitivity', size.both, size.reference),
    precision: ratio('precision', size.both, size.test),
    f1: ratio('f1', 2 * size.both, size.reference + size.test),
    volumeMl: { reference: size.reference * voxelMl, test: size.test * voxelMl },
    hausdorffMm: surface('hausdorffMm', (d) =>
      Math.max(largestDistanceMm(d.referenceToTest), largestDistanceMm(d.testToReference)),
    ),
    hausdorff95Mm: surface('hausdorff95Mm', (d) =>
      Math.max(percentileDistanceMm(d.referenceToTest, 0.95), percentileDistanceMm(d.testToReference, 0.95)),
    ),
    averageSurfaceDistanceMm: {
      referenceToTest: surface('averageSurfaceDistanceMm.referenceToTest', (d) => averageDistanceMm(d.referenceToTest)),
      testToReference: surface('averageSurfaceDistanceMm.testToReference', (d) => averageDistanceMm(d.testToReference)),
    },
    surfaceDice: Object.fromEntries(options.tolerancesMm.map((mm) => [String(mm), surfaceDiceAt(mm)])),
    undefined: reasons,
  };
}

/** Share of both surfaces that lies within the tolerance of the other one. */
const surfaceDice = ({ referenceToTest, testToReference }: SurfaceDistances, toleranceMm: number): number =>
  (areaWithinMm2(referenceToTest, toleranceMm) + areaWithinMm2(testToReference, toleranceMm)) /
  (surfaceAreaMm2(referenceToTest) + surfaceAreaMm2(testToReference));
