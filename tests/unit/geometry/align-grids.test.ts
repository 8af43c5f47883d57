import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { alignGrids, type ImageGeometry, regularGeometry } from '../../../core/geometry/index.ts';
import { tiltedUnevenGrid } from '../../support/phantom-masks.ts';

const image = regularGeometry({ size: [7, 5, 3], spacingMm: [1, 2, 3], originLps: [10, 20, 30] });

const code = (from: ImageGeometry, to: ImageGeometry): string => {
  try {
    alignGrids(from, to);
    return 'aligned';
  } catch (error) {
    return (error as AppError).code;
  }
};

describe('alignGrids', () => {
  it('finds reversed axes', () => {
    const ras = regularGeometry({
      size: [7, 5, 3],
      spacingMm: [1, 2, 3],
      originLps: [16, 28, 30],
      direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
    });
    expect(alignGrids(ras, image)).toEqual({ axes: [0, 1, 2], flips: [true, true, false] });
  });

  it('finds exchanged axes', () => {
    const zyx = regularGeometry({
      size: [3, 5, 7],
      spacingMm: [3, 2, 1],
      originLps: [10, 20, 30],
      direction: [0, 0, 1, 0, 1, 0, 1, 0, 0],
    });
    expect(alignGrids(zyx, image)).toEqual({ axes: [2, 1, 0], flips: [false, false, false] });
  });

  it('allows 1 % of a voxel and no more, in every axis', () => {
    for (const axis of [0, 1, 2]) {
      const moved = (share: number) => {
        const origin = [10, 20, 30];
        origin[axis] = (origin[axis] as number) + share * (axis + 1);
        return regularGeometry({
          size: image.size,
          spacingMm: image.spacingMm,
          originLps: origin as [number, number, number],
        });
      };
      expect(code(moved(0.009), image)).toBe('aligned');
      expect(code(moved(0.011), image)).toBe('GRID_POSITION_DIFFERS');
    }
  });

  it('refuses other sizes and spacings', () => {
    const other = regularGeometry({ size: [7, 5, 4], spacingMm: [1, 2, 3], originLps: [10, 20, 30] });
    const wide = regularGeometry({ size: [7, 5, 3], spacingMm: [1.01, 2, 3], originLps: [10, 20, 30] });
    expect(code(other, image)).toBe('GRID_SIZE_DIFFERS');
    expect(code(wide, image)).toBe('GRID_POSITION_DIFFERS');
    expect(() => alignGrids(other, image)).toThrow(AppError);
  });

  it('compares a tilted, uneven stack plane by plane', () => {
    const tilted = tiltedUnevenGrid();
    expect(code(tilted, tilted)).toBe('aligned');
    const straightened = { ...tilted, planeOriginsLps: [...tilted.planeOriginsLps] };
    (straightened.planeOriginsLps as number[])[3 * 7 + 2] = (tilted.planeOriginsLps[3 * 7 + 2] as number) + 0.1;
    expect(code(straightened, tilted)).toBe('GRID_POSITION_DIFFERS');
  });
});
