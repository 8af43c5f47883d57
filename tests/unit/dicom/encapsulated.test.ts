// Fragments to frames (PS3.5 annex A.4), byte by byte.
import { describe, expect, it } from 'vitest';
import { frameFragments, joinFragments } from '../../../core/dicom/encapsulated.ts';

const u32 = (...values: number[]): number[] => [...new Uint8Array(Uint32Array.from(values).buffer)];
const item = (body: readonly number[]): number[] => [0xfe, 0xff, 0x00, 0xe0, ...u32(body.length), ...body];
const END = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];

/** Value field behind 4 bytes of something else. */
const pixelData = (table: readonly number[], ...fragments: readonly number[][]): Uint8Array =>
  Uint8Array.from([9, 9, 9, 9, ...item(u32(...table)), ...fragments.flatMap(item), ...END]);

const framesOf = (bytes: Uint8Array, count: number, extended: Uint8Array | null = null): number[][] =>
  frameFragments(bytes, 4, count, extended).map((fragments) => [...joinFragments(bytes, fragments)]);

const refused = expect.objectContaining({ kind: 'corrupt-data', code: 'DICOM_FRAGMENTS' });

describe('frameFragments', () => {
  it('a single frame is all fragments', () => {
    expect(framesOf(pixelData([], [1, 2], [3, 4], [5, 6]), 1)).toEqual([[1, 2, 3, 4, 5, 6]]);
  });

  it('as many fragments as frames are one each, whatever the table says', () => {
    expect(framesOf(pixelData([0, 7], [1, 2], [3, 4]), 2)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('the Basic Offset Table says where frames start', () => {
    // Offsets count from the first fragment's item: two bytes and a header of eight each.
    expect(framesOf(pixelData([0, 20], [1, 2], [3, 4], [5, 6]), 2)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it('the Extended Offset Table says it in 64 bits and comes first', () => {
    const extended = new Uint8Array(BigUint64Array.from([0n, 10n]).buffer);
    expect(framesOf(pixelData([], [1, 2], [3, 4], [5, 6]), 2, extended)).toEqual([
      [1, 2],
      [3, 4, 5, 6],
    ]);
  });

  it('without a table a frame ends with its end marker, padded or not', () => {
    const bytes = pixelData([], [1, 2], [3, 0xff, 0xd9, 0], [4, 5], [0xff, 0xd9]);
    expect(framesOf(bytes, 2)).toEqual([
      [1, 2, 3, 0xff, 0xd9, 0],
      [4, 5, 0xff, 0xd9],
    ]);
  });

  it.each([
    ['fewer fragments than frames', pixelData([], [1, 2]), 2],
    ['a table that points nowhere', pixelData([0, 11], [1, 2], [3, 4], [5, 6]), 2],
    ['a table of another length', pixelData([0, 10, 20], [1, 2], [3, 4], [5, 6], [7, 8]), 2],
    ['no table and no marker', pixelData([], [1, 2], [3, 4], [5, 6]), 2],
    ['no items at all', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 1],
  ])('refuses %s', (_what, bytes, count) => {
    expect(() => framesOf(bytes, count)).toThrowError(refused);
  });

  it('refuses a fragment that is cut short, at every length', () => {
    const whole = pixelData([], [1, 2, 3, 4], [5, 6, 7, 8]);
    for (let length = 4; length < whole.length - END.length; length++) {
      expect(() => framesOf(whole.subarray(0, length), 2)).toThrowError(refused);
    }
  });
});
