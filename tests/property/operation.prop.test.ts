import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOperation, encodeOperation, type StructureOperation } from '../../core/edit/index.ts';

/** Tenths of a millimetre, as a person can set them. */
const tenths = (min: number, max: number) => fc.integer({ min: 10 * min, max: 10 * max }).map((n) => n / 10);
const mm = tenths(0, 1000);
const side = fc.constantFrom('front' as const, 'behind' as const);
const extent = fc.constantFrom('planes' as const, 'volume' as const);

const operations: fc.Arbitrary<StructureOperation> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('expand' as const, 'shrink' as const),
    margin: fc.record({ left: mm, right: mm, anterior: mm, posterior: mm, superior: mm, inferior: mm }),
  }),
  fc.record({
    kind: fc.constant('boolean' as const),
    operation: fc.constantFrom('union' as const, 'intersection' as const, 'difference' as const, 'xor' as const),
  }),
  fc.record({ kind: fc.constant('smooth' as const), sigmaMm: tenths(1, 100), extent }),
  fc.record({ kind: fc.constant('fillHoles' as const), extent }),
  fc.record({
    kind: fc.constant('removeIslands' as const),
    limitMl: fc.double({ min: 0, max: 1e4, noNaN: true }).map(Math.abs),
  }),
  fc.record({ kind: fc.constantFrom('cropTo' as const, 'cropAway' as const), distanceMm: tenths(-50, 100) }),
  fc.record({ kind: fc.constant('mirror' as const), xLps: tenths(-2000, 2000) }),
  fc.record({
    kind: fc.constant('split' as const),
    axis: fc.constantFrom(0 as const, 1 as const, 2 as const),
    atLps: tenths(-5000, 5000),
    side,
  }),
  fc.record({ kind: fc.constantFrom('keepLargest' as const, 'fillBetween' as const) }),
);

describe('the text of an operation', () => {
  it('is read back as the same operation, and is no longer than a structure keeps', () => {
    fc.assert(
      fc.property(operations, (operation) => {
        const text = encodeOperation(operation);
        expect(text.length).toBeLessThanOrEqual(64);
        expect(decodeOperation(text)).toEqual(operation);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never guessed: what is read writes the same text', () => {
    const words = fc.constantFrom(
      'expand',
      'shrink',
      'boolean',
      'union',
      'smooth',
      'split',
      'planes',
      'front',
      '1',
      '-2.5',
      '',
      'NaN',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (parts) => {
        const text = parts.join(' ');
        const operation = decodeOperation(text);
        if (operation !== null) expect(encodeOperation(operation)).toBe(text);
      }),
    );
  });
});
