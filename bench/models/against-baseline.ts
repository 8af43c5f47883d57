// Whether a model is better than the baseline: differences of Dice on the same cases (paired), with percentile bootstrap
// intervals. Cases differ far more among themselves than two models do on one case, so intervals of the two means alone
// would tell nothing apart.

import { seededNumbers } from '../checks/failures.ts';
import { roundTo } from '../section.ts';
import type { JudgedStructure } from './judge-case.ts';
import { bootstrapMean, type Interval, intervalOf, RESAMPLES } from './summarise.ts';

/** Dice of the model less Dice of the baseline; above 0 the model is better. */
export interface AgainstBaseline {
  /** ID VERSION. */
  readonly baseline: string;
  readonly structures: Readonly<Record<string, Interval | null>>;
  /** Mean over structures; whole cases are drawn, since the structures of one case are not independent. */
  readonly mean: Interval | null;
  /** The same over the structures that the baseline finds in any case: what it never finds is easily gained. */
  readonly meanOfFound: Interval | null;
}

type Differences = ReadonlyMap<string, number>;

function differencesOf(own: readonly JudgedStructure[], baseline: readonly JudgedStructure[]): Differences {
  const before = new Map(baseline.map((one) => [one.case, one.dice]));
  return new Map(
    own.flatMap((one) => {
      const dice = before.get(one.case) ?? null;
      return one.dice === null || dice === null ? [] : [[one.case, one.dice - dice] as const];
    }),
  );
}

/** The structures' means of the drawn cases, averaged; a structure that none of them has is left out of it. */
function meanOverStructures(structures: readonly Differences[], cases: readonly string[]): number {
  const means = structures.flatMap((differences) => {
    const known = cases.flatMap((name) => differences.get(name) ?? []);
    return known.length === 0 ? [] : [known.reduce((a, b) => a + b, 0) / known.length];
  });
  return means.reduce((a, b) => a + b, 0) / Math.max(1, means.length);
}

function bootstrapStructures(structures: readonly Differences[]): Interval | null {
  const cases = [...new Set(structures.flatMap((differences) => [...differences.keys()]))].sort();
  if (cases.length === 0) return null;
  const random = seededNumbers(1);
  const draw = () => cases.map(() => cases[Math.floor(random() * cases.length)] as string);
  const means = Array.from({ length: RESAMPLES }, () => meanOverStructures(structures, draw()));
  return intervalOf(means, meanOverStructures(structures, cases), cases.length);
}

/** @param structures names, in the order in which they are told */
export function compareWithBaseline(
  own: readonly JudgedStructure[],
  baseline: readonly JudgedStructure[],
  structures: readonly string[],
): Omit<AgainstBaseline, 'baseline'> {
  const named = (all: readonly JudgedStructure[], name: string) => all.filter((one) => one.name === name);
  const differences = new Map(
    structures.map((name) => [name, differencesOf(named(own, name), named(baseline, name))] as const),
  );
  const isFound = (name: string) => named(baseline, name).some((one) => one.isContoured && one.isFound);
  return {
    structures: Object.fromEntries([...differences].map(([name, of]) => [name, bootstrapMean([...of.values()])])),
    mean: bootstrapStructures([...differences.values()]),
    meanOfFound: bootstrapStructures([...differences].flatMap(([name, of]) => (isFound(name) ? [of] : []))),
  };
}

/** Worse, or better, by more than chance over cases explains. */
export const isWorse = (difference: Interval | null): boolean => difference !== null && difference.high < 0;
export const isBetter = (difference: Interval | null): boolean => difference !== null && difference.low > 0;

/** +0.012 (-0.003 to +0.027) */
export function sayDifference({ mean, low, high }: Interval): string {
  const signed = (value: number) => `${value < 0 ? '' : '+'}${roundTo(value, 3).toFixed(3)}`;
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}
