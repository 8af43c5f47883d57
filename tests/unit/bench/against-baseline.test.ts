// Whether one model is better than another, and what is said of one that is not.

import { describe, expect, it } from 'vitest';
import { compareWithBaseline, isBetter, isWorse, sayDifference } from '../../../bench/models/against-baseline.ts';
import { figuresOf } from '../../../bench/models/figures.ts';
import type { JudgedStructure } from '../../../bench/models/judge-case.ts';
import { keepCases, readKeptCases } from '../../../bench/models/kept-cases.ts';
import { problemsOf } from '../../../bench/models/verdict.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const judged = (at: number, name: string, dice: number | null): JudgedStructure => ({
  case: `pt_${at}`,
  name,
  isContoured: dice !== null,
  isFound: dice !== 0,
  dice,
  hausdorff95Mm: null,
  surfaceDice: null,
  missedShare: null,
  spuriousShare: null,
  isSwapped: false,
});

/** Twenty cases, easy and hard ones: they differ by .6, far more than two models do. */
const cases = (name: string, change: (at: number) => number): JudgedStructure[] =>
  Array.from({ length: 20 }, (_, at) => judged(at, name, 0.3 + 0.03 * at + change(at)));

describe('two models on the same cases', () => {
  const before = [...cases('Brainstem', () => 0), ...cases('Larynx', () => 0)];
  const better = (at: number) => (at % 2 === 0 ? 0.01 : 0.03);

  it('are told apart by the difference of each case, however much cases differ', () => {
    const after = [...cases('Brainstem', better), ...cases('Larynx', (at) => -better(at))];
    const { structures, mean } = compareWithBaseline(after, before, ['Brainstem', 'Larynx']);
    expect(structures['Brainstem']).toMatchObject({ mean: 0.02, cases: 20 });
    expect([isBetter(structures['Brainstem'] ?? null), isWorse(structures['Larynx'] ?? null)]).toEqual([true, true]);
    expect(mean).toMatchObject({ mean: 0, low: 0, high: 0, cases: 20 });
  });

  it('are not told apart by differences that come and go', () => {
    const after = cases('Brainstem', (at) => (at % 2 === 0 ? 0.05 : -0.04));
    const difference = compareWithBaseline(after, before, ['Brainstem']).structures['Brainstem'] ?? null;
    expect([difference?.mean, isBetter(difference), isWorse(difference)]).toEqual([0.005, false, false]);
  });

  it('are compared where both were measured alone', () => {
    const after = [judged(1, 'Brainstem', 0.5), judged(2, 'Brainstem', null), judged(99, 'Brainstem', 0.9)];
    expect(compareWithBaseline(after, before, ['Brainstem']).structures['Brainstem']?.cases).toBe(1);
    expect(compareWithBaseline([], before, ['Brainstem'])).toEqual({
      structures: { Brainstem: null },
      mean: null,
      meanOfFound: null,
    });
  });

  it('give a mean of its own for what the first one finds at all', () => {
    const never = Array.from({ length: 20 }, (_, at) => judged(at, 'Esophagus', 0));
    const after = [...cases('Brainstem', () => 0.02), ...never.map((one) => ({ ...one, dice: 0.6 }))];
    const { mean, meanOfFound } = compareWithBaseline(after, [...before, ...never], ['Brainstem', 'Esophagus']);
    expect([mean?.mean, meanOfFound?.mean]).toEqual([0.31, 0.02]);
  });
});

it('a difference is said with its sign', () => {
  expect(sayDifference({ mean: 0.0123, low: -0.0034, high: 0.02, cases: 9 })).toBe('+0.012 (-0.003 to +0.020)');
});

describe('a model', () => {
  const model = (id: string) => ({ id, version: '1.0.0', manifestSha256: 'of a manifest', networks: [] });
  const baseline = { model: model('first'), judged: cases('Larynx', () => 0) };
  const figures = (change: number, isSwapped = false) => {
    const own = cases('Larynx', () => change).map((one) => ({ ...one, isSwapped }));
    return figuresOf({ model: model('next'), judged: own }, baseline, 'val');
  };

  it('that is better has no problems', () => {
    expect(problemsOf(figures(0.02))).toEqual([]);
  });

  it('that is worse, or has sides swapped, has a line for each', () => {
    expect(problemsOf(figures(-0.02))).toEqual([
      'Larynx is worse than with first 1.0.0: Dice -0.020 (-0.020 to -0.020)',
      'the mean is not above that of first 1.0.0: Dice -0.020 (-0.020 to -0.020)',
    ]);
    expect(problemsOf(figures(0.02, true))).toEqual(['20 contours of Larynx agree more with the other side']);
  });
});

describe('cases that are kept', () => {
  const folder = tempFolder();

  it('give the same figures again', () => {
    const model = { id: 'thirds', version: '1.0.0', manifestSha256: 'of a manifest', networks: [] };
    const kept = keepCases({ model, judged: cases('Larynx', (at) => at / 300) }, folder);
    expect(readKeptCases('thirds', folder)).toEqual(kept);
    expect(readKeptCases('none', folder)).toBeNull();
  });
});
