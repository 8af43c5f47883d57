// Doses added up, because somebody asked for it. Doses on other grids are interpolated onto the finest, and their sum is
// known only where every one of them is.

import { AppError } from '../error/index.ts';
import {
  add,
  dot,
  type ImageGeometry,
  iDirection,
  isSameGrid,
  jDirection,
  planeOrigin,
  planePointLps,
  SAME_GRID_TOLERANCE_VOXELS,
  scale,
  subtract,
  voxelVolumeMm3,
} from '../geometry/index.ts';
import { checkDoseGrid, type DoseGrid, doseIndex, sampleAtIndex } from './dose-grid.ts';
import { cropDose, knownBox } from './known-box.ts';

export interface DoseSum {
  readonly grid: DoseGrid;
  /** null: all lay on one grid, and were added voxel by voxel. */
  readonly resampled: {
    /** Which of the doses gave the grid. */
    readonly onto: number;
    /** The highest dose that any of them has where the sum is not known, Gy; 0 where none has any. */
    readonly beyondGy: number;
  } | null;
}

/** Grids that are one but for rounded positions end together: an index this far outside counts as on the edge. */
const snap = (index: number, last: number): number => {
  if (index < 0 && index >= -SAME_GRID_TOLERANCE_VOXELS) return 0;
  return index > last && index <= last + SAME_GRID_TOLERANCE_VOXELS ? last : index;
};

/** Adds a dose at every voxel centre of a grid; NaN where it is not known. */
function addSampled(sum: Float64Array, onto: ImageGeometry, dose: DoseGrid): void {
  const { iOf, jOf, originLps, kAt, normal } = doseIndex(dose);
  const [lastI, lastJ, lastK] = dose.geometry.size.map((n) => n - 1) as [number, number, number];
  const iStep = scale(iDirection(onto), onto.spacingMm[0]);
  const jStep = scale(jDirection(onto), onto.spacingMm[1]);
  const [ii, ji, hi] = [dot(iStep, iOf), dot(iStep, jOf), dot(iStep, normal)];
  const [ni, nj, nk] = onto.size;
  let at = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const row = add(planeOrigin(onto, k), scale(jStep, j));
      const from = subtract(row, originLps);
      const [i0, j0, h0] = [dot(from, iOf), dot(from, jOf), dot(row, normal)];
      for (let i = 0; i < ni; i++, at++) {
        const gy = sampleAtIndex(
          dose,
          snap(i0 + i * ii, lastI),
          snap(j0 + i * ji, lastJ),
          snap(kAt(h0 + i * hi), lastK),
        );
        sum[at] = (sum[at] as number) + gy;
      }
    }
  }
}

/** The highest dose at a voxel centre that lies outside a grid, Gy. */
function highestBeyond({ geometry, gy }: DoseGrid, grid: DoseGrid): number {
  const { iOf, jOf, originLps, kAt, normal } = doseIndex(grid);
  const [ni, nj, nk] = geometry.size;
  const isWithin = (index: number, axis: 0 | 1 | 2) =>
    index >= -SAME_GRID_TOLERANCE_VOXELS && index <= grid.geometry.size[axis] - 1 + SAME_GRID_TOLERANCE_VOXELS;
  let highest = 0;
  for (let at = 0; at < gy.length; at++) {
    const here = gy[at] as number;
    if (!(here > highest)) continue;
    const place = planePointLps(geometry, at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj)) % nk);
    const from = subtract(place, originLps);
    const isKnown = isWithin(dot(from, iOf), 0) && isWithin(dot(from, jOf), 1) && isWithin(kAt(dot(place, normal)), 2);
    if (!isKnown) highest = here;
  }
  return highest;
}

function checkPlaces(doses: readonly DoseGrid[]): void {
  if (doses.some(({ geometry }) => geometry.frameOfReferenceUid === null)) {
    throw new AppError(
      'safety',
      'DOSE_GRIDS_DIFFER',
      'The doses to be added lie on different grids and name no frame of reference, so nothing says how these lie to each other. Export them on one grid, or their sum.',
    );
  }
  doses.forEach(checkDoseGrid);
}

function sumResampled(doses: readonly DoseGrid[]): DoseSum {
  checkPlaces(doses);
  const volumes = doses.map(({ geometry }) => voxelVolumeMm3(geometry));
  const smallest = Math.min(...volumes);
  const onto = volumes.findIndex((mm3) => mm3 <= smallest * (1 + 1e-9));
  const finest = doses[onto] as DoseGrid;
  const sum = Float64Array.from(finest.gy);
  for (const dose of doses) if (dose !== finest) addSampled(sum, finest.geometry, dose);
  const whole = { geometry: finest.geometry, gy: Float32Array.from(sum) };
  const box = knownBox(whole);
  if (box === null) {
    throw new AppError(
      'invalid-input',
      'DOSE_GRIDS_APART',
      'There is no region where all the doses to be added are known: their grids lie beside each other. Export them on one grid, or their sum.',
    );
  }
  const grid = cropDose(whole, box);
  return { grid, resampled: { onto, beyondGy: Math.max(...doses.map((dose) => highestBeyond(dose, grid))) } };
}

/**
 * The sum of doses in one frame of reference. On one grid they are added voxel by voxel. Otherwise the sum is on the grid
 * with the smallest voxels (the first of equals), the others trilinear at its voxel centres, cut to the box in which every
 * dose is known: what lies outside one of them is not 0 there. Throws `safety` DOSE_GRIDS_DIFFER where other grids name no
 * frame of reference, `invalid-input` DOSE_GRIDS_APART where nothing is common, and as `checkDoseGrid`.
 */
export function sumDoses(doses: readonly DoseGrid[]): DoseSum {
  const [first, ...others] = doses as [DoseGrid, ...DoseGrid[]];
  if (!others.every(({ geometry }) => isSameGrid(first.geometry, geometry))) return sumResampled(doses);
  const sum = Float64Array.from(first.gy);
  for (const { gy } of others) {
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + (gy[at] as number);
  }
  return { grid: { geometry: first.geometry, gy: Float32Array.from(sum) }, resampled: null };
}
