// The forms of section 16 of the interface brief.
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCm2,
  formatDicomDate,
  formatDuration,
  formatHu,
  formatMl,
  formatMm,
  formatNumber,
  formatPersonName,
  formatPosition,
  formatSpacing,
  formatTimeLeft,
  formatWhen,
} from '../../../renderer/ui/format.ts';

const THIN = '\u2009';

describe('numbers', () => {
  it('have a true minus, a decimal point and thin spaces, and never a negative nothing', () => {
    expect(formatNumber(-10, 0)).toBe('−10');
    expect(formatNumber(1234567.891, 2)).toBe(`1${THIN}234${THIN}567.89`);
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatNumber(0.874, 3)).toBe('0.874');
    expect([formatNumber(Number.NaN, 1), formatNumber(Number.POSITIVE_INFINITY, 1)]).toEqual(['–', '–']);
  });

  it.each([
    [0, '0.00 ml'],
    [0.42, '0.42 ml'],
    [0.996, '1.0 ml'],
    [23.84, '23.8 ml'],
    [999.96, `1${THIN}000 ml`],
    [1484.2, `1${THIN}484 ml`],
    [-3.5, '−3.5 ml'],
  ])('%d ml', (ml, text) => {
    expect(formatMl(ml)).toBe(text);
  });

  it('are lengths, areas and HU with their units', () => {
    expect([formatMm(12), formatMm(-0.26), formatCm2(220), formatHu(-10), formatHu(1500)]).toEqual([
      '12.0 mm',
      '−0.3 mm',
      '2.2 cm²',
      '−10 HU',
      `1${THIN}500 HU`,
    ]);
    expect(formatSpacing([1.171875, 1.171875, 3])).toBe('1.17 × 1.17 × 3.00 mm');
  });

  it('are positions with letters, never signs', () => {
    expect(formatPosition([72.7, -16.4, 64.5])).toBe('L 72.7 A 16.4 S 64.5 mm');
    expect(formatPosition([-72.7, 16.4, -64.5])).toBe('R 72.7 P 16.4 I 64.5 mm');
    expect(formatPosition([-0.04, -0.04, -0.04])).toBe('L 0.0 P 0.0 S 0.0 mm');
  });

  it.each([
    [900, '1 kB'],
    [84e6, '84 MB'],
    [999_600, '1 MB'],
    [999.7e6, '1.0 GB'],
    [6.2e9, '6.2 GB'],
  ])('%d bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('times', () => {
  it.each([
    [1800, '1.8 s'],
    [59_940, '59.9 s'],
    [59_970, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_599_600, '60 min 00 s'],
  ])('%d ms of work', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [200, 'About 1 s left'],
    [14_200, 'About 14 s left'],
    [42_000, 'About 40 s left'],
    [118_000, 'About 2 min left'],
  ])('%d ms to go', (ms, text) => {
    expect(formatTimeLeft(ms)).toBe(text);
  });

  it('are the clock today, and dates before', () => {
    const now = new Date(2026, 10, 18, 12, 0);
    const at = (...[y, m, d]: [number, number, number]) => new Date(y, m, d, 9, 41).toISOString();
    expect(formatClock(new Date(2026, 10, 18, 9, 5))).toBe('09:05');
    expect(formatWhen(at(2026, 10, 18), now)).toBe('09:41');
    expect(formatWhen(at(2026, 10, 17), now)).toBe('Yesterday');
    expect(formatWhen(at(2026, 0, 2), now)).toBe('2 Jan');
    expect(formatWhen(at(2025, 10, 18), now)).toBe('18 Nov 2025');
    expect(formatWhen('once', now)).toBe('–');
    // Over a change of the clocks a day has 23 hours.
    expect(formatWhen(new Date(2026, 2, 28, 23, 50).toISOString(), new Date(2026, 2, 29, 4, 0))).toBe('Yesterday');
  });

  it('are dates of DICOM', () => {
    expect(['20261118', '20210101 ', '', '2021', '20211301'].map(formatDicomDate)).toEqual([
      '18 Nov 2026',
      '1 Jan 2021',
      '–',
      '–',
      '–',
    ]);
  });
});

describe('names of patients', () => {
  it('are family, given and middle of the first form', () => {
    expect(formatPersonName('Sample^Hanna')).toBe('Sample, Hanna');
    expect(formatPersonName('Yamada^Tarou=山田^太郎')).toBe('Yamada, Tarou');
    expect(formatPersonName('Sample^Hanna^M^Dr')).toBe('Sample, Hanna M');
    expect([formatPersonName('Sample'), formatPersonName('^Hanna'), formatPersonName('')]).toEqual([
      'Sample',
      'Hanna',
      '–',
    ]);
  });
});
