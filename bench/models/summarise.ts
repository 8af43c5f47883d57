// Figures of a model over all cases, with percentile bootstrap intervals (Efron 1979).

import { seededNumbers } from '../checks/failures.ts';
import { roundTo } from '../section.ts';
import type { JudgedStructure } from './judge-case.ts';

export const RESAMPLES = 2000;
const DIGITS = 4;
const round = (value: number): number => roundTo(value, DIGITS);

export interface Interval {
  readonly mean: number;
  /** 95 % interval of the mean over cases. */
  readonly low: number;
  readonly high: number;
  readonly cases: number;
}

/** @param means of resamples, in any order */
export function intervalOf(means: readonly number[], mean: number, cases: number): Interval {
  const sorted = [...means].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(share * sorted.length)] as number);
  return { mean: round(mean), low: at(0.025), high: at(0.975), cases };
}

/** null without values. The same values give the same interval. */
export function bootstrapMean(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n === 0) return null;
  const random = seededNumbers(1);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < n; draw++) sum += values[Math.floor(random() * n)] as number;
    return sum / n;
  });
  return intervalOf(means, values.reduce((a, b) => a + b, 0) / n, n);
}

export interface StructureFigures {
  readonly dice: Interval | null;
  readonly hausdorff95Mm: Interval | null;
  readonly surfaceDice: Interval | null;
  readonly missedShare: Interval | null;
  readonly spuriousShare: Interval | null;
  /** Cases in which it was contoured and the model found nothing of it. */
  readonly notFound: number;
  /** Cases in which the model found it and nobody had contoured it, of those in which nobody had. It may be there. */
  readonly foundUncontoured: number;
  readonly uncontoured: number;
  readonly swapped: number;
}

export function summariseStructure(judged: readonly JudgedStructure[]): StructureFigures {
  const contoured = judged.filter(({ isContoured }) => isContoured);
  const uncontoured = judged.filter(({ isContoured }) => !isContoured);
  const figure = (name: 'dice' | 'hausdorff95Mm' | 'surfaceDice' | 'missedShare' | 'spuriousShare') =>
    bootstrapMean(contoured.map((one) => one[name]).filter((value) => value !== null));
  return {
    dice: figure('dice'),
    hausdorff95Mm: figure('hausdorff95Mm'),
    surfaceDice: figure('surfaceDice'),
    missedShare: figure('missedShare'),
    spuriousShare: figure('spuriousShare'),
    notFound: contoured.filter(({ isFound }) => !isFound).length,
    foundUncontoured: uncontoured.filter(({ isFound }) => isFound).length,
    uncontoured: uncontoured.length,
    swapped: judged.filter(({ isSwapped }) => isSwapped).length,
  };
}

/** Mean of the structures' mean Dice. */
export function meanDice(figures: Iterable<StructureFigures>): number {
  const means = [...figures].flatMap(({ dice }) => (dice === null ? [] : [dice.mean]));
  return round(means.reduce((a, b) => a + b, 0) / Math.max(1, means.length));
}
