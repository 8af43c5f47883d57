// Noise: a structure of more parts than a call has room for.
import { expect, it } from 'vitest';
import { createStackFrame, keepLargestPart, type SliceBits } from '../../../core/edit/index.ts';
import { countSliceVoxels } from '../../../core/edit/slice-bits.ts';
import { bitsOfRuns } from '../../../core/edit/stamp.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';

it('the largest of two hundred thousand parts is kept, of equal ones the first', () => {
  const side = 450;
  const frame = createStackFrame(
    regularGeometry({ size: [2 * side, 2 * side, 1], spacingMm: [1, 1, 1], originLps: [0, 0, 0] }),
  );
  // j, first i, last i + 1: single voxels, and in two rows one of two voxels at the end.
  const runs = Array.from({ length: side * side }, (_, n) => {
    const [i, j] = [2 * (n % side), 2 * Math.floor(n / side)];
    return [j, i, i + (i === 2 * side - 2 && (j === 300 || j === 500) ? 2 : 1)];
  });
  const kept = keepLargestPart(new Map([[0, bitsOfRuns(runs.flat()) as SliceBits]]), frame);
  const [slice] = [...kept.values()] as [SliceBits];
  expect(countSliceVoxels(slice)).toBe(2);
  expect([slice.j0, slice.rows]).toEqual([300, 1]);
});
