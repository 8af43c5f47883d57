import { describe, expect, it } from 'vitest';
import { type Lattice, type ModelAxis, planModelGrid } from '../../../core/inference/index.ts';

const axis = (name: string, towards: ModelAxis['towards'], spacingMm: number | null): ModelAxis => ({
  axis: name,
  towards,
  spacingMm,
  patch: 16,
  multipleOf: 1,
});

// 40 voxels of 2.6 mm, 38 of 2.6, 34 of 2.2: what the two programs say for it stands beside each expectation.
const box = { min: [-1.3, -1.3, -1.1], max: [102.7, 97.5, 73.7] } as const;
const own = [2.6, 2.6, 2.2] as const;
const plan = (lattice?: Lattice) =>
  planModelGrid([axis('x', 'R', 2), axis('y', 'P', 2), axis('z', 'S', 3)], box, own, lattice);

describe('how the grid of a network lies on an image', () => {
  it('is centred on it unless a manifest says otherwise', () => {
    const grid = plan();
    expect(grid.size).toEqual([52, 50, 25]);
    expect(grid.originLps[1]).toBeCloseTo(48.1 - 49, 9);
    expect(plan('centred')).toEqual(grid);
  });

  it('fits it edge to edge, as nnU-Net resizes images', () => {
    const grid = plan('fit');
    // compute_new_shape: round(2.6 / 2 * 40), round(2.6 / 2 * 38), round(2.2 / 3 * 34)
    expect(grid.size).toEqual([52, 49, 25]);
    expect(grid.spacingMm[1]).toBeCloseTo(98.8 / 49, 12);
    expect(grid.originLps[0]).toBeCloseTo(102.7 - 1, 9);
    expect(grid.originLps[1]).toBeCloseTo(-1.3 + 98.8 / 49 / 2, 9);
  });

  it('begins at the first voxel along each axis, as Spacing of MONAI does', () => {
    const grid = plan('firstVoxel');
    // compute_shape_offset: round(39 * 2.6 / 2 + 1), round(37 * 2.6 / 2 + 1), round(33 * 2.2 / 3 + 1)
    expect(grid.size).toEqual([52, 49, 25]);
    expect(grid.spacingMm).toEqual([2, 2, 3]);
    expect(grid.originLps[0]).toBeCloseTo(102.7 - 1.3, 9);
    expect(grid.originLps[1]).toBeCloseTo(0, 9);
    expect(grid.originLps[2]).toBeCloseTo(0, 9);
  });

  it('rounds halves to the even number, as Python does', () => {
    const at = (extentMm: number) =>
      planModelGrid(
        [axis('x', 'L', 1), axis('y', 'P', 1), axis('z', 'S', 1)],
        { min: [0, 0, 0], max: [extentMm, 10, 10] },
        [0.5, 1, 1],
        'fit',
      ).size[0];
    expect([at(10.5), at(11.5), at(12.4), at(0.2)]).toEqual([10, 12, 12, 1]);
  });

  it('is the image’s own grid where the spacing is, whatever the lattice', () => {
    for (const lattice of ['centred', 'fit', 'firstVoxel'] as const) {
      const grid = planModelGrid([axis('z', 'S', null), axis('y', 'P', 2.6), axis('x', 'L', 2.6)], box, own, lattice);
      expect(grid.size).toEqual([34, 38, 40]);
      for (const c of grid.originLps) expect(c).toBeCloseTo(0, 9);
    }
  });
});
