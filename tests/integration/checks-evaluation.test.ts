// The figures of `npm run evaluate:checks` are there and make sense, and a part of them comes out the same today.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCase } from '../../bench/checks/cases.ts';
import { judgeCase, type Share } from '../../bench/checks/judge.ts';
import type { LearntLimits } from '../../bench/checks/learn-doubt.ts';
import type { RangesFile } from '../../core/checks/index.ts';
import { describeWithShared } from '../support/shared-data.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(resolve(root, file), 'utf8'));

interface Figures {
  readonly bad: Share;
  /** Clinical contours gone wrong on purpose, to a Dice under 0.6. */
  readonly badFailures: Share;
  readonly good: Share;
  readonly goodModel: Share;
  readonly goodClinical: Share;
  readonly failures: Readonly<Record<string, Share>>;
  readonly doubt: Readonly<Record<'bad' | 'good', { readonly with: Share; readonly without: Share }>>;
}
const stored = read('bench/checks.json') as {
  readonly split: string;
  readonly models: Readonly<
    Record<
      string,
      {
        readonly version: string;
        readonly cases: number;
        /** Cases with contours of the model. */
        readonly contoured: number;
        readonly isDoubtUsed: boolean;
        readonly asLabelled: Figures;
        readonly withoutDoubtful: Figures;
      }
    >
  >;
};

describe.each(['han-oar', 'han-oar-fast'])('the stored figures of %s', (id) => {
  const { version, cases, contoured, isDoubtUsed, asLabelled, withoutDoubtful } = stored.models[
    id
  ] as (typeof stored.models)[string];

  it('are of the version that is shipped, on all of val, and what is said of the checks holds', () => {
    expect(read(`native-models/${id}/${version}/manifest.json`)).toMatchObject({ id, version });
    expect([stored.split, cases, asLabelled.goodClinical.of]).toEqual(['val', 33, 176]);
    expect(contoured).toBeGreaterThanOrEqual(20);
    expect(withoutDoubtful.good.share).toBeLessThan(0.12);
    // What is grossly wrong is found. What the present networks get wrong (Dice under 0.6) mostly looks like the organ, or
    // is right beside an unusual reference (4 of 22 flagged of han-oar-fast 0.4.0, 8 of 23 of han-oar): that figure is
    // recorded, not promised.
    expect(asLabelled.badFailures.share).toBeGreaterThan(0.85);
    expect(asLabelled.bad.share).toBeGreaterThan(0.15);
    expect(asLabelled.failures['missingSlice']?.share).toBe(1);
    expect(asLabelled.failures['swapped']?.share).toBe(1);
    expect(asLabelled.failures['shift15mm']?.share).toBeGreaterThan(0.8);
  });

  it('use the check of doubt where it adds more of the bad contours than of the good ones', () => {
    const limits = read('resources/doubt-limits.json') as LearntLimits;
    expect(`${id} ${version}` in (isDoubtUsed ? limits.models : limits.onTrial)).toBe(true);
    const added = ({ bad, good }: Figures['doubt']) =>
      [bad, good].map((own) => (own.with.share ?? 0) - (own.without.share ?? 0)) as [number, number];
    const [bad, good] = added(asLabelled.doubt);
    expect(bad > 2 * good).toBe(isDoubtUsed);
  });
});

describeWithShared('one case of val, measured again', () => {
  it('flags what is swapped or misses a slice, and hardly any of its clinical contours', async () => {
    const own = await loadCase('val', 'pt_201', null);
    const judged = judgeCase(own, read('resources/structure-ranges.json') as RangesFile, 104_729);
    const flagged = (kind: string) => judged.filter((each) => each.kind === kind && each.warned.length > 0).length;
    expect(flagged('missingSlice')).toBe(7);
    expect(flagged('swapped')).toBe(2);
    expect(flagged('clinical')).toBeLessThanOrEqual(1);
    expect(flagged('shift15mm')).toBeGreaterThanOrEqual(4);
  });
});
