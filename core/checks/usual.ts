// Each structure against what is usual for its organ; worked out once a run for the checks of shape and of place.

import { organName } from './anatomy.ts';
import type { CheckScope, DrawnStructure } from './finding.ts';
import { bodyAround, type Measures, measure } from './measures.ts';
import {
  type Deviations,
  deviationsOf,
  type LikenessResult,
  type OrganRanges,
  rangesFor,
  scoreLikeness,
} from './structure-ranges.ts';

export interface UsualResult {
  readonly own: DrawnStructure;
  readonly organ: OrganRanges;
  readonly measures: Measures;
  readonly deviations: Deviations;
  readonly likeness: LikenessResult | null;
}

const kept = new WeakMap<CheckScope, readonly UsualResult[]>();

function usualOf(scope: CheckScope, own: DrawnStructure): UsualResult[] {
  const { structure, facts } = own;
  if (structure.derivedFrom !== null) return [];
  const organ = rangesFor(scope.ranges, structure.name);
  if (organ === null) return [];
  const neighbours = scope.drawn
    .filter((other) => other !== own && !other.isBody && other.structure.groupId === structure.groupId)
    .map((other) => ({ name: organName(other.structure.name), facts: other.facts }))
    .filter(({ name }) => scope.ranges.organs[name] !== undefined);
  const body = scope.bodyFor(structure);
  const around = body === null ? null : bodyAround(scope.model, body.structure.id, facts.planes);
  const measures = measure(organName(structure.name), facts, neighbours, around);
  const deviations = deviationsOf(organ, measures);
  const likeness = organ.likeness === null ? null : scoreLikeness(organ.likeness, deviations);
  return [{ own, organ, measures, deviations, likeness }];
}

/** For the structures whose organ is known. */
export function compareWithUsual(scope: CheckScope): readonly UsualResult[] {
  const known = kept.get(scope);
  if (known !== undefined) return known;
  const results = scope.drawn.flatMap((own) => usualOf(scope, own));
  kept.set(scope, results);
  return results;
}
