// All checks, and one run of them.

import type { CaseModel, CheckedStructure } from './case-model.ts';
import { checkBluntEnd } from './check-blunt-end.ts';
import { checkBorder } from './check-border.ts';
import { checkDerived } from './check-derived.ts';
import { checkDoubt } from './check-doubt.ts';
import { checkEmpty } from './check-empty.ts';
import { checkFrame } from './check-frame.ts';
import { checkGap } from './check-gap.ts';
import { checkIslands } from './check-islands.ts';
import { checkName } from './check-name.ts';
import { checkOutside } from './check-outside.ts';
import { checkOverlap } from './check-overlap.ts';
import { checkSide } from './check-side.ts';
import { checkUnseen } from './check-unseen.ts';
import { checkPlace, checkShape } from './check-usual.ts';
import { type DoubtLimits, NO_LIMITS } from './doubt-limits.ts';
import type { Check, CheckScope, DrawnStructure, Finding, Severity } from './finding.ts';
import { isBodyName } from './names.ts';
import type { RangesFile } from './structure-ranges.ts';

export const CHECKS: readonly Check[] = [
  checkFrame,
  checkEmpty,
  checkGap,
  checkSide,
  checkOverlap,
  checkOutside,
  checkIslands,
  checkBorder,
  checkBluntEnd,
  checkShape,
  checkPlace,
  checkDoubt,
  checkName,
  checkDerived,
  checkUnseen,
];

const RANK: Readonly<Record<Severity, number>> = { blocks: 0, warning: 1, note: 2 };

/** Blocks first, then warnings, then notes; by slice, what has none after those that have; then by id. */
export const compareFindings = (a: Finding, b: Finding): number =>
  RANK[a.severity] - RANK[b.severity] ||
  (a.k ?? Number.MAX_SAFE_INTEGER) - (b.k ?? Number.MAX_SAFE_INTEGER) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function scopeOf(model: CaseModel, ranges: RangesFile, limits: DoubtLimits = NO_LIMITS): CheckScope {
  const drawn = model.structures().flatMap((structure): DrawnStructure[] => {
    const facts = model.factsOf(structure.id);
    return facts === null ? [] : [{ structure, facts, isBody: isBodyName(structure.name, structure.interpretedType) }];
  });
  const bodies = drawn.filter(({ isBody }) => isBody);
  return {
    model,
    ranges,
    limits,
    drawn,
    bodyFor: ({ groupId }: CheckedStructure) =>
      bodies.find(({ structure }) => structure.groupId === groupId) ?? bodies[0] ?? null,
  };
}

/** All findings in the order of the list. Figures of planes that did not change since the last run are kept. */
export function runChecks(model: CaseModel, ranges: RangesFile, limits: DoubtLimits = NO_LIMITS): Finding[] {
  const scope = scopeOf(model, ranges, limits);
  return CHECKS.flatMap((check) => check.run(scope)).sort(compareFindings);
}
