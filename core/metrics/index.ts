export { computeCentroidLps } from './centroid.ts';
export { compareMasks, type MaskComparison, UNDEFINED_REASONS, type UndefinedReason } from './compare-masks.ts';
export { computeDice, computeVolumeMl } from './overlap.ts';
