import { describe, expect, it } from 'vitest';
import { computeSegmentation, createStackFrame, plainRange, thresholdVoxels } from '../../../core/edit/index.ts';
import { slicesWhere, uprightStack, voxelsOf } from '../../support/edit-stacks.ts';

/** Values count up along i, so that a range is known by its columns. */
const geometry = uprightStack([70, 9, 4]);
const frame = createStackFrame(geometry);
const voxels = Int16Array.from({ length: 70 * 9 * 4 }, (_, at) => at % 70);

describe('voxels in a range of values', () => {
  it('takes both ends in, on every plane', () => {
    const found = thresholdVoxels(voxels, frame, { low: 30, high: 33 });
    const wanted = slicesWhere(geometry, (i) => i >= 30 && i <= 33);
    expect(voxelsOf(found, geometry.size)).toEqual(voxelsOf(wanted, geometry.size));
  });

  it('stays in the box, which may reach beyond the image, and inside of the other structure', () => {
    const box = { i0: 31, i1: 200, j0: -5, j1: 3, k0: 1, k1: 3 };
    const within = slicesWhere(geometry, (_i, j, k) => j > 0 && k < 2);
    const found = thresholdVoxels(voxels, frame, { low: 30, high: 40 }, { box, within });
    const wanted = slicesWhere(geometry, (i, j, k) => i >= 31 && i <= 40 && j > 0 && j < 3 && k === 1);
    expect(voxelsOf(found, geometry.size)).toEqual(voxelsOf(wanted, geometry.size));
  });

  it('refuses a range that ends before it begins', () => {
    const run = () => computeSegmentation(plainRange({ low: 5, high: 4 }), frame, { voxels, own: null, within: null });
    expect(run).toThrow(expect.objectContaining({ code: 'SEGMENT_RANGE' }));
  });
});
