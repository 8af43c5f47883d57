// The dose-volume histogram of a structure: its slabs are cut into parts smaller than the voxels of the dose, finer where
// the border runs, and every part counts with its volume under the dose in its middle.
//
// Drzymala et al., Dose-volume histograms, Int J Radiat Oncol Biol Phys 21 (1991) 71-78, for what a histogram is; Nelms et
// al., Methods, software and datasets to verify DVH calculations against analytical values: Twenty years late(r), Med Phys
// 42 (2015) 4435-4448, for why parts must be smaller than voxels and how slabs end half-way between planes.

import { cross, type Vec3 } from '../geometry/index.ts';
import { boundsAreaMm2, coveredAreaMm2, coverPlane, pointInCell } from './cover-plane.ts';
import { checkDoseGrid, type DoseGrid, doseIndex, doseRange, sampleAtIndex } from './dose-grid.ts';
import type { StructurePlane } from './structure-planes.ts';

/** Width of a bin, Gy. */
export const BIN_GY = 0.01;

/** How many parts a structure is cut into, about; its border takes more. */
const PARTS = 250_000;
/** Parts inside, and cells looked at, beyond which they are made larger. */
const MOST_PARTS = 5_000_000;
const MOST_CELLS = 5_000_000;
const SMALLEST_PART_MM = 0.05;
/** A part is at most this share of a voxel of the dose. */
const LARGEST_PART_VOXELS = 0.5;
/** Distance of lines by which areas are measured first, mm. */
const AREA_STRIP_MM = 0.25;

/** Volumes in ml (cm³), doses in Gy. */
export interface DoseHistogram {
  /** Volume in bin n: from n * BIN_GY up to (n + 1) * BIN_GY. Of the part inside the dose grid. */
  readonly differentialMl: Float64Array;
  readonly volumeMl: number;
  /** Of `volumeMl`, what lies outside the dose grid: its dose is not known. */
  readonly outsideMl: number;
  /** Of the part inside the dose grid; NaN where there is none. */
  readonly minGy: number;
  readonly maxGy: number;
  readonly meanGy: number;
}

/** Sums up parts. */
class Tally {
  readonly bins: Float64Array;
  /** How many have been looked at, which decides where in the next one. */
  cells = 0;
  parts = 0;
  insideMm3 = 0;
  outsideMm3 = 0;
  sum = 0;
  minGy = Number.POSITIVE_INFINITY;
  maxGy = Number.NEGATIVE_INFINITY;

  constructor(maxGy: number) {
    this.bins = new Float64Array(Math.floor(maxGy / BIN_GY) + 2);
  }

  add(gy: number, mm3: number): void {
    // NaN: outside the grid.
    if (!(gy >= 0)) {
      this.outsideMm3 += mm3;
      return;
    }
    const bin = Math.floor(gy / BIN_GY + 1e-9);
    this.bins[bin] = (this.bins[bin] as number) + mm3;
    this.insideMm3 += mm3;
    this.sum += gy * mm3;
    if (gy < this.minGy) this.minGy = gy;
    if (gy > this.maxGy) this.maxGy = gy;
  }

  finish(): DoseHistogram {
    const has = this.insideMm3 > 0;
    let end = this.bins.length;
    while (end > 1 && this.bins[end - 1] === 0) end--;
    return {
      differentialMl: this.bins.slice(0, end).map((mm3) => mm3 / 1000),
      volumeMl: (this.insideMm3 + this.outsideMm3) / 1000,
      outsideMl: this.outsideMm3 / 1000,
      minGy: has ? this.minGy : Number.NaN,
      maxGy: has ? this.maxGy : Number.NaN,
      meanGy: has ? this.sum / this.insideMm3 : Number.NaN,
    };
  }
}

const thickness = ({ lowMm, highMm }: StructurePlane): number => highMm - lowMm;

/** Side of a part, mm: about `PARTS` of them, none larger than half a voxel of the dose. */
function partSizeMm(planes: readonly StructurePlane[], { geometry }: DoseGrid): number {
  const mm3 = planes.reduce((sum, plane) => sum + coveredAreaMm2(plane.loops, AREA_STRIP_MM) * thickness(plane), 0);
  const largest = LARGEST_PART_VOXELS * Math.min(...geometry.spacingMm);
  const wanted = Math.min(largest, Math.max(SMALLEST_PART_MM, Math.cbrt(mm3 / PARTS)));
  // More say no more, and lines that a wrong file spans over a hundred metres must not take hours.
  const rectangles = planes.reduce((sum, plane) => sum + boundsAreaMm2(plane.loops), 0);
  return Math.max(wanted, Math.cbrt(mm3 / MOST_PARTS), Math.sqrt(rectangles / MOST_CELLS));
}

/** Adds the slab of one plane. */
function addPlane(plane: StructurePlane, dose: DoseGrid, partMm: number, tally: Tally): void {
  const { iOf, jOf, originLps: o, kAt, normal } = doseIndex(dose);
  const { originLps: p, uLps: u, vLps: v, lowMm } = plane;
  const w = cross(u, v);
  const layers = Math.max(1, Math.ceil(thickness(plane) / partMm));
  const layerMm = thickness(plane) / layers;
  const along = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const from: Vec3 = [p[0] - o[0], p[1] - o[1], p[2] - o[2]];
  const [i0, iu, iv, iw] = [along(from, iOf), along(u, iOf), along(v, iOf), along(w, iOf)];
  const [j0, ju, jv, jw] = [along(from, jOf), along(u, jOf), along(v, jOf), along(w, jOf)];
  const [h0, hu, hv, hw] = [along(p, normal), along(u, normal), along(v, normal), along(w, normal)];
  tally.cells = coverPlane(plane.loops, partMm, tally.cells, (uMm, vMm, areaMm2) => {
    const [, , shift] = pointInCell(tally.parts++);
    for (let n = 0; n < layers; n++) {
      const wMm = lowMm + (n + shift) * layerMm;
      const i = i0 + uMm * iu + vMm * iv + wMm * iw;
      const j = j0 + uMm * ju + vMm * jv + wMm * jw;
      const k = kAt(h0 + uMm * hu + vMm * hv + wMm * hw);
      tally.add(sampleAtIndex(dose, i, j, k), areaMm2 * layerMm);
    }
  });
}

/**
 * The histogram of a structure. What lies outside the dose grid counts in `volumeMl` and `outsideMl` and nowhere else.
 * Throws as `checkDoseGrid`.
 */
export function doseHistogram(planes: readonly StructurePlane[], dose: DoseGrid): DoseHistogram {
  checkDoseGrid(dose);
  const tally = new Tally(doseRange(dose).maxGy);
  const drawn = planes.filter(({ loops }) => loops.length > 0);
  const partMm = drawn.length === 0 ? 1 : partSizeMm(drawn, dose);
  for (const plane of drawn) addPlane(plane, dose, partMm, tally);
  return tally.finish();
}

/** Volume at or above the lower edge of every bin, ml; the first is the whole volume inside the dose grid. */
export function cumulativeMl({ differentialMl }: DoseHistogram): Float64Array {
  const cumulative = new Float64Array(differentialMl.length);
  let sum = 0;
  for (let n = differentialMl.length - 1; n >= 0; n--) {
    sum += differentialMl[n] as number;
    cumulative[n] = sum;
  }
  return cumulative;
}

export const insideMl = ({ volumeMl, outsideMl }: DoseHistogram): number => volumeMl - outsideMl;

/** Volume with at least this dose, ml; volume is taken as evenly spread within a bin. */
export function volumeAtDoseMl(histogram: DoseHistogram, gy: number): number {
  const { differentialMl } = histogram;
  if (gy <= histogram.minGy) return insideMl(histogram);
  if (gy > histogram.maxGy) return 0;
  const bin = Math.floor(gy / BIN_GY + 1e-9);
  let sum = 0;
  for (let n = differentialMl.length - 1; n > bin; n--) sum += differentialMl[n] as number;
  const share = Math.min(1, Math.max(0, 1 - (gy / BIN_GY - bin)));
  return sum + share * (differentialMl[bin] ?? 0);
}

/** The dose that the `ml` with the highest dose have at least, Gy; NaN where the structure has less than that. */
export function doseAtVolumeGy(histogram: DoseHistogram, ml: number): number {
  const { differentialMl, minGy, maxGy } = histogram;
  const inside = insideMl(histogram);
  if (!(ml <= inside * (1 + 1e-9)) || inside === 0) return Number.NaN;
  if (ml <= 0) return maxGy;
  let sum = 0;
  for (let n = differentialMl.length - 1; n >= 0; n--) {
    const there = differentialMl[n] as number;
    if (sum + there >= ml) {
      const gy = (n + 1 - (ml - sum) / there) * BIN_GY;
      return Math.min(maxGy, Math.max(minGy, gy));
    }
    sum += there;
  }
  return minGy;
}

/** The same structure as if what lies outside the dose grid had no dose: a lower bound of every dose figure. */
export function withZeroOutside(histogram: DoseHistogram): DoseHistogram {
  const { outsideMl, differentialMl, volumeMl, meanGy } = histogram;
  if (outsideMl === 0) return histogram;
  const bins = differentialMl.slice();
  bins[0] = (bins[0] ?? 0) + outsideMl;
  const inside = insideMl(histogram);
  return {
    differentialMl: bins,
    volumeMl,
    outsideMl: 0,
    minGy: 0,
    maxGy: inside > 0 ? histogram.maxGy : 0,
    meanGy: inside > 0 ? (meanGy * inside) / volumeMl : 0,
  };
}
