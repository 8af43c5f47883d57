import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/error/index.ts';
import type { Size3 } from '../../core/geometry/index.ts';
import {
  countVoxels,
  decodeRunLengths,
  denseFromMask,
  encodeRunLengths,
  isEmptyMask,
  isSameMask,
  type Mask,
  maskFromDense,
  shrinkMask,
} from '../../core/volume/index.ts';

interface Dense {
  readonly size: Size3;
  readonly voxels: Uint8Array;
}

/** Grids of up to 9 x 9 x 9 with runs of zeros and ones of any length; sides differ. */
const dense: fc.Arbitrary<Dense> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain((size) => {
    const count = size[0] * size[1] * size[2];
    return fc.array(fc.integer({ min: 1, max: count }), { maxLength: 40 }).map((runs) => {
      const voxels = new Uint8Array(count);
      let at = 0;
      for (const [index, run] of runs.entries()) {
        if (index % 2 === 1) voxels.fill(1, at, Math.min(count, at + run));
        at += run;
      }
      return { size, voxels };
    });
  });

/** The same structure with a box that is larger than it needs to be, by up to the whole grid. */
function loosen({ size, voxels }: Dense, share: number): Mask {
  const { box } = maskFromDense(voxels, size);
  const grow = (low: number, high: number, n: number) =>
    [Math.floor(low * (1 - share)), high + Math.ceil((n - high) * share)] as const;
  const [i0, i1] = grow(box.i0, box.i1, size[0]);
  const [j0, j1] = grow(box.j0, box.j1, size[1]);
  const [k0, k1] = grow(box.k0, box.k1, size[2]);
  const out: number[] = [];
  for (let k = k0; k < k1; k++) {
    for (let j = j0; j < j1; j++) {
      for (let i = i0; i < i1; i++) out.push(voxels[(k * size[1] + j) * size[0] + i] as number);
    }
  }
  return { size, box: { i0, i1, j0, j1, k0, k1 }, voxels: Uint8Array.from(out) };
}

describe('masks', () => {
  it('hold exactly the voxels of the dense array, in a tight box', () => {
    fc.assert(
      fc.property(dense, ({ size, voxels }) => {
        const mask = maskFromDense(voxels, size);
        expect(denseFromMask(mask)).toEqual(voxels);
        expect(countVoxels(mask)).toBe(voxels.reduce((sum, v) => sum + v, 0));
        expect(isEmptyMask(mask)).toBe(!voxels.includes(1));
        expect(shrinkMask(mask)).toEqual(mask);
      }),
    );
  });

  it('are the same however their boxes are cut', () => {
    fc.assert(
      fc.property(dense, fc.double({ min: 0, max: 1, noNaN: true }), (input, share) => {
        const tight = maskFromDense(input.voxels, input.size);
        const loose = loosen(input, share);
        expect(isSameMask(tight, loose)).toBe(true);
        expect(isSameMask(loose, tight)).toBe(true);
        expect(shrinkMask(loose)).toEqual(tight);
        expect(denseFromMask(loose)).toEqual(input.voxels);
      }),
    );
  });

  it('differ when one voxel differs', () => {
    fc.assert(
      fc.property(dense, fc.nat(), ({ size, voxels }, pick) => {
        const other = Uint8Array.from(voxels);
        const at = pick % other.length;
        other[at] = 1 - (other[at] as number);
        expect(isSameMask(maskFromDense(voxels, size), maskFromDense(other, size))).toBe(false);
      }),
    );
  });
});

describe('run-length bytes', () => {
  it('bring back the mask, box included', () => {
    fc.assert(
      fc.property(dense, fc.double({ min: 0, max: 1, noNaN: true }), (input, share) => {
        const mask = loosen(input, share);
        expect(decodeRunLengths(encodeRunLengths(mask))).toEqual(mask);
      }),
    );
  });

  it('are those that the format says', () => {
    // 3 x 2 x 1 grid, box i 1..3: rows "1 0" and "1 1", so runs 0 zeros, 1 one, 1 zero, 2 ones.
    const mask = maskFromDense([0, 1, 0, 0, 1, 1], [3, 2, 1]);
    const numbers = [3, 2, 1, 1, 3, 0, 2, 0, 1].flatMap((n) => [n, 0, 0, 0]);
    expect([...encodeRunLengths(mask)]).toEqual([...new TextEncoder().encode('LRL1'), ...numbers, 0, 1, 1, 2]);
    // 200 ones are 0xC8 = 0b1_1001000: low seven bits first.
    const long = encodeRunLengths(maskFromDense(new Uint8Array(200).fill(1), [200, 1, 1]));
    expect([...long.subarray(40)]).toEqual([0, 0xc8, 0x01]);
  });

  it('that are damaged are refused or decode to a mask of a valid box, and nothing else happens', () => {
    fc.assert(
      fc.property(dense, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), ({ size, voxels }, where, flip, cut) => {
        const bytes = encodeRunLengths(maskFromDense(voxels, size));
        // The size of the grid in the header is left alone: a huge grid is a valid one.
        const at = where % 4 === 0 ? 0 : 16 + (where % (bytes.length - 16));
        bytes[at] = (bytes[at] as number) ^ flip;
        const part = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
        try {
          const { box, voxels: found } = decodeRunLengths(part);
          expect(found).toHaveLength((box.i1 - box.i0) * (box.j1 - box.j0) * (box.k1 - box.k0));
          expect(found.every((v) => v === 0 || v === 1)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).kind).toBe('corrupt-data');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('that promise a huge box are refused without the memory for it', () => {
    const bytes = encodeRunLengths(maskFromDense([1], [1, 1, 1]));
    const view = new DataView(bytes.buffer);
    for (const at of [4, 8, 12, 20, 28, 36]) view.setUint32(at, 60_000, true);
    expect(() => decodeRunLengths(bytes)).toThrow(expect.objectContaining({ kind: 'corrupt-data' }));
  });
});
