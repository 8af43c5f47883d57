// A small case for the tests of the checks: structures as rules on voxels, on an upright stack of a head.

import {
  type CaseModel,
  type CheckedStructure,
  createCaseModel,
  type Finding,
  type RangesFile,
  runChecks,
} from '../../core/checks/index.ts';
import { type ImageGeometry, regularGeometry } from '../../core/geometry/index.ts';
import { slicesWhere } from './edit-stacks.ts';

/** 1 mm voxels, 2 mm slices; x grows to the patient's left, z to the head. */
export const HEAD: ImageGeometry = regularGeometry({
  size: [120, 100, 40],
  spacingMm: [1, 1, 2],
  originLps: [-60, -50, 0],
});

export const NO_RANGES: RangesFile = { schema: 1, alone: 5, organs: {} };

export interface DrawnRule {
  readonly name: string;
  readonly isIn: (i: number, j: number, k: number) => boolean;
  readonly record?: Partial<CheckedStructure>;
}

export const checkedRecord = (name: string, more: Partial<CheckedStructure> = {}): CheckedStructure => ({
  id: name,
  groupId: 'set',
  name,
  interpretedType: '',
  origin: 'auto',
  review: { isReviewed: true, at: null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 1,
  seen: [],
  changedAt: null,
  modelGroupId: null,
  ...more,
});

/** The id of a structure is its name. */
export function caseOf(rules: readonly DrawnRule[], geometry: ImageGeometry = HEAD): CaseModel {
  const model = createCaseModel(geometry);
  model.setStructures(rules.map(({ name, record }) => checkedRecord(name, record)));
  for (const { name, isIn } of rules) {
    const slices = slicesWhere(geometry, isIn);
    model.setPlanes(
      name,
      [...slices].map(([k, bits]) => ({ k, bits, values: null })),
    );
  }
  return model;
}

export const findingsOf = (rules: readonly DrawnRule[], ranges = NO_RANGES): Finding[] =>
  runChecks(caseOf(rules), ranges);

export const ball =
  (ci: number, cj: number, ck: number, radiusMm: number) =>
  (i: number, j: number, k: number): boolean =>
    (i - ci) ** 2 + (j - cj) ** 2 + (2 * (k - ck)) ** 2 <= radiusMm ** 2;
