// How well the checks tell contours gone wrong from good ones, on sets of contours with their clinical ones beside them.

import {
  type CaseModel,
  type DoubtLimits,
  type Finding,
  type ModelMap,
  NO_LIMITS,
  type RangesFile,
  runChecks,
} from '../../core/checks/index.ts';
import { slicesFromMask } from '../../core/edit/index.ts';
import { computeDice, computeVolumeMl } from '../../core/metrics/index.ts';
import type { Mask } from '../../core/volume/index.ts';
import { type LoadedCase, modelOf } from './cases.ts';
import { isDoubtful } from './doubtful-labels.ts';
import { replaceStructure } from './examples.ts';
import { FAILURES, seededNumbers } from './failures.ts';
import { BAD_DICE, GOOD_DICE } from './learn.ts';

/** Not about the contour: names, review, what it was made from. */
const NOT_OF_CONTOURS = new Set(['name', 'derived', 'unseen', 'frame']);

export interface Judged {
  readonly case: string;
  /** 'clinical', 'model', or the name of the failure. */
  readonly kind: string;
  readonly name: string;
  readonly dice: number | null;
  readonly volumeMl: number;
  /** Checks that warn of it. */
  readonly warned: readonly string[];
}

/** Checks that warn (or block) for a structure; notes do not count. An overlap speaks of both. */
export const warningsOf = (findings: readonly Finding[], name: string): string[] => [
  ...new Set(
    findings
      .filter(({ checkId, severity }) => !NOT_OF_CONTOURS.has(checkId) && severity !== 'note')
      .filter(({ id }) => id.split(':').includes(name))
      .map(({ checkId }) => checkId),
  ),
];

/** What a model said of its doubts, and how much of it is usual. */
export interface Doubts {
  readonly map: ModelMap;
  readonly limits: DoubtLimits;
}

function judgeSet(
  own: LoadedCase,
  kind: string,
  masks: ReadonlyMap<string, Mask>,
  ranges: RangesFile,
  doubts: Doubts | null = null,
): Judged[] {
  if (masks.size === 0) return [];
  const findings = runChecks(modelOf(own, masks, doubts?.map ?? null), ranges, doubts?.limits ?? NO_LIMITS);
  return [...masks].map(([name, mask]) => {
    const reference = own.clinical.get(name);
    const dice = kind === 'clinical' ? 1 : reference ? computeDice(reference, mask, own.geometry) : null;
    const volumeMl = computeVolumeMl(mask, own.geometry);
    return { case: own.name, kind, name, dice, volumeMl, warned: warningsOf(findings, name) };
  });
}

function judgeOne(
  own: LoadedCase,
  model: CaseModel,
  kind: string,
  name: string,
  bad: Mask,
  ranges: RangesFile,
): Judged {
  const good = own.clinical.get(name) as Mask;
  const [before, after] = [slicesFromMask(good), slicesFromMask(bad)];
  replaceStructure(model, own, name, before, after);
  const warned = warningsOf(runChecks(model, ranges), name);
  replaceStructure(model, own, name, after, before);
  const [dice, volumeMl] = [computeDice(good, bad, own.geometry), computeVolumeMl(bad, own.geometry)];
  return { case: own.name, kind, name, dice, volumeMl, warned };
}

/** Clinical contours with one structure gone wrong at a time. */
function judgeFailures(own: LoadedCase, ranges: RangesFile, seed: number): Judged[] {
  const model = modelOf(own, own.clinical);
  const random = seededNumbers(seed);
  const judged: Judged[] = [];
  for (const [name, mask] of own.clinical) {
    for (const [kind, spoil] of Object.entries(FAILURES)) {
      const bad = spoil(mask, own.geometry, random);
      if (bad.voxels.length > 0) judged.push(judgeOne(own, model, kind, name, bad, ranges));
    }
  }
  const [left, right] = [own.clinical.get('Parotid_L'), own.clinical.get('Parotid_R')];
  if (left === undefined || right === undefined) return judged;
  const swapped = new Map(own.clinical).set('Parotid_L', right).set('Parotid_R', left);
  const pair = judgeSet(own, 'swapped', swapped, ranges).filter(({ name }) => name.startsWith('Parotid'));
  return [...judged, ...pair];
}

/** @param doubts of the model whose contours come with the case; null: not known. */
export const judgeCase = (
  own: LoadedCase,
  ranges: RangesFile,
  seed: number,
  doubts: Doubts | null = null,
): Judged[] => [
  ...judgeSet(own, 'clinical', own.clinical, ranges),
  ...judgeSet(own, 'model', own.model, ranges, doubts),
  ...judgeFailures(own, ranges, seed),
];

export interface Share {
  readonly flagged: number;
  readonly of: number;
  /** null: there are none. */
  readonly share: number | null;
}

const shareOf = (judged: readonly Judged[]): Share => {
  const flagged = judged.filter(({ warned }) => warned.length > 0).length;
  return {
    flagged,
    of: judged.length,
    share: judged.length === 0 ? null : Number((flagged / judged.length).toFixed(4)),
  };
};

/** How often each check warns. */
function byCheck(judged: readonly Judged[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { warned } of judged) for (const check of warned) counts.set(check, (counts.get(check) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const byName = (judged: readonly Judged[]): Record<string, Share> =>
  Object.fromEntries(
    [...new Set(judged.map(({ name }) => name))]
      .sort()
      .map((name) => [name, shareOf(judged.filter((own) => own.name === name))]),
  );

const between = (low: number, high: number) => (own: Judged) => own.dice !== null && own.dice >= low && own.dice < high;

const without = (check: string, judged: readonly Judged[]): Judged[] =>
  judged.map((own) => ({ ...own, warned: own.warned.filter((id) => id !== check) }));

/** What the check of doubt flags of some contours: alone, and what all checks do with and without it. */
const byDoubt = (judged: readonly Judged[]) => ({
  alone: judged.filter(({ warned }) => warned.includes('doubt')).length,
  with: shareOf(judged),
  without: shareOf(without('doubt', judged)),
});

/** Contours of the model under Dice 0.6 that nothing warns of, the worst first, beside the clinical contour that they are
 * measured by: where the checks warn of that one, it is not the usual contour of the organ. */
function missedOf(judged: readonly Judged[]) {
  const clinical = new Map(
    judged.flatMap((own) => (own.kind === 'clinical' ? [[`${own.case} ${own.name}`, own] as const] : [])),
  );
  return judged
    .filter((own) => own.kind === 'model' && own.warned.length === 0 && between(0, BAD_DICE)(own))
    .sort((p, q) => (p.dice as number) - (q.dice as number))
    .map((own) => {
      const reference = clinical.get(`${own.case} ${own.name}`);
      return {
        contour: `${own.case} ${own.name}`,
        dice: Number(own.dice?.toFixed(2)),
        ml: Number(own.volumeMl.toFixed(1)),
        clinicalMl: Number(reference?.volumeMl.toFixed(1)),
        clinicalWarned: reference?.warned ?? [],
      };
    });
}

function summariseSet(all: readonly Judged[], isDoubtUsed: boolean) {
  const judged = isDoubtUsed ? all : without('doubt', all);
  const of = (kind: string) => judged.filter((own) => own.kind === kind);
  const model = of('model');
  const bad = model.filter(between(0, BAD_DICE));
  const goodModel = model.filter(between(GOOD_DICE, 2));
  const clinical = of('clinical');
  const good = [...clinical, ...goodModel];
  const failures = Object.keys(FAILURES).flatMap(of);
  const ofModel = all.filter(({ kind }) => kind === 'model');
  return {
    /** Contours of the model under Dice 0.6 that are flagged. */
    bad: { ...shareOf(bad), byStructure: byName(bad), byCheck: byCheck(bad) },
    missed: missedOf(judged),
    between: shareOf(model.filter(between(BAD_DICE, GOOD_DICE))),
    /** Clinical contours, and those of the model from Dice 0.8, that are flagged in vain. */
    good: { ...shareOf(good), byStructure: byName(good), byCheck: byCheck(good) },
    goodClinical: shareOf(clinical),
    goodModel: shareOf(goodModel),
    doubt: {
      bad: byDoubt(ofModel.filter(between(0, BAD_DICE))),
      between: byDoubt(ofModel.filter(between(BAD_DICE, GOOD_DICE))),
      good: byDoubt(ofModel.filter(between(GOOD_DICE, 2))),
    },
    failures: Object.fromEntries([...Object.keys(FAILURES), 'swapped'].map((kind) => [kind, shareOf(of(kind))])),
    /** Contours gone wrong on purpose that are under Dice 0.6. */
    badFailures: {
      ...shareOf(failures.filter(between(0, BAD_DICE))),
      byStructure: byName(failures.filter(between(0, BAD_DICE))),
    },
  };
}

/** @param isDoubtUsed false: the check of doubt was on trial, and counts in the figures of its own alone */
export const summarise = (judged: readonly Judged[], isDoubtUsed: boolean) => ({
  asLabelled: summariseSet(judged, isDoubtUsed),
  withoutDoubtful: summariseSet(
    judged.filter((own) => !isDoubtful(own.case, own.name)),
    isDoubtUsed,
  ),
});
