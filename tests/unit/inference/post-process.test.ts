import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { fillHoles, largestComponent, postProcess } from '../../../core/inference/index.ts';
import {
  countVoxels,
  denseFromMask,
  emptyMask,
  isEmptyMask,
  type Mask,
  maskFromDense,
} from '../../../core/volume/index.ts';

/** Planes as rows of 0 and 1. */
const maskOf = (...planes: string[][]): Mask => {
  const size = [planes[0]?.[0]?.length ?? 0, planes[0]?.length ?? 0, planes.length] as const;
  return maskFromDense([...planes.flat().join('')].map(Number), size);
};
const rows = (mask: Mask): string[] => {
  const dense = denseFromMask(mask);
  const [ni, nj, nk] = mask.size;
  return Array.from({ length: nj * nk }, (_, r) => dense.subarray(r * ni, (r + 1) * ni).join(''));
};

describe('the largest component', () => {
  it('drops islands', () => {
    expect(rows(largestComponent(maskOf(['1100001', '1100001', '0000000'])))).toEqual([
      '1100000',
      '1100000',
      '0000000',
    ]);
  });

  it('counts contact over a corner in space', () => {
    const diagonal = maskOf(['100', '000', '000'], ['010', '000', '000'], ['000', '001', '000']);
    expect(countVoxels(largestComponent(diagonal))).toBe(3);
    expect(countVoxels(largestComponent(maskOf(['1000', '0000'], ['0000', '0011'])))).toBe(2);
  });

  it('of equals is the first in memory order; of nothing is nothing', () => {
    expect(rows(largestComponent(maskOf(['101'])))).toEqual(['100']);
    expect(isEmptyMask(largestComponent(emptyMask([3, 3, 3])))).toBe(true);
  });

  it('joins arms that meet late', () => {
    const u = maskOf(['1010101', '1010101', '1111111', '0000000', '0000001']);
    expect(countVoxels(largestComponent(u))).toBe(15);
  });
});

describe('hole filling', () => {
  const tube = (end: string[]) => maskOf(['111', '111', '111'], ['111', '101', '111'], end);
  const [shut, open] = [
    ['111', '111', '111'],
    ['111', '101', '111'],
  ];

  it('fills a closed cavity in space', () => {
    expect(countVoxels(fillHoles(tube(shut), 'volume'))).toBe(27);
  });

  it('leaves a cavity that is open at one end, unless planes are filled', () => {
    expect(countVoxels(fillHoles(tube(open), 'volume'))).toBe(25);
    expect(countVoxels(fillHoles(tube(open), 'slice'))).toBe(27);
  });

  it('does not leak through a diagonal gap', () => {
    expect(rows(fillHoles(maskOf(['0110', '1001', '0110']), 'slice'))).toEqual(['0110', '1111', '0110']);
  });
});

describe('the steps of a label', () => {
  const g = regularGeometry({ size: [7, 3, 1], spacingMm: [10, 10, 10], originLps: [0, 0, 0] });
  const mask = maskOf(['1110001', '1010001', '1110000']);

  it('empties what is smaller than the minimum volume after the other steps', () => {
    const steps = { largestComponent: true, holeFilling: 'slice', minimumVolumeMl: 9 } as const;
    expect(countVoxels(postProcess(mask, steps, g))).toBe(9);
    expect(isEmptyMask(postProcess(mask, { ...steps, minimumVolumeMl: 9.001 }, g))).toBe(true);
  });

  it('may all be left out', () => {
    const steps = { largestComponent: false, holeFilling: 'none', minimumVolumeMl: 0 } as const;
    expect(postProcess(mask, steps, g)).toBe(mask);
  });
});
