import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMaskBuilder, maskFromDense } from '../../../core/volume/index.ts';

/** The bytes in parts of the given lengths; what is left over is the last part. */
function* cut(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (const length of lengths) {
    yield bytes.subarray(at, at + length);
    at = Math.min(bytes.length, at + length);
  }
  yield bytes.subarray(at);
}

describe('a mask from parts', () => {
  it('is the box of what is set, whatever the values', () => {
    const builder = createMaskBuilder([4, 3, 2], 1);
    // Voxels (1, 1, 0), (2, 1, 0) and (3, 2, 0); the second part begins in the middle of a row.
    builder.add(Uint8Array.of(0, 0, 0, 0, 0, 7, 255));
    builder.add(Uint8Array.of(0, 0, 0, 0, 1, ...new Array<number>(12).fill(0)));
    const { size, box, voxels } = builder.finish();
    expect(size).toEqual([4, 3, 2]);
    expect(box).toEqual({ i0: 1, i1: 4, j0: 1, j1: 3, k0: 0, k1: 1 });
    expect([...voxels]).toEqual([1, 1, 0, 0, 0, 1]);
  });

  it('takes a voxel as set when any of its bytes is', () => {
    const builder = createMaskBuilder([3, 1, 1], 2);
    builder.add(Uint8Array.of(0, 0, 0, 1, 0, 0));
    expect(builder.finish()).toMatchObject({ box: { i0: 1, i1: 2 }, voxels: Uint8Array.of(1) });
  });

  it('is empty where nothing is set', () => {
    const builder = createMaskBuilder([8, 2, 2], 1);
    builder.add(new Uint8Array(32));
    expect(builder.finish()).toMatchObject({ box: { i0: 0, i1: 0 }, voxels: new Uint8Array(0) });
  });

  it('keeps more than one block of voxels', () => {
    const size = [1000, 700, 1] as const;
    const dense = Uint8Array.from({ length: 700_000 }, (_, n) => (n % 7 === 0 ? 0 : 1));
    const builder = createMaskBuilder(size, 1);
    for (const part of cut(dense, [123_457, 300_001])) builder.add(part);
    const [found, expected] = [builder.finish(), maskFromDense(dense, size)];
    expect(found.box).toEqual(expected.box);
    expect(Buffer.compare(found.voxels, expected.voxels)).toBe(0);
  });

  it('is the same as that of the whole grid, for every type of whole numbers and however it is cut', () => {
    const scene = fc.record({
      size: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })),
      set: fc.array(fc.nat(479), { maxLength: 12 }),
      type: fc.constantFrom(Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array),
      value: fc.integer({ min: 1, max: 127 }),
      other: fc.nat(12),
      lengths: fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 8 }),
      // Where the bytes begin in memory decides whether they are looked at four at a time.
      shift: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(scene, ({ size, set, type, value, other, lengths, shift }) => {
        const dense = new type(size[0] * size[1] * size[2]);
        for (const [n, at] of set.entries()) dense[at % dense.length] = n === other ? value - 1 : value;
        const bytes = new Uint8Array(dense.byteLength + shift).subarray(shift);
        bytes.set(new Uint8Array(dense.buffer));
        const builder = createMaskBuilder(size, dense.BYTES_PER_ELEMENT);
        for (const part of cut(bytes, lengths)) builder.add(part);
        expect(builder.finish()).toEqual(maskFromDense(dense, size));
        expect(builder.hasSeveralValues).toBe(new Set(dense.filter((one) => one !== 0)).size > 1);
      }),
    );
  });

  it.each([
    ['too few', 23],
    ['a row too many', 28],
    ['a voxel too many', 25],
  ])('refuses %s bytes', (_name, bytes) => {
    const fill = () => {
      const builder = createMaskBuilder([4, 3, 2], 1);
      builder.add(new Uint8Array(bytes));
      builder.finish();
    };
    expect(fill).toThrowError(expect.objectContaining({ kind: 'invalid-input', code: 'MASK_SIZE' }));
  });
});
