// Shape and place against those of many patients: a measure that is far off alone, else all of them together.

import { type Check, type CheckScope, type Finding, finding, middleOn, middlePlane } from './finding.ts';
import { comparison, familyOf, type MeasureFamily, wordsOf } from './measure-words.ts';
import { compareWithUsual, type UsualResult } from './usual.ts';

interface Said {
  readonly family: MeasureFamily;
  /** Without '@'. */
  readonly measure: string;
  readonly deviation: number;
  readonly isRelation: boolean;
}

/** The measure that is furthest off, where one alone is enough. */
function farthest({ deviations }: UsualResult, alone: number): Said | null {
  let most: Said | null = null;
  const look = (values: Readonly<Record<string, number>>, isRelation: boolean) => {
    for (const [measure, deviation] of Object.entries(values)) {
      if (Math.abs(deviation) <= alone || Math.abs(deviation) <= Math.abs(most?.deviation ?? 0)) continue;
      most = { family: familyOf(`${measure}+`), measure, deviation, isRelation };
    }
  };
  look(deviations.own, false);
  look(deviations.relations, true);
  return most;
}

/** What says most for a contour that is unlike others in all measures together. */
function mainReason({ likeness, organ, deviations }: UsualResult): Said | null {
  const [first] = likeness?.reasons ?? [];
  if (first === undefined || likeness === null || organ.likeness === null) return null;
  if (likeness.score <= organ.likeness.threshold) return null;
  const isRelation = first.feature.includes('@');
  const measure = first.feature.replace(/@?[+-]$/, '');
  const deviation = (isRelation ? deviations.relations : deviations.own)[measure] ?? 0;
  return { family: familyOf(first.feature), measure, deviation, isRelation };
}

function textOf(result: UsualResult, { measure, isRelation }: Said): string {
  const value = result.measures[measure];
  const range = result.organ.measures[measure];
  if (isRelation || value === undefined || range === undefined) return 'Measured against the structures around it.';
  return comparison(measure, value, range);
}

function usualFindings(scope: CheckScope, family: MeasureFamily): Finding[] {
  return compareWithUsual(scope).flatMap((result) => {
    const { structure, facts } = result.own;
    const said = farthest(result, scope.ranges.alone) ?? mainReason(result);
    if (said === null || said.family !== family) return [];
    const k = middlePlane(facts);
    return [
      finding(family, structure.id, null, {
        severity: 'warning',
        title: `${structure.name} ${wordsOf(said.measure, said.deviation)}`,
        text: textOf(result, said),
        k,
        ijk: middleOn(scope.model, structure.id, k),
      }),
    ];
  });
}

const FORMULA =
  'Distance from the median over many patients in units of half their middle 90 %, of each measure alone and of all together (logistic score).';

export const checkShape: Check = {
  id: 'shape',
  title: 'Sizes and shapes are usual',
  formula: `Volume, extent, area by slice, elongation, surface, image values inside. ${FORMULA}`,
  run: (scope) => usualFindings(scope, 'shape'),
};

export const checkPlace: Check = {
  id: 'place',
  title: 'Places are usual',
  formula: `Centroid and ends in the body and to the other structures of the set. ${FORMULA}`,
  run: (scope) => usualFindings(scope, 'place'),
};
