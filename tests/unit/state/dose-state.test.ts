import { describe, expect, it } from 'vitest';
import type { CaseDose } from '../../../core/contract/index.ts';
import { whyChosenGone } from '../../../renderer/commands/dose-commands.ts';
import {
  DoseViewSchema,
  doseInHand,
  INITIAL_DOSE,
  INITIAL_DOSE_VIEW,
  levelsInHand,
  levelUnit,
  prescriptionGy,
} from '../../../renderer/state/dose-state.ts';

const dose = (doseId: string, over: Partial<CaseDose> = {}): CaseDose => ({
  doseId,
  label: 'PLAN',
  maxGy: 74,
  grid: null,
  plan: { label: 'A', fractions: 35, prescriptionGy: 70, targets: [] },
  blocked: null,
  warnings: [],
  ...{ needs: null, relative: null, insidePercent: null, isPlaceSaid: false, parts: [] },
  ...over,
});
const inHand = (doses: readonly CaseDose[], doseId: string | null) =>
  doseInHand({ ...INITIAL_DOSE, doses }, { ...INITIAL_DOSE_VIEW, doseId })?.doseId ?? null;

describe('the dose in hand', () => {
  it('is the only one of a case; of several one that a person chose, and none before that', () => {
    expect(inHand([dose('a')], null)).toBe('a');
    expect(inHand([dose('a'), dose('b')], null)).toBeNull();
    expect(inHand([dose('a'), dose('b')], 'b')).toBe('b');
  });

  it('is never one that does not belong over the images', () => {
    const elsewhere = dose('b', { blocked: 'another frame of reference' });
    expect(inHand([elsewhere], 'b')).toBeNull();
    expect(inHand([dose('a'), elsewhere], null)).toBe('a');
  });

  it('is never another one than a person chose: that it is gone is said', () => {
    const view = { ...INITIAL_DOSE_VIEW, doseId: 'b' };
    expect(inHand([dose('a')], 'b')).toBeNull();
    expect(whyChosenGone({ ...INITIAL_DOSE, doses: [dose('a')] }, view)).toMatch(/not in the case any more/);
    const moved = dose('b', { blocked: 'It lies elsewhere.' });
    expect(whyChosenGone({ ...INITIAL_DOSE, doses: [dose('a'), moved] }, view)).toMatch(/cannot be shown now. It lies/);
    expect(whyChosenGone({ ...INITIAL_DOSE, doses: [dose('b')] }, view)).toBeNull();
  });
});

describe('levels', () => {
  it('are % of what the plan prescribes, or of what a person says', () => {
    const said = { ...INITIAL_DOSE_VIEW, prescriptionGy: 60 };
    expect(prescriptionGy(dose('a'), INITIAL_DOSE_VIEW)).toBe(70);
    expect(prescriptionGy(dose('a'), said)).toBe(60);
    expect(levelsInHand(said, 60, 74).map(({ value }) => value)).toEqual([107, 100, 95, 90, 80, 70, 50, 30]);
  });

  it('are round Gy where nothing says what 100 % is, whatever was set in %', () => {
    const inPercent = { ...INITIAL_DOSE_VIEW, unit: '%' as const, levels: [{ value: 95, color: '#ffffff' }] };
    expect(levelUnit(inPercent, null)).toBe('Gy');
    expect(levelsInHand(inPercent, null, 74).map(({ value }) => value)).toEqual([70, 60, 50, 40, 30, 20, 10]);
    expect(levelsInHand(INITIAL_DOSE_VIEW, null, 2.1).map(({ value }) => value)).toEqual([2, 1.5, 1, 0.5]);
    expect(levelsInHand(inPercent, 70, 74)).toBe(inPercent.levels);
  });

  it('are kept with the case as they are', () => {
    const set = { ...INITIAL_DOSE_VIEW, unit: 'Gy' as const, levels: [{ value: 50, color: '#ff0000' }] };
    expect(DoseViewSchema.parse(JSON.parse(JSON.stringify(set)))).toEqual(set);
  });
});
