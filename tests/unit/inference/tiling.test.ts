import { describe, expect, it } from 'vitest';
import {
  createRowBlender,
  extractPatch,
  gaussianWeights,
  isAir,
  sigmoid,
  softmax,
  tileStarts,
} from '../../../core/inference/index.ts';

describe('tile starts', () => {
  it('spread evenly, at least half a patch shared', () => {
    expect(tileStarts(136, 80, 0.5)).toEqual([0, 28, 56]);
    expect(tileStarts(147, 64, 0.5)).toEqual([0, 28, 55, 83]);
  });

  it('put a small grid in the middle of one patch', () => {
    expect(tileStarts(59, 64, 0.5)).toEqual([-2]);
    expect(tileStarts(64, 64, 0.5)).toEqual([0]);
  });
});

describe('tile starts at equal steps', () => {
  it('end with the grid, as MONAI has them', () => {
    expect(tileStarts(100, 40, 0.25, 'stride')).toEqual([0, 30, 60]);
    expect(tileStarts(101, 40, 0.25, 'stride')).toEqual([0, 30, 60, 61]);
  });
});

describe('a tile', () => {
  it('holds the grid where it is and the outside value elsewhere', () => {
    const tile = new Float32Array(30);
    extractPatch(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 1, 3], [0, -1, -1], [2, 3, 5], -9, tile);
    const o = -9;
    expect([...tile]).toEqual([
      ...[o, o, o, o, o, o, 1, 2, 3, o, o, o, o, o, o],
      ...[o, o, o, o, o, o, 4, 5, 6, o, o, o, o, o, o],
    ]);
  });

  it('is air when nothing in it is above the level', () => {
    expect(isAir(Float32Array.of(-1, -1, -1), -1)).toBe(true);
    expect(isAir(Float32Array.of(-1, -0.999, -1), -1)).toBe(false);
  });
});

describe('blending', () => {
  it('weighs the middle of a patch with 1 and falls by the stated sigma', () => {
    const weights = gaussianWeights(9, 1 / 9);
    expect(weights[4]).toBe(1);
    expect(weights[5]).toBeCloseTo(Math.exp(-0.5), 6);
    expect(weights[0]).toBeCloseTo(Math.exp(-8), 6);
  });

  it('gives the weighted mean of the patches, row by row, and says where none reached', () => {
    const rows: { row: number; values: number[]; isReached: number[] }[] = [];
    const one = Float32Array.of(1, 1);
    const blender = createRowBlender({
      size: [3, 1, 3],
      axis: 0,
      patch: [2, 1, 2],
      rows: 2,
      channels: [0],
      hasSpread: false,
      axisWeights: [one, one, gaussianWeights(2, 0.5)],
      onRow: ({ row, values, isReached }) => rows.push({ row, values: [...values], isReached: [...isReached] }),
    });
    blender.add([0, 0, 0], Float32Array.of(0, 2, 4, 6), null);
    blender.finishBefore(1);
    expect(rows).toEqual([{ row: 0, values: [0, 2, 0], isReached: [1, 1, 0] }]);
    blender.add([1, 0, 1], Float32Array.of(8, 10, 12, 14), null);
    blender.finishBefore(3);
    // (1, 1) is reached by both patches with equal weights: (6 + 8) / 2.
    expect(rows.slice(1)).toEqual([
      { row: 1, values: [4, 7, 10], isReached: [1, 1, 1] },
      { row: 2, values: [0, 12, 14], isReached: [0, 1, 1] },
    ]);
    expect(() => blender.add([0, 0, 0], new Float32Array(4), null)).toThrow(RangeError);
  });
});

describe('activations', () => {
  it('are the logistic function, and softmax over the channels', () => {
    const round = (values: Float32Array) => [...values].map((p) => Number(p.toFixed(4)));
    const independent = Float32Array.of(0, 2, -2);
    sigmoid(independent);
    expect(round(independent)).toEqual([0.5, 0.8808, 0.1192]);
    const rival = Float32Array.of(0, 2, 0, -2);
    softmax(rival, 2);
    expect(round(rival)).toEqual([0.5, 0.982, 0.5, 0.018]);
  });
});
