// How much of two masks is shared, and how large one is, counted in voxels.

import { hasRegularSteps, type ImageGeometry, planeStepsMm, voxelVolumeMm3 } from '../geometry/index.ts';
import { boxSize, countVoxels, type Mask } from '../volume/index.ts';

export interface Overlap {
  readonly reference: number;
  readonly test: number;
  readonly both: number;
}

/** Thickness of each slice relative to spacing k: half way to each neighbour; 1 throughout an even stack. */
export function relativeThickness(geometry: ImageGeometry): Float64Array {
  const planes = geometry.size[2];
  const thickness = new Float64Array(planes).fill(1);
  if (hasRegularSteps(geometry)) return thickness;
  const steps = planeStepsMm(geometry);
  for (let k = 0; k < planes; k++) {
    const before = steps[k - 1] ?? steps[k] ?? geometry.spacingMm[2];
    const after = steps[k] ?? before;
    thickness[k] = (before + after) / 2 / geometry.spacingMm[2];
  }
  return thickness;
}

/** Voxels of median thickness (a whole number on an even stack). */
function sizeOf({ box, voxels }: Mask, thickness: Float64Array): number {
  const plane = (box.i1 - box.i0) * (box.j1 - box.j0);
  let total = 0;
  for (let k = box.k0; k < box.k1; k++) {
    let inPlane = 0;
    const start = (k - box.k0) * plane;
    for (let at = start; at < start + plane; at++) inPlane += voxels[at] as number;
    total += inPlane * (thickness[k] as number);
  }
  return total;
}

/** Sizes in voxels of median thickness (whole numbers on an even stack). */
export function measureOverlap(a: Mask, b: Mask, thickness: Float64Array): Overlap {
  const [ai, aj] = boxSize(a.box);
  const [bi, bj] = boxSize(b.box);
  const i0 = Math.max(a.box.i0, b.box.i0);
  const width = Math.min(a.box.i1, b.box.i1) - i0;
  let both = 0;
  for (let k = Math.max(a.box.k0, b.box.k0); k < Math.min(a.box.k1, b.box.k1); k++) {
    let inPlane = 0;
    for (let j = Math.max(a.box.j0, b.box.j0); j < Math.min(a.box.j1, b.box.j1); j++) {
      const inA = ((k - a.box.k0) * aj + (j - a.box.j0)) * ai + (i0 - a.box.i0);
      const inB = ((k - b.box.k0) * bj + (j - b.box.j0)) * bi + (i0 - b.box.i0);
      for (let i = 0; i < width; i++) inPlane += (a.voxels[inA + i] as number) & (b.voxels[inB + i] as number);
    }
    both += inPlane * (thickness[k] as number);
  }
  return { reference: sizeOf(a, thickness), test: sizeOf(b, thickness), both };
}

/** Volume of the voxels, ml; on an uneven stack each slice counts by its own thickness. */
export function computeVolumeMl(mask: Mask, geometry: ImageGeometry): number {
  const voxels = hasRegularSteps(geometry) ? countVoxels(mask) : sizeOf(mask, relativeThickness(geometry));
  return (voxels * voxelVolumeMm3(geometry)) / 1000;
}

/** 2 |A and B| / (|A| + |B|); null when both are empty. Both on the grid of `geometry`. */
export function computeDice(a: Mask, b: Mask, geometry: ImageGeometry): number | null {
  const { reference, test, both } = measureOverlap(a, b, relativeThickness(geometry));
  return reference + test === 0 ? null : (2 * both) / (reference + test);
}
