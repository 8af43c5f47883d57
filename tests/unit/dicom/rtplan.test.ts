import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRtplan, prescribedGy } from '../../../core/dicom/index.ts';
import { type BuiltElement, dicomFile } from '../../support/dicom-builder.ts';
import { describeWithShared, sharedPath } from '../../support/shared-data.ts';

type Reference = readonly [type: string, structure: string, gy: string | null, roi?: number];

function plan(references: readonly Reference[], fractions: readonly (number | null)[] = [30]): Uint8Array {
  const text = (tag: number, vr: string, value: string): BuiltElement => ({ tag, vr, value });
  return dicomFile([
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.481.5'),
    text(0x00080018, 'UI', '1.2.3.50'),
    text(0x300a0002, 'SH', 'Boost'),
    {
      tag: 0x300a0010,
      vr: 'SQ',
      value: references.map(([type, structure, gy, roi]) => [
        text(0x300a0014, 'CS', structure),
        text(0x300a0020, 'CS', type),
        ...(gy === null ? [] : [text(0x300a0026, 'DS', gy)]),
        ...(roi === undefined ? [] : [text(0x30060084, 'IS', String(roi))]),
      ]),
    },
    {
      tag: 0x300a0070,
      vr: 'SQ',
      value: fractions.map((n) => (n === null ? [] : [text(0x300a0078, 'IS', String(n)), text(0x300a0080, 'IS', '2')])),
    },
    {
      tag: 0x300c0060,
      vr: 'SQ',
      value: [[text(0x00081155, 'UI', '1.2.3.60')]],
    },
  ]);
}

describe('a plan', () => {
  it('gives label, fractions, beams and structure set', () => {
    const decoded = decodeRtplan(plan([['TARGET', 'VOLUME', '70', 4]], [25, 10]));
    expect(decoded).toMatchObject({
      label: 'Boost',
      fractions: 35,
      beams: 4,
      referencedStructureSetUids: ['1.2.3.60'],
    });
    expect(decoded.references).toMatchObject([{ prescriptionGy: 70, roiNumber: 4 }]);
    expect(decodeRtplan(plan([], [25, null])).fractions).toBeNull();
  });

  it.each<[string, readonly Reference[], number | null]>([
    [
      'the highest target volume',
      [
        ['TARGET', 'VOLUME', '56'],
        ['TARGET', 'VOLUME', '70'],
      ],
      70,
    ],
    [
      'a volume before a point',
      [
        ['TARGET', 'SITE', '14'],
        ['TARGET', 'COORDINATES', '15.2'],
      ],
      14,
    ],
    ['a point where there is nothing else', [['TARGET', 'POINT', '50']], 50],
    ['no organ', [['ORGAN_AT_RISK', 'VOLUME', '20']], null],
    ['nothing', [['TARGET', 'VOLUME', null]], null],
  ])('prescribes %s', (_, references, gy) => {
    expect(prescribedGy(decodeRtplan(plan(references)))).toBe(gy);
  });

  it('is refused with a dose in another unit, and where it is no plan', () => {
    expect(() => decodeRtplan(plan([['TARGET', 'VOLUME', '7000']]))).toThrow(/no plausible dose/);
    expect(() => decodeRtplan(dicomFile([{ tag: 0x00080016, vr: 'UI', value: '1.2.3' }]))).toThrow(/not an RT plan/);
  });
});

describeWithShared('plans of planning systems', () => {
  it.each([
    ['dicompyler_rtplan.dcm', 'B1', 14, 7],
    ['pydicom_rtplan.dcm', 'Plan1', 30.826203, 30],
  ])('%s', (file, label, gy, fractions) => {
    const decoded = decodeRtplan(readFileSync(sharedPath('dicom/rt', file)));
    expect(decoded).toMatchObject({ label, fractions });
    expect(prescribedGy(decoded)).toBe(gy);
  });

  it('one that is cut short is refused', () => {
    expect(() => decodeRtplan(readFileSync(sharedPath('dicom/rt/pydicom_rtplan_truncated.dcm')))).toThrow(/cut short/);
  });
});
