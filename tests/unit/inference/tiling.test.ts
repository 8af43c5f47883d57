import { describe, expect, it } from 'vitest';
import {
  addTile,
  createAccumulator,
  extractTile,
  finishSigmoid,
  finishSoftmax,
  gaussianWeights,
  isAir,
  planTiles,
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

describe('a tile', () => {
  it('holds the grid where it is and the outside value elsewhere', () => {
    const plan = planTiles([2, 1, 3], [2, 3, 5], 0.5);
    const tile = new Float32Array(30);
    extractTile(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 1, 3], plan, 0, -9, tile);
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

  it('leaves a voxel that no patch reached in the background', () => {
    const acc = createAccumulator([1, 1, 3], 2);
    const plan = { patch: [1, 1, 2] as const, starts: Int32Array.of(0, 0, 1), count: 1 };
    const one = Float32Array.of(1);
    addTile(acc, plan, 0, Float32Array.of(0, 2, 0, -2), [one, one, gaussianWeights(2, 0.5)]);
    const soft = { ...acc, sums: acc.sums.slice() };
    finishSigmoid(acc);
    expect([...acc.sums].map((p) => Number(p.toFixed(4)))).toEqual([0, 0.5, 0.8808, 0, 0.5, 0.1192]);
    finishSoftmax(soft, [false, true]);
    expect([...soft.sums].map((p) => Number(p.toFixed(4)))).toEqual([1, 0.5, 0.982, 0, 0.5, 0.018]);
  });
});
