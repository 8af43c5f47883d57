export { compareMasks, type MaskComparison, UNDEFINED_REASONS, type UndefinedReason } from './compare-masks.ts';
