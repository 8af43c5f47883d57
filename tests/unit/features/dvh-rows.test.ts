import { describe, expect, it } from 'vitest';
import type { CaseDose } from '../../../core/contract/index.ts';
import { doseHistogram } from '../../../core/dose/index.ts';
import { createAxes, curvePath, nearestCurve } from '../../../renderer/features/dose/dvh-axes.ts';
import {
  areAllCurrent,
  constraintRows,
  type DvhSource,
  dvhRows,
  dvhTables,
  figureOf,
  readMetrics,
  shortMetric,
  sumOf,
} from '../../../renderer/features/dose/dvh-rows.ts';
import { INITIAL_DOSE_VIEW } from '../../../renderer/state/dose-state.ts';
import { boxStructure, doseField } from '../../support/dose-phantom.ts';
import { GROUP, structure } from '../../support/random-edits.ts';

// 32 to 48 Gy from left to right.
const dose = doseField(([x]) => 40 + 0.4 * x, 5);
const histogram = doseHistogram(boxStructure([40, 30, 24], 8), dose);
const made = (contentRev: number) => ({ contentRev, histogram, notes: [] });
const SOURCE: DvhSource = {
  groups: [{ ...GROUP, id: 'g-1', label: 'Clinic' }],
  structures: [
    { ...structure('s-a', { name: 'Parotid_L' }), groupId: 'g-1', contentRev: 3 },
    { ...structure('s-b', { name: 'PTV_7000' }), groupId: 'g-1', contentRev: 1 },
    { ...structure('s-c', { name: 'Empty' }), groupId: 'g-1' },
  ],
  planesOf: { 's-a': [1, 2], 's-b': [1] },
  made: new Map([['s-a', made(3)]]),
  imported: [],
  targets: [{ name: 'PTV_7000', prescriptionGy: 40 }],
  prescriptionGy: 50,
};
const TEMPLATE = {
  name: 'own',
  source: 'the clinic',
  constraints: [
    { structure: 'parotid l', metric: 'Mean', relation: '<' as const, limit: 26 },
    { structure: 'PTV_7000', metric: 'D95%', relation: '>=' as const, limit: 38 },
    { structure: 'Larynx', metric: 'Mean', relation: '<' as const, limit: 44 },
  ],
};

describe('the rows of the histograms', () => {
  it('are of what is drawn, and say whether they are of what it is now', () => {
    const [parotid, target] = dvhRows(SOURCE);
    expect([parotid?.state, target?.state]).toEqual(['current', 'missing']);
    const before = dvhRows({ ...SOURCE, made: new Map([['s-a', made(2)]]) });
    expect(before[0]?.state).toBe('stale');
    expect(areAllCurrent(before)).toBe(false);
  });

  it('hold targets to their own prescription', () => {
    expect(dvhRows(SOURCE).map(({ prescriptionGy }) => prescriptionGy)).toEqual([50, 40]);
  });

  it('name the set where two have a structure of one name', () => {
    const twice = [...SOURCE.structures, { ...structure('s-d', { name: 'Parotid_L' }), groupId: 'g-2' }];
    const groups = [...SOURCE.groups, { ...GROUP, id: 'g-2', label: 'Model', version: 2 }];
    const rows = dvhRows({ ...SOURCE, groups, structures: twice, planesOf: { ...SOURCE.planesOf, 's-d': [1] } });
    expect(rows.map(({ label }) => label)).toEqual(['Parotid_L, Clinic', 'PTV_7000', 'Parotid_L, Model 2']);
  });

  it('have a figure or the reason why not', () => {
    const [parotid, target] = dvhRows(SOURCE) as [never, never];
    expect(figureOf(parotid, 'Mean[Gy]')).toMatchObject({ value: expect.closeTo(40, 1) });
    expect(figureOf(parotid, 'D90cc[Gy]')).toEqual({ why: 'the structure is smaller than 90 cc' });
    expect(figureOf(target, 'Mean[Gy]')).toEqual({ why: 'not computed yet' });
  });

  it('say what came with a structure and is in none of its figures', () => {
    const roi = {
      ...{ number: 7, name: 'Parotid_L', fate: 'drawn' as const, contours: 5, points: 60, planes: 2, lines: [] },
      fates: { drawn: 2, 'off-plane': 2, open: 1 },
      kept: [0, 1, 2].map(() => ({ fate: 'open' as const, isClosed: false, pointsLps: [] })),
      warnings: [
        { code: 'CONTOUR_OFF_PLANE', message: '2 contours lie on no plane.' },
        { code: 'CONTOUR_OUTSIDE_IMAGE', message: '1 contour reaches beyond the image and was cut there.' },
      ],
    };
    const imported = [{ structureSetId: 'ss', label: '', link: null, warnings: [], rois: [roi] }];
    const structures = SOURCE.structures.map((own) => ({ ...own, roi: { structureSetId: 'ss', number: 7 } }));
    expect(dvhRows({ ...SOURCE, structures, imported })[0]?.notes).toEqual([
      'Kept as it came: an open line, 2 contours off the slices. No figure has it.',
      '1 contour reaches beyond the image and was cut there.',
    ]);
  });

  it('are held to a template: met, not met, or open with the reason', () => {
    const lines = constraintRows(TEMPLATE, dvhRows(SOURCE));
    expect(lines.map(({ structure: name, status, why }) => [name, status, why])).toEqual([
      ['Parotid_L', 'not-met', null],
      ['PTV_7000', 'not-evaluable', 'not computed yet'],
      ['Larynx', 'not-evaluable', 'no structure has this name'],
    ]);
  });

  it('become tables', () => {
    const tables = dvhTables(dvhRows(SOURCE), ['Mean[Gy]', 'D90cc[Gy]'], TEMPLATE);
    const [, figures, constraints] = tables.map(({ csv }) => csv.split('\r\n'));
    expect(tables.map(({ name }) => name)).toEqual(['dvh', 'dose-figures', 'constraints']);
    expect(figures?.[0]).toBe('Structure,Volume (ml),Outside the dose grid (%),Mean[Gy],D90cc[Gy]');
    expect(figures?.[1]).toMatch(/^Parotid_L,28\.8\d*,0,(40|39\.99\d*|40\.00\d*),$/);
    expect(constraints?.[1]).toContain('Parotid_L,Mean[Gy],<,26');
  });

  it('of a sum say in their tables that it is one, and of what', () => {
    const of = (doseId: string, label: string, parts: string[] = []) =>
      ({ doseId, label, parts }) as unknown as CaseDose;
    const doses = [of('o-1', 'BEAM of beam 1'), of('o-2', 'BEAM of beam 2'), of('sum-1', 'Sum', ['o-1', 'o-2'])];
    const heads = (dose: CaseDose | undefined) =>
      dvhTables(dvhRows(SOURCE), [], TEMPLATE, sumOf(dose ?? null, doses)).map(({ csv }) => csv.split(',')[0]);
    const parts = 'BEAM of beam 1 (o-1) + BEAM of beam 2 (o-2)';
    const structures = `Structure: by the sum of ${parts}`;
    expect(heads(doses[2])).toEqual([`Dose (Gy): sum of ${parts}`, structures, structures]);
    expect(heads(doses[0])).toEqual(['Dose (Gy)', 'Structure', 'Structure']);
  });

  it('write a figure without the unit that it has by itself', () => {
    expect(['Mean[Gy]', 'D2%[%]', 'V20Gy[%]', 'V20Gy[cc]'].map(shortMetric)).toEqual([
      'Mean',
      'D2%[%]',
      'V20Gy',
      'V20Gy[cc]',
    ]);
  });

  it('take the columns that a person types, or say which is none', () => {
    expect(readMetrics('Mean, D2% ; v20gy, mean')).toEqual({ metrics: ['Mean[Gy]', 'D2%[Gy]', 'V20Gy[%]'] });
    expect(readMetrics('Mean, D')).toMatchObject({ why: expect.stringContaining("'D' is no dose figure") });
  });
});

describe('the plot', () => {
  const { dvh } = INITIAL_DOSE_VIEW;
  const frame = { width: 454, height: 240 };
  const rows = dvhRows(SOURCE);

  it('reads doses where it draws them, in Gy or %', () => {
    const axes = createAxes([histogram], dvh, 50, frame);
    expect(axes.gyAt(axes.x(33))).toBeCloseTo(33, 6);
    expect(axes.gyAt(10)).toBeNull();
    const inPercent = createAxes([histogram], { ...dvh, dose: '%' }, 50, frame);
    expect(inPercent.doseOf(40)).toBe(80);
    expect(inPercent.gyAt(inPercent.x(40))).toBeCloseTo(40, 6);
  });

  it('draws half of the volume at the mean of an even slope, in % and ml', () => {
    for (const [volume, half] of [
      ['%', 50],
      ['ml', 14.4],
    ] as const) {
      expect(createAxes([histogram], { ...dvh, volume }, null, frame).volumeOf(histogram, 40)).toBeCloseTo(half, 0);
    }
    // 100 % over 16 Gy.
    const differential = createAxes([histogram], { ...dvh, kind: 'differential' }, null, frame);
    expect(differential.volumeOf(histogram, 40)).toBeCloseTo(100 / 16, 0);
  });

  it('knows the curve under the pointer', () => {
    const axes = createAxes([histogram], dvh, null, frame);
    const place = { x: axes.x(40), y: axes.y(50) + 5 };
    expect(nearestCurve(rows, axes, place)?.name).toBe('Parotid_L');
    expect(nearestCurve(rows, axes, { ...place, y: axes.y(100) })).toBeNull();
    expect(curvePath(histogram, axes)).toMatch(/^M44\.0 10\.0L/);
  });
});
