// From every surface element of one mask the distance to the nearest element of the other, both ways, and the figures
// that follow from them, weighted by area. Definitions: Nikolov et al. 2018 (arXiv:1809.04430) as in DeepMind's
// surface-distance: elements sit on the voxel corners, distances run between such corners.

import { type Box3, type Mask, shrinkMask } from '../volume/index.ts';
import { computeNearestDistances } from './nearest-distances.ts';
import { computeSurfaceElementAreas } from './surface-element-areas.ts';
import { findSurfaceElements, type SurfaceElements } from './surface-elements.ts';

/** One surface seen from the other: entry n of both arrays is one surface element. Never empty. */
export interface OneWayDistances {
  readonly distancesMm: Float64Array;
  readonly areasMm2: Float64Array;
}

export interface SurfaceDistances {
  readonly referenceToTest: OneWayDistances;
  readonly testToReference: OneWayDistances;
}

/** A distance may exceed a tolerance by this and still count as within it: one nanometre, above the noise of spacings
 * that come from float32 headers and far below anything measurable. */
const TOLERANCE_SLACK_MM = 1e-6;

/** Relative rounding of a sum of areas. */
const AREA_SUM_ROUNDING = 1e-12;

const unionBox = (a: Box3, b: Box3): Box3 => ({
  i0: Math.min(a.i0, b.i0),
  i1: Math.max(a.i1, b.i1),
  j0: Math.min(a.j0, b.j0),
  j1: Math.max(a.j1, b.j1),
  k0: Math.min(a.k0, b.k0),
  k1: Math.max(a.k1, b.k1),
});

function areasOf({ codes }: SurfaceElements, areaByCode: Float64Array): Float64Array {
  const areas = new Float64Array(codes.length);
  for (let n = 0; n < codes.length; n++) areas[n] = areaByCode[codes[n] as number] as number;
  return areas;
}

/** Both masks must hold at least one voxel and lie on one straight, evenly spaced grid. */
export function computeSurfaceDistances(
  reference: Mask,
  test: Mask,
  spacingMm: readonly [number, number, number],
): SurfaceDistances {
  const [a, b] = [shrinkMask(reference), shrinkMask(test)];
  const box = unionBox(a.box, b.box);
  const areaByCode = computeSurfaceElementAreas(spacingMm);
  const [inA, inB] = [findSurfaceElements(a, box), findSurfaceElements(b, box)];
  const oneWay = (from: SurfaceElements, to: SurfaceElements): OneWayDistances => ({
    distancesMm: computeNearestDistances(from.cells, { size: to.latticeSize, points: to.cells }, spacingMm),
    areasMm2: areasOf(from, areaByCode),
  });
  return { referenceToTest: oneWay(inA, inB), testToReference: oneWay(inB, inA) };
}

/** Area of the whole surface, mm2. */
export function surfaceAreaMm2({ areasMm2 }: OneWayDistances): number {
  let area = 0;
  for (let n = 0; n < areasMm2.length; n++) area += areasMm2[n] as number;
  return area;
}

/** Mean distance in mm, each element weighted by its area. */
export function averageDistanceMm({ distancesMm, areasMm2 }: OneWayDistances): number {
  let weighted = 0;
  let total = 0;
  for (let n = 0; n < distancesMm.length; n++) {
    weighted += (distancesMm[n] as number) * (areasMm2[n] as number);
    total += areasMm2[n] as number;
  }
  return weighted / total;
}

/** Largest distance in mm. */
export function largestDistanceMm({ distancesMm }: OneWayDistances): number {
  let largest = 0;
  for (let n = 0; n < distancesMm.length; n++) largest = Math.max(largest, distancesMm[n] as number);
  return largest;
}

/** Area in mm2 of the elements that are within `toleranceMm` of the other surface. */
export function areaWithinMm2({ distancesMm, areasMm2 }: OneWayDistances, toleranceMm: number): number {
  const limit = toleranceMm + TOLERANCE_SLACK_MM;
  let area = 0;
  for (let n = 0; n < distancesMm.length; n++) if ((distancesMm[n] as number) <= limit) area += areasMm2[n] as number;
  return area;
}

const PERCENTILE_BINS = 2048;

/** The smallest distance in mm that at least `share` (0 to 1) of the area does not exceed. */
export function percentileDistanceMm(oneWay: OneWayDistances, share: number): number {
  const { distancesMm, areasMm2 } = oneWay;
  const largest = largestDistanceMm(oneWay);
  const wanted = share * surfaceAreaMm2(oneWay) * (1 - AREA_SUM_ROUNDING);
  const binOf = (distance: number): number => Math.floor((distance / largest) * (PERCENTILE_BINS - 1));
  if (largest === 0) return 0;
  // Only the bin that holds the answer is sorted: sorting everything costs more than all the distances.
  const areaByBin = new Float64Array(PERCENTILE_BINS);
  for (let n = 0; n < distancesMm.length; n++) {
    const bin = binOf(distancesMm[n] as number);
    areaByBin[bin] = (areaByBin[bin] as number) + (areasMm2[n] as number);
  }
  let bin = 0;
  let below = 0;
  while (bin < PERCENTILE_BINS - 1 && below + (areaByBin[bin] as number) < wanted) below += areaByBin[bin++] as number;
  const inBin: number[] = [];
  for (let n = 0; n < distancesMm.length; n++) if (binOf(distancesMm[n] as number) === bin) inBin.push(n);
  inBin.sort((p, q) => (distancesMm[p] as number) - (distancesMm[q] as number));
  for (const n of inBin) {
    below += areasMm2[n] as number;
    if (below >= wanted) return distancesMm[n] as number;
  }
  return largest;
}
