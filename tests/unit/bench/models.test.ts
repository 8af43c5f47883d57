// What is said of a model after it was measured.

import { describe, expect, it } from 'vitest';
import type { LoadedCase } from '../../../bench/checks/cases.ts';
import { measuredPart, measuredSection, withMeasured } from '../../../bench/models/card-table.ts';
import { figuresOf } from '../../../bench/models/figures.ts';
import { judgeStructure } from '../../../bench/models/judge-case.ts';
import { bootstrapMean, meanDice, summariseStructure } from '../../../bench/models/summarise.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { type Mask, maskFromDense } from '../../../core/volume/index.ts';

const SIZE = [10, 4, 4] as const;
const geometry = regularGeometry({ size: SIZE, spacingMm: [2, 2, 2], originLps: [0, 0, 0] });

/** All voxels of the columns from..to. */
const columns = (from: number, to: number): Mask =>
  maskFromDense(
    Uint8Array.from({ length: 160 }, (_, at) => (at % 10 >= from && at % 10 <= to ? 1 : 0)),
    SIZE,
  );

const caseOf = (clinical: Record<string, Mask>, model: Record<string, Mask>): LoadedCase =>
  ({
    name: 'made',
    geometry,
    clinical: new Map(Object.entries(clinical)),
    model: new Map(Object.entries(model)),
  }) as unknown as LoadedCase;

describe('a contour of a model', () => {
  it('is compared with the clinical one', () => {
    const own = caseOf({ Brainstem: columns(2, 5) }, { Brainstem: columns(4, 7) });
    const judged = judgeStructure(own, 'Brainstem');
    expect(judged).toMatchObject({ dice: 0.5, missedShare: 0.5, spuriousShare: 0.5, isFound: true, isSwapped: false });
    // Two voxels of 2 mm apart on both ends.
    expect(judged.hausdorff95Mm).toBeCloseTo(4, 6);
  });

  it('that is not there misses all of it, and has no distance', () => {
    const judged = judgeStructure(caseOf({ Larynx: columns(2, 5) }, {}), 'Larynx');
    expect(judged).toMatchObject({ dice: 0, missedShare: 1, spuriousShare: null, hausdorff95Mm: null, isFound: false });
  });

  it('where nobody contoured has no figures: it may be right', () => {
    const judged = judgeStructure(caseOf({}, { Esophagus: columns(2, 5) }), 'Esophagus');
    expect(judged).toMatchObject({ isContoured: false, isFound: true, dice: null });
  });

  it('of the other side is seen as such', () => {
    const clinical = { Parotid_R: columns(0, 2), Parotid_L: columns(7, 9) };
    expect(judgeStructure(caseOf(clinical, { Parotid_R: columns(7, 9) }), 'Parotid_R').isSwapped).toBe(true);
    expect(judgeStructure(caseOf(clinical, { Parotid_R: columns(1, 3) }), 'Parotid_R').isSwapped).toBe(false);
  });
});

describe('the figures of all cases', () => {
  it('have an interval that holds the mean and narrows with more cases', () => {
    const few = bootstrapMean([0.6, 0.8]);
    const many = bootstrapMean(Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? 0.6 : 0.8)));
    expect(few).toMatchObject({ mean: 0.7, low: 0.6, high: 0.8, cases: 2 });
    expect(many?.low).toBeGreaterThan(0.65);
    expect(many?.high).toBeLessThan(0.75);
    expect(bootstrapMean([])).toBeNull();
  });

  it('count what was not found, and apart from it what nobody had contoured', () => {
    const cases = [
      caseOf({ Larynx: columns(2, 5) }, {}),
      caseOf({ Larynx: columns(2, 5) }, { Larynx: columns(2, 5) }),
      caseOf({}, { Larynx: columns(2, 5) }),
    ];
    const figures = summariseStructure(cases.map((own) => judgeStructure(own, 'Larynx')));
    expect(figures).toMatchObject({ notFound: 1, foundUncontoured: 1, uncontoured: 1, dice: { mean: 0.5, cases: 2 } });
    expect(meanDice([figures, summariseStructure([])])).toBe(0.5);
  });
});

describe('a card', () => {
  const model = { id: 'made', version: '1.0.0', manifestSha256: 'of a manifest', networks: [] };
  const sectionOf = (found: Mask) => {
    const own = caseOf({ Larynx: columns(2, 5) }, { Larynx: found });
    const before = caseOf({ Larynx: columns(2, 5) }, { Larynx: columns(5, 8) });
    const judged = (one: LoadedCase) => [judgeStructure(one, 'Larynx')];
    const baseline = { model: { ...model, id: 'first' }, judged: judged(before) };
    return measuredSection(figuresOf({ model, judged: judged(own) }, baseline, 'val'));
  };

  it('keeps what a person wrote and shows the last measurement once', () => {
    const first = withMeasured('# A model\n\nText.\n', sectionOf(columns(4, 7)));
    const second = withMeasured(first, sectionOf(columns(3, 6)));
    expect(second).toContain('# A model\n\nText.');
    expect(second).toContain('| Larynx | 0.750 (0.750 - 0.750) |');
    expect(second).not.toContain('| Larynx | 0.500');
    expect(second.match(/## Measured/g)).toHaveLength(1);
    expect(measuredPart(second)).toBe(sectionOf(columns(3, 6)));
    expect(measuredPart('# A model')).toBeNull();
  });

  it('says what was left out, how not found counts, and how much better than the first network it is', () => {
    const section = sectionOf(columns(4, 7));
    expect(section).toContain('- pt_203: the image is masked');
    expect(section).toContain('means of the cases in which it was found');
    expect(section).toContain('### Against first 1.0.0');
    expect(section).toContain('| Larynx | +0.250 (+0.250 to +0.250) | 1 | better |');
  });
});
