import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDecimalStrings, formatDecimalString } from '../../../core/dicom/encode-decimal.ts';
import { parseDecimalStrings } from '../../../core/dicom/rtstruct-decimals.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('formatDecimalString', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [-250.38999938964844, '-250.38999938965'],
    [250.38999938964844, '250.389999389648'],
    [1 / 3, '0.33333333333333'],
    [-1 / 3, '-0.3333333333333'],
    [2 ** 60, '1.1529215046e+18'],
    [1e-7, '1e-7'],
    [-1.234567890123456e-7, '-1.2345678901e-7'],
    [1.234567890123456e20, '1.2345678901e+20'],
    [-9.999999999999998, '-10'],
  ])('%f is %s', (value, text) => {
    expect(formatDecimalString(value)).toBe(text);
  });

  it('never exceeds 16 bytes, reads as a DS, and errs by less than 1e-10 mm within a patient', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatDecimalString(value);
        expect(text.length).toBeLessThanOrEqual(16);
        expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/);
        if (value !== 0) expect(Math.abs(Number(text) / value - 1)).toBeLessThan(1e-8);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.double({ min: -2000, max: 2000, noNaN: true }), (value) => {
        expect(Math.abs(Number(formatDecimalString(value)) - value)).toBeLessThan(1e-10);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what DS cannot hold', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => formatDecimalString(value)).toThrow(RangeError);
  });
});

describe('parseDecimalStrings', () => {
  it('reads every form that DS allows', () => {
    expect([...parseDecimalStrings(bytes('1\\-2.5\\ +.5 \\3.\\1e3\\-1.5E-2\\0012 '))]).toEqual([
      1, -2.5, 0.5, 3, 1000, -0.015, 12,
    ]);
    expect(parseDecimalStrings(bytes('')).length).toBe(0);
    expect(parseDecimalStrings(Uint8Array.of(0x31, 0)).length).toBe(1);
  });

  it('marks what is no number', () => {
    expect([...parseDecimalStrings(bytes('1\\\\x\\1.2.3\\--1\\.\\1e'))].map(Number.isNaN)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('agrees with JavaScript to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const texts = values.map(formatDecimalString);
        expect([...parseDecimalStrings(encodeDecimalStrings(Float64Array.from(values)))]).toEqual(texts.map(Number));
      }),
      { numRuns: 500 },
    );
  });
});
