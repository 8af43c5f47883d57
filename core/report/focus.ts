// Which slices to show: the planes that cut most structures, and of those where they are cut most fully.

import { type ImageGeometry, planePointLps } from '../geometry/index.ts';
import { boxSize, type Mask } from '../volume/index.ts';
import { type DisplayLattice, PATIENT_AXES, type PatientAxis } from './display-lattice.ts';

/** Voxels of one mask on each slice of each patient axis. */
export type SliceCounts = readonly [Float64Array, Float64Array, Float64Array];

/** Counts the voxels of `mask` by the lattice slice nearest to their centre, on all three axes. */
export function sliceCounts(mask: Mask, geometry: ImageGeometry, lattice: DisplayLattice): SliceCounts {
  const counts = PATIENT_AXES.map((axis) => new Float64Array(lattice.count[axis])) as unknown as SliceCounts;
  const { box, voxels } = mask;
  const [ni, nj, nk] = boxSize(box);
  for (const axis of PATIENT_AXES) {
    const bins = counts[axis];
    const top = bins.length - 1;
    const start = lattice.startLps[axis];
    const step = lattice.stepMm[axis];
    const iStep = ((geometry.direction[axis] as number) * geometry.spacingMm[0]) / step;
    const jStep = ((geometry.direction[3 + axis] as number) * geometry.spacingMm[1]) / step;
    const add = (at: number, n: number) => {
      const bin = Math.max(0, Math.min(top, Math.round(at)));
      bins[bin] = (bins[bin] as number) + n;
    };
    for (let k = 0; k < nk; k++) {
      const corner = (planePointLps(geometry, box.i0, box.j0, box.k0 + k)[axis] - start) / step;
      for (let j = 0; j < nj; j++) {
        const row = (k * nj + j) * ni;
        const rowAt = corner + j * jStep;
        if (iStep === 0) {
          let n = 0;
          for (let i = 0; i < ni; i++) n += voxels[row + i] as number;
          if (n > 0) add(rowAt, n);
        } else {
          for (let i = 0; i < ni; i++) if (voxels[row + i] !== 0) add(rowAt + i * iStep, 1);
        }
      }
    }
  }
  return counts;
}

/** How full a cut is worth a quarter of a structure at most, so that the number of structures decides first. */
const FULLNESS_WEIGHT = 0.25;
/** A cut through less than this share of a structure's largest one hardly shows it. */
const SMALLEST_SHARE = 0.15;

/** Slice of `axis` on which most of the counted structures are cut well; of equals the one in their middle, and the
 * middle of the image where nothing is counted. */
export function bestSlice(structures: readonly SliceCounts[], lattice: DisplayLattice, axis: PatientAxis): number {
  const scores = new Float64Array(lattice.count[axis]);
  for (const counts of structures) {
    const largest = counts[axis].reduce((a, b) => Math.max(a, b), 0);
    counts[axis].forEach((count, slice) => {
      if (count === 0) return;
      const share = count / largest;
      const shown = Math.min(1, share / SMALLEST_SHARE);
      scores[slice] = (scores[slice] as number) + shown * (1 - FULLNESS_WEIGHT) + share * FULLNESS_WEIGHT;
    });
  }
  const best = scores.reduce((a, b) => Math.max(a, b), 0);
  const equals = [...scores.keys()].filter((slice) => (scores[slice] as number) >= best - 1e-9);
  return equals[equals.length >> 1] as number;
}

/** First and last slice of `axis` that any of the structures touches, or null when none has a voxel. */
export function occupiedSlices(structures: readonly SliceCounts[], axis: PatientAxis): [number, number] | null {
  let first = Number.POSITIVE_INFINITY;
  let last = -1;
  for (const counts of structures) {
    counts[axis].forEach((count, slice) => {
      if (count === 0) return;
      first = Math.min(first, slice);
      last = Math.max(last, slice);
    });
  }
  return last < 0 ? null : [first, last];
}
