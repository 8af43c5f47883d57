// From contours of a model on cases that it was trained on to how much doubt is usual for each of its structures.

import { type DoubtLimits, doubtOf, type ModelMap } from '../../core/checks/index.ts';
import { computeDice } from '../../core/metrics/index.ts';
import { type LoadedCase, modelOf } from './cases.ts';
import { BAD_DICE } from './learn.ts';

/** What `resources/doubt-limits.json` holds. */
export interface LearntLimits extends DoubtLimits {
  /** Learnt and measured as those in use are, and found to be of no worth: no check uses them. */
  readonly onTrial: DoubtLimits['models'];
}

/** One contour of a model. */
export interface DoubtExample {
  readonly case: string;
  readonly name: string;
  readonly dice: number;
  /** Volume in doubt over the volume of the structure. */
  readonly share: number;
}

export function doubtExamples(own: LoadedCase, map: ModelMap): DoubtExample[] {
  const model = modelOf(own, own.model);
  return [...own.model].flatMap(([name, mask]) => {
    const reference = own.clinical.get(name);
    const dice = reference === undefined ? null : computeDice(reference, mask, own.geometry);
    const others = [...own.model.keys()].filter((other) => other !== name);
    const doubt = doubtOf(model, name, { others, settled: new Set(), sampler: map.sampler });
    return dice === null || doubt === null ? [] : [{ case: own.name, name, dice, share: doubt.share }];
  });
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
};

const short = (value: number): number => Number(value.toPrecision(4));

/** Fewer contours of a structure say nothing. */
const LEAST = 5;

/**
 * Limits over which `falseAlarms` of the contours that are not bad lie. How far contours spread about the median of their
 * structure is taken from all structures together (as a ratio), for some have few examples.
 */
export function learnLimits(examples: readonly DoubtExample[], falseAlarms: number): DoubtLimits['models'][string] {
  const fair = examples.filter(({ dice }) => dice >= BAD_DICE);
  const names = [...new Set(fair.map(({ name }) => name))];
  const ofName = (name: string) => fair.filter((own) => own.name === name).map(({ share }) => share);
  const known = names.filter((name) => ofName(name).length >= LEAST);
  const ratios = known.flatMap((name) => {
    const middle = median(ofName(name));
    return ofName(name).map((share) => share / middle);
  });
  ratios.sort((a, b) => a - b);
  const factor = ratios[Math.ceil((1 - falseAlarms) * ratios.length) - 1] ?? Number.POSITIVE_INFINITY;
  return Object.fromEntries(
    known.map((name) => {
      const usual = median(ofName(name));
      return [name, { n: ofName(name).length, usual: short(usual), limit: short(usual * factor) }] as const;
    }),
  );
}
