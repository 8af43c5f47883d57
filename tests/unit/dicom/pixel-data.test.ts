// Stored pixels to values, against numbers worked out by hand.
import { describe, expect, it } from 'vitest';
import { type DicomImage, decodePixels, isWholeValued, pixelSource, readDicom } from '../../../core/dicom/index.ts';
import { buildSlice, type SliceOptions } from '../../support/dicom-builder.ts';

function decode(options: SliceOptions, out: Int16Array | Float32Array = new Int16Array(6)) {
  const bytes = buildSlice({ rows: 2, columns: 3, ...options });
  const image = readDicom(bytes) as DicomImage;
  const fits = decodePixels(pixelSource(bytes, image), image, out, 0);
  return { fits, values: [...out], image };
}

const LAYOUTS = ['explicit', 'implicit', 'big-endian', 'deflated', 'rle'] as const;

describe('decodePixels', () => {
  it.each(LAYOUTS)('%s: 16 bits, signed and unsigned', (layout) => {
    const stored = [0, 1, 1024, 3071, 40, 500];
    expect(decode({ layout, stored }).values).toEqual([-1024, -1023, 0, 2047, -984, -524]);
    const signed = [-2000, -1, 0, 1, 2047, -32768];
    expect(decode({ layout, stored: signed, isSigned: true, intercept: 0 }).values).toEqual(signed);
  });

  it.each(LAYOUTS)('%s: 8 bits', (layout) => {
    expect(decode({ layout, bitsAllocated: 8, stored: [0, 1, 2, 127, 128, 255], intercept: 0 }).values).toEqual([
      0, 1, 2, 127, 128, 255,
    ]);
  });

  it('big-endian: 8 bits packed in words come in swapped pairs, an odd last one too', () => {
    const packed = { tag: 0x7fe00010, vr: 'OW', value: Uint8Array.of(1, 0, 127, 2, 0, 128) };
    const options = { layout: 'big-endian', bitsAllocated: 8, intercept: 0, columns: 5, rows: 1 } as const;
    expect(decode({ ...options, extra: [packed] }, new Int16Array(5)).values).toEqual([0, 1, 2, 127, 128]);
  });

  it.each(LAYOUTS)('%s: 32 bits', (layout) => {
    const stored = [0, 70_000, -70_000, 1, 2, 3];
    const { fits, values } = decode(
      { layout, bitsAllocated: 32, isSigned: true, stored, intercept: 0 },
      new Float32Array(6),
    );
    expect(fits).toBe(true);
    expect(values).toEqual(stored);
  });

  it('keeps only the stored bits and extends their sign', () => {
    const dirty = [0xf001, 0x0fff, 0x8800, 0x07ff, 0, 0x1800];
    expect(decode({ bitsStored: 12, stored: dirty, intercept: 0 }).values).toEqual([1, 4095, 2048, 2047, 0, 2048]);
    expect(decode({ bitsStored: 12, stored: dirty, intercept: 0, isSigned: true }).values).toEqual([
      1, -1, -2048, 2047, 0, -2048,
    ]);
  });

  it('says when Int16 cannot hold the values', () => {
    expect(decode({ stored: [0, 0, 0, 0, 0, 40_000], intercept: 0 }).fits).toBe(false);
    expect(decode({ stored: [0, 0, 0, 0, 0, 33_791] }).fits).toBe(true);
    expect(decode({ stored: [0, 0, 0, 0, 0, 33_792] }).fits).toBe(false);
    const { fits, image } = decode({ slope: 0.5, intercept: 0 });
    expect(fits).toBe(false);
    expect(isWholeValued(image)).toBe(false);
  });

  it('keeps fractions in Float32', () => {
    const { values } = decode({ slope: 0.5, intercept: -1.25, stored: [0, 1, 2, 3, 4, 5] }, new Float32Array(6));
    expect(values).toEqual([-1.25, -0.75, -0.25, 0.25, 0.75, 1.25]);
  });

  it('writes behind an offset', () => {
    const bytes = buildSlice({ rows: 2, columns: 3, stored: [1, 2, 3, 4, 5, 6], intercept: 0 });
    const out = new Int16Array(12);
    decodePixels(bytes, readDicom(bytes) as DicomImage, out, 6);
    expect([...out]).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
  });

  it('reads from any alignment', () => {
    const bytes = buildSlice({ rows: 2, columns: 3, stored: [1, 2, 3, 4, 5, 600], intercept: 0 });
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const view = shifted.subarray(1);
    const out = new Int16Array(6);
    decodePixels(view, readDicom(view) as DicomImage, out, 0);
    expect([...out]).toEqual([1, 2, 3, 4, 5, 600]);
  });

  it('refuses RLE that is cut short, at every length', () => {
    const stored = Array.from({ length: 64 }, (_, n) => (n < 40 ? 7 : (n * 7919) % 65_536));
    const whole = buildSlice({ rows: 8, columns: 8, layout: 'rle', stored });
    const out = new Float32Array(64);
    const decodeCut = (length: number) => {
      const cut = whole.slice(0, length);
      decodePixels(cut, readDicom(cut) as DicomImage, out, 0);
    };
    const [fragment] = (readDicom(whole) as DicomImage).pixels.fragments;
    const { offset, length } = fragment as { offset: number; length: number };
    for (let end = offset - 16; end < offset + length - 1; end++) {
      expect(() => decodeCut(end)).toThrowError(expect.objectContaining({ kind: 'corrupt-data' }));
    }
    decodeCut(whole.length);
    expect([...out]).toEqual(stored.map((value) => value - 1024));
  });
});
