import { describe, expect, it } from 'vitest';
import {
  areaText,
  decimal,
  diceText,
  dicomDateText,
  durationText,
  personNameText,
  positionText,
  spacingText,
  timestampText,
  volumeText,
} from '../../../core/report/index.ts';
import { localTimestamp } from '../../../main/services/report/index.ts';

describe('numbers of the report', () => {
  it('gives a volume three figures or so, with a thin space from 1 000 ml', () => {
    expect(volumeText(0.4249)).toBe('0.42 ml');
    expect(volumeText(23.84)).toBe('23.8 ml');
    expect(volumeText(1484.2)).toBe('1\u2009484 ml');
    expect(volumeText(Number.NaN)).toBe('– ml');
    expect(areaText(2.16)).toBe('2.2 cm²');
  });

  it('writes positions with letters, never signs', () => {
    expect(positionText([72.7, -16.4, 64.5])).toBe('L 72.7 A 16.4 S 64.5 mm');
    expect(positionText([-0.04, 0.04, -12])).toBe('L 0.0 P 0.0 I 12.0 mm');
    expect(positionText([-1234.5, 0, 0])).toBe('R 1\u2009234.5 P 0.0 S 0.0 mm');
  });

  it('uses a true minus, and none on a zero', () => {
    expect(decimal(-10, 0)).toBe('−10');
    expect(decimal(-0.001, 2)).toBe('0.00');
    expect(decimal(1234567.891, 1)).toBe('1\u2009234\u2009567.9');
    expect(diceText(0.8741)).toBe('0.874');
    expect(spacingText([1.171875, 1.171875, 3])).toBe('1.17 × 1.17 × 3.00 mm');
  });

  it('turns milliseconds into seconds, then minutes', () => {
    expect(durationText(0)).toBe('0.0 s');
    expect(durationText(12)).toBe('< 0.1 s');
    expect(durationText(1840)).toBe('1.8 s');
    expect(durationText(59_960)).toBe('1 min 00 s');
    expect(durationText(125_400)).toBe('2 min 05 s');
  });

  it('reads DICOM dates and names, and leaves alone what it cannot read', () => {
    expect(dicomDateText('20261118')).toBe('18 Nov 2026');
    expect(dicomDateText('20261318')).toBe('20261318');
    expect(dicomDateText('')).toBe('–');
    expect(personNameText('Doe^Jane^Q^Dr')).toBe('Doe, Jane Q');
    expect(personNameText('Yamada^Tarou=山田^太郎')).toBe('Yamada, Tarou');
    expect(personNameText('')).toBe('–');
  });

  it('keeps the clock with which a time was written', () => {
    expect(timestampText('2026-11-20T09:41:07+01:00')).toBe('20 Nov 2026 09:41');
    expect(timestampText('2026-11-20T09:41:07.000Z')).toBe('20 Nov 2026 09:41 UTC');
    expect(timestampText('this morning')).toBe('this morning');
    expect(new Date(localTimestamp(1_790_000_000_000)).getTime()).toBe(1_790_000_000_000);
  });
});
