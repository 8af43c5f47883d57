// Where the surface of a mask crosses the edges between voxel centres, by the probability that the mask was made from.

import { type ImageGeometry, isSameGrid } from '../geometry/index.ts';
import type { ImageVolume } from '../volume/index.ts';
import type { PaddedMask } from './padded-mask.ts';
import type { KnownCrossing } from './shape-based-cuts.ts';

/** Networks are as good as certain a voxel or two beside the surface: nearer to 0 or 1 than this they no longer tell how
 * far away it is. */
const LEAST = 1e-4;

/** Log of the odds: it grows about evenly with the distance from the surface, where probabilities level off. */
function logOdds(probability: number): number {
  const p = Math.max(LEAST, Math.min(1 - LEAST, probability));
  return Math.log(p / (1 - p));
}

const isCertain = (probability: number): boolean => probability <= LEAST || probability >= 1 - LEAST;

/** Crossings where the log of the odds is 0 between two voxels. Not known where the mask says otherwise than the
 * probability (it was edited), where both ends are certain, beyond the image, and anywhere when the grids differ. */
export function crossingsOfProbability(
  { voxels, width, height, firstVoxel }: PaddedMask,
  geometry: ImageGeometry,
  probability: ImageVolume<Float32Array>,
): KnownCrossing | undefined {
  if (!isSameGrid(probability.geometry, geometry)) return undefined;
  const [ni, nj, nk] = geometry.size;
  const at = (voxel: number): number => {
    const i = (voxel % width) + firstVoxel[0];
    const j = (Math.floor(voxel / width) % height) + firstVoxel[1];
    const k = Math.floor(voxel / (width * height)) + firstVoxel[2];
    if (i < 0 || j < 0 || k < 0 || i >= ni || j >= nj || k >= nk) return Number.NaN;
    return probability.voxels[(k * nj + j) * ni + i] as number;
  };
  return (low, high) => {
    const [atLow, atHigh] = [at(low), at(high)];
    const isAsMasked = voxels[low] === 1 ? atLow >= 0.5 && atHigh <= 0.5 : atLow <= 0.5 && atHigh >= 0.5;
    if (!isAsMasked || atLow === atHigh || (isCertain(atLow) && isCertain(atHigh))) return Number.NaN;
    const [lowOdds, highOdds] = [logOdds(atLow), logOdds(atHigh)];
    return lowOdds / (lowOdds - highOdds);
  };
}
