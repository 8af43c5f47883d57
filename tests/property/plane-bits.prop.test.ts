// What pictures of structures are made of: planes of bits turned, and the loops around their cells.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBitTracer, traceMask } from '../../core/contour/index.ts';
import { hasVoxel, type SliceBits, transposedSlice } from '../../core/edit/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';

/** Noise, blocks and straight edges: words of all kinds. */
const anyPlane = fc
  .record({
    i0: fc.constantFrom(0, 32, 96),
    j0: fc.integer({ min: 0, max: 70 }),
    wordsPerRow: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 40 }),
    word: fc.array(fc.oneof(fc.constantFrom(0, 0xffffffff, 1, 0x80000000), fc.nat(0xffffffff)), { minLength: 1 }),
  })
  .map(({ word, ...box }): SliceBits => {
    const count = box.wordsPerRow * box.rows;
    return { ...box, words: Uint32Array.from({ length: count }, (_, n) => word[n % word.length] as number) };
  });

describe('planes of bits', () => {
  it('turned, have each voxel (i, j) at (j, i), and nothing else', () => {
    fc.assert(
      fc.property(anyPlane, (plane) => {
        const turned = transposedSlice(plane);
        expect(turned.i0 % 32).toBe(0);
        for (let j = 0; j < plane.j0 + plane.rows + 33; j++) {
          for (let i = 0; i < plane.i0 + 32 * plane.wordsPerRow + 33; i++) {
            if (hasVoxel(turned, j, i) !== hasVoxel(plane, i, j)) return false;
          }
        }
        return true;
      }),
      { numRuns: 60 },
    );
  });

  it('have the loops of the mask, whatever the tracer has traced before', () => {
    const trace = createBitTracer();
    fc.assert(
      fc.property(anyPlane, (plane) => {
        const { i0, j0, wordsPerRow, rows, words } = plane;
        const [ni, nj] = [i0 + 32 * wordsPerRow, j0 + rows];
        const dense = new Uint8Array(ni * nj);
        for (let j = 0; j < nj; j++) {
          for (let i = 0; i < ni; i++) dense[j * ni + i] = hasVoxel(plane, i, j) ? 1 : 0;
        }
        const loops = trace(plane, (to, stride) => {
          for (let r = 0; r < rows; r++) {
            to.set(words.subarray(r * wordsPerRow, (r + 1) * wordsPerRow), (r + 1) * stride);
          }
        });
        expect(loops.map((loop) => [...loop])).toEqual(
          traceMask(maskFromDense(dense, [ni, nj, 1])).map(({ ij }) => [...ij]),
        );
      }),
      { numRuns: 60 },
    );
  });
});
