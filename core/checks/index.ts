export * from './case-model.ts';
export { doubtOf } from './doubt.ts';
export { type DoubtLimits, limitFor, NO_LIMITS } from './doubt-limits.ts';
export { CHECK_IDS, type Check, type CheckId, type Finding, type FindingAct, type Severity } from './finding.ts';
export { type BodyBox, bodyAround, type Measures, measure, type Neighbour } from './measures.ts';
export { isBodyName, isTg263, laterality, type Side, suggestTg263 } from './names.ts';
export { type PlaneFacts, planeFactsOf } from './plane-facts.ts';
export { type PlaneValues, planeValuesOf } from './plane-values.ts';
export { CHECKS, compareFindings, runChecks, scopeOf } from './registry.ts';
export type { StructureFacts, StructurePart } from './structure-facts.ts';
export {
  deviation,
  deviationsOf,
  likenessFeatures,
  type MeasureRange,
  type OrganRanges,
  type RangesFile,
  rangesFor,
  scoreLikeness,
} from './structure-ranges.ts';
