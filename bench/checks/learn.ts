// From measured contours to what is usual for an organ: percentiles, and a logistic score of everything together that
// tells contours gone wrong from good ones. Learnt on `train` alone.

import { deviationsOf, likenessFeatures, type MeasureRange, type OrganRanges } from '../../core/checks/index.ts';

/** A contour and how good it is. */
export interface Example {
  readonly case: string;
  /** 'clinical', 'model', 'spoiled', … */
  readonly kind: string;
  readonly name: string;
  /** Against the clinical contour; null: there is none. */
  readonly dice: number | null;
  readonly measures: Readonly<Record<string, number>>;
}

export const BAD_DICE = 0.6;
export const GOOD_DICE = 0.8;
/** Fewer contours of an organ, or of it with another one, say nothing. */
const LEAST = 20;
const FOLDS = 5;

const quantile = (sorted: readonly number[], share: number): number => {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const [a, b] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number];
  return a + (at - low) * (b - a);
};

const DIGITS = 4;
const short = (value: number): number => Number(value.toPrecision(DIGITS));

function rangeOf(values: readonly number[]): MeasureRange {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => short(quantile(sorted, share));
  return { n: sorted.length, p01: at(0.01), p05: at(0.05), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function rangesOf(good: readonly Example[]): Record<string, MeasureRange> {
  const byName = new Map<string, number[]>();
  for (const { measures } of good) {
    for (const [name, value] of Object.entries(measures)) {
      if (Number.isFinite(value)) byName.set(name, [...(byName.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries([...byName].filter(([, v]) => v.length >= LEAST).map(([name, v]) => [name, rangeOf(v)]));
}

interface Point {
  readonly x: Float64Array;
  readonly y: 0 | 1;
  readonly weight: number;
}

/** Logistic regression with weights of 0 or more and a ridge, by projected gradient steps. */
function fitScore(points: readonly Point[], features: number, ridge: number): { weights: Float64Array; bias: number } {
  const weights = new Float64Array(features);
  let bias = -2;
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  for (let step = 0; step < 1500; step++) {
    const gradient = new Float64Array(features);
    let ofBias = 0;
    for (const { x, y, weight } of points) {
      let z = bias;
      for (let f = 0; f < features; f++) z += (weights[f] as number) * (x[f] as number);
      const error = (weight * (1 / (1 + Math.exp(-z)) - y)) / total;
      for (let f = 0; f < features; f++) gradient[f] = (gradient[f] as number) + error * (x[f] as number);
      ofBias += error;
    }
    const rate = 0.3;
    for (let f = 0; f < features; f++) {
      const own = weights[f] as number;
      weights[f] = Math.max(0, own - rate * ((gradient[f] as number) + ridge * own));
    }
    bias -= rate * ofBias;
  }
  return { weights, bias };
}

const isGood = ({ kind, dice }: Example): boolean => kind === 'clinical' || (dice !== null && dice >= GOOD_DICE);
const isBad = ({ kind, dice }: Example): boolean => kind !== 'clinical' && dice !== null && dice < BAD_DICE;

const isSpoiled = ({ kind }: Example): boolean => kind.startsWith('spoiled');

/** What networks get wrong is met in practice and rare here; what was spoiled on purpose is neither. */
const NETWORK_BAD_WEIGHT = 20;
const NETWORK_GOOD_WEIGHT = 3;

const weightOf = (own: Example): number => {
  if (isSpoiled(own) || own.kind === 'clinical') return 1;
  return isBad(own) ? NETWORK_BAD_WEIGHT : NETWORK_GOOD_WEIGHT;
};

export interface LearnOptions {
  /** Share of good contours that the score may flag, cross-validated over patients. */
  readonly falseAlarms: number;
  readonly ridge: number;
}

export interface LearntOrgan {
  readonly ranges: OrganRanges;
  /** Cross-validated on the examples, at the threshold. */
  readonly flagged: {
    readonly bad: number;
    readonly ofBad: number;
    /** Those of networks among them. */
    readonly real: number;
    readonly ofReal: number;
    readonly good: number;
    readonly ofGood: number;
  };
}

/** null where there are too few contours. */
export function learnOrgan(examples: readonly Example[], options: LearnOptions): LearntOrgan | null {
  const clinical = examples.filter(({ kind }) => kind === 'clinical');
  if (clinical.length < LEAST) return null;
  const measures = rangesOf(clinical);
  const labelled = examples.filter((own) => isGood(own) || isBad(own));
  const organ: OrganRanges = { n: clinical.length, measures, likeness: null };
  const rows = labelled.map((own) => ({ own, features: likenessFeatures(deviationsOf(organ, own.measures)) }));
  const names = [...new Set(rows.flatMap(({ features }) => Object.keys(features)))].sort();
  const points = rows.map(({ own, features }): Point => {
    const x = Float64Array.from(names, (name) => features[name] ?? 0);
    return { x, y: isBad(own) ? 1 : 0, weight: weightOf(own) };
  });
  const cases = [...new Set(labelled.map((own) => own.case))].sort();
  const foldOf = new Map(cases.map((name, at) => [name, at % FOLDS]));
  const scores = new Float64Array(points.length);
  const score = (weights: Float64Array, { x }: Point) => weights.reduce((sum, w, f) => sum + w * (x[f] as number), 0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeld = (at: number) => foldOf.get(labelled[at]?.case ?? '') === fold;
    const { weights } = fitScore(
      points.filter((_, at) => !isHeld(at)),
      names.length,
      options.ridge,
    );
    points.forEach((point, at) => {
      if (isHeld(at)) scores[at] = score(weights, point);
    });
  }
  const goodScores = [...scores].filter((_, at) => points[at]?.y === 0).sort((a, b) => a - b);
  const badScores = [...scores].filter((_, at) => points[at]?.y === 1);
  const realScores = [...scores].filter((_, at) => points[at]?.y === 1 && !isSpoiled(labelled[at] as Example));
  const threshold = quantile(goodScores, 1 - options.falseAlarms);
  const { weights } = fitScore(points, names.length, options.ridge);
  return {
    ranges: {
      n: clinical.length,
      measures,
      likeness: {
        weights: Object.fromEntries(
          names.map((name, f) => [name, short(weights[f] as number)] as const).filter(([, w]) => w > 0.005),
        ),
        threshold: short(threshold),
      },
    },
    flagged: {
      bad: badScores.filter((own) => own > threshold).length,
      ofBad: badScores.length,
      real: realScores.filter((own) => own > threshold).length,
      ofReal: realScores.length,
      good: goodScores.filter((own) => own > threshold).length,
      ofGood: goodScores.length,
    },
  };
}
