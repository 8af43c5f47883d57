// How evenly and how tightly a target is covered.

import { dot, type ImageGeometry, iDirection, jDirection, norm, planeHeightsMm } from '../geometry/index.ts';
import { type DoseGrid, doseRange } from './dose-grid.ts';
import { type DoseHistogram, doseAtVolumeGy, insideMl, volumeAtDoseMl } from './histogram.ts';

/** A cell of the dose that an isodose cuts is divided into this many parts along every axis. */
const CELL_PARTS = 8;

export interface TargetIndices {
  /** (D2% - D98%) / D50%; 0 is even. ICRU Report 83 (2010), section 3.7.1. */
  readonly homogeneity: number | null;
  /** TV_PIV² / (TV * PIV); 1 is perfect. Paddick, J Neurosurg 93 Suppl 3 (2000) 219-222. */
  readonly conformityPaddick: number | null;
  /** PIV / TV. Shaw et al. (RTOG), Int J Radiat Oncol Biol Phys 27 (1993) 1231-1239. */
  readonly conformityRtog: number | null;
  /** TV_PIV / TV, %. */
  readonly coveragePercent: number | null;
  /** Volume of the whole dose grid with at least the prescription, ml. */
  readonly isodoseMl: number | null;
}

/** Area of a cell between voxel centres, mm²; rows and columns need not be at an exact right angle. */
function cellAreaMm2(g: ImageGeometry): number {
  const [i, j] = [iDirection(g), jDirection(g)];
  const cosine = dot(i, j);
  return g.spacingMm[0] * g.spacingMm[1] * norm(i) * norm(j) * Math.sqrt(1 - cosine * cosine);
}

/** Share of the unit cell in which the trilinear dose of its eight corners is at least `gy`. */
function shareAbove(corners: Float64Array, gy: number): number {
  let count = 0;
  for (let c = 0; c < CELL_PARTS; c++) {
    const z = (c + 0.5) / CELL_PARTS;
    for (let b = 0; b < CELL_PARTS; b++) {
      const y = (b + 0.5) / CELL_PARTS;
      const mix = (n: number) =>
        ((corners[n] as number) * (1 - y) + (corners[n + 2] as number) * y) * (1 - z) +
        ((corners[n + 4] as number) * (1 - y) + (corners[n + 6] as number) * y) * z;
      const [low, high] = [mix(0), mix(1)];
      // Along a row the dose is a straight line: the part above is exact.
      if (low >= gy && high >= gy) count += 1;
      else if (low >= gy || high >= gy) {
        const crossing = (gy - low) / (high - low);
        count += high >= gy ? 1 - crossing : crossing;
      }
    }
  }
  return count / (CELL_PARTS * CELL_PARTS);
}

/** Volume with at least `gy` inside the outermost voxel centres of the dose, ml, sub-voxel. */
export function isodoseVolumeMl(dose: DoseGrid, gy: number): number {
  const { geometry, gy: values } = dose;
  const [ni, nj, nk] = geometry.size;
  if (gy > doseRange(dose).maxGy) return 0;
  const heights = planeHeightsMm(geometry);
  const area = cellAreaMm2(geometry);
  const corners = new Float64Array(8);
  let mm3 = 0;
  for (let k = 0; k + 1 < nk; k++) {
    let cells = 0;
    for (let j = 0; j + 1 < nj; j++) {
      let at = (k * nj + j) * ni;
      for (let i = 0; i + 1 < ni; i++, at++) {
        let above = 0;
        for (let n = 0; n < 8; n++) {
          const corner = values[at + (n & 1) + ((n >> 1) & 1) * ni + (n >> 2) * ni * nj] as number;
          corners[n] = corner;
          if (corner >= gy) above++;
        }
        if (above === 8) cells += 1;
        else if (above > 0) cells += shareAbove(corners, gy);
      }
    }
    mm3 += cells * area * ((heights[k + 1] as number) - (heights[k] as number));
  }
  return mm3 / 1000;
}

/** Indices of a target; those that cannot be told are null: of a target that is empty or not wholly inside the dose grid. */
export function targetIndices(histogram: DoseHistogram, dose: DoseGrid, prescriptionGy: number): TargetIndices {
  const volume = histogram.volumeMl;
  const isodoseMl = isodoseVolumeMl(dose, prescriptionGy);
  if (volume === 0 || histogram.outsideMl > 0) {
    return { homogeneity: null, conformityPaddick: null, conformityRtog: null, coveragePercent: null, isodoseMl };
  }
  const covered = volumeAtDoseMl(histogram, prescriptionGy);
  const at = (percent: number) => doseAtVolumeGy(histogram, (percent / 100) * insideMl(histogram));
  const middle = at(50);
  return {
    homogeneity: middle > 0 ? (at(2) - at(98)) / middle : null,
    conformityPaddick: isodoseMl > 0 ? (covered * covered) / (volume * isodoseMl) : null,
    conformityRtog: isodoseMl / volume,
    coveragePercent: (100 * covered) / volume,
    isodoseMl,
  };
}
