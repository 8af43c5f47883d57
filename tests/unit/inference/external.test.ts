import { describe, expect, it } from 'vitest';
import { type ImageGeometry, regularGeometry, voxelVolumeMm3 } from '../../../core/geometry/index.ts';
import { computeExternal } from '../../../core/inference/index.ts';
import { countVoxels, denseFromMask, isEmptyMask, type Mask } from '../../../core/volume/index.ts';
import { type HuAt, sampleImage } from '../../support/inference-phantom.ts';

const THRESHOLD_HU = -400;
const grid = regularGeometry({ size: [130, 110, 30], spacingMm: [2, 2, 4], originLps: [-129, -109, -58] });
const volumeMl = (mask: Mask, g: ImageGeometry) => (countVoxels(mask) * voxelVolumeMm3(g)) / 1000;
const at = (mask: Mask, i: number, j: number, k: number) =>
  denseFromMask(mask)[(k * mask.size[1] + j) * mask.size[0] + i];

/** An elliptic cylinder that runs through the whole stack, with an airway in it. */
const trunk: HuAt = (x, y) => {
  if (x ** 2 + (y + 10) ** 2 < 8 ** 2) return -1000;
  return (x / 90) ** 2 + (y / 50) ** 2 <= 1 ? 40 : -1000;
};
const TRUNK_ML = (Math.PI * 90 * 50 * 120) / 1000;
/** A couch of two 3 mm shells, its upper one touching the back. */
const isCouch = (x: number, y: number) => Math.abs(x) < 120 && ((y >= 49 && y < 52) || (y >= 90 && y < 93));

describe('the body', () => {
  it('is the outside of a trunk, airway filled', () => {
    const mask = computeExternal(sampleImage(grid, trunk), THRESHOLD_HU);
    expect(volumeMl(mask, grid) / TRUNK_ML).toBeCloseTo(1, 2);
    expect(at(mask, 64, 50, 15)).toBe(1);
  });

  it('does not include a couch that it lies on', () => {
    const mask = computeExternal(
      sampleImage(grid, (x, y, z) => (isCouch(x, y) ? -100 : trunk(x, y, z))),
      THRESHOLD_HU,
    );
    // Where skin lies on the shell no threshold can part them: some 38 ml of couch top.
    expect(volumeMl(mask, grid) - TRUNK_ML).toBeLessThan(55);
    expect(volumeMl(mask, grid) - TRUNK_ML).toBeGreaterThan(-15);
    expect(at(mask, 12, 80, 15)).toBe(0);
  });

  it('keeps thin parts such as ears', () => {
    const ear: HuAt = (x, y, z) => (x > 85 && x < 105 && Math.abs(y) < 4 && Math.abs(z) < 20 ? 0 : trunk(x, y, z));
    const mask = computeExternal(sampleImage(grid, ear), THRESHOLD_HU);
    expect(at(mask, 115, 54, 14)).toBe(1);
  });

  it('may be cut by the edge of the picture, and padding is air', () => {
    const small = regularGeometry({ size: [60, 60, 30], spacingMm: [2, 2, 4], originLps: [-59, -59, -58] });
    const cropped: HuAt = (x, y, z) => (x ** 2 + y ** 2 > 58 ** 2 ? -3024 : trunk(x, y, z));
    const mask = computeExternal(sampleImage(small, cropped), THRESHOLD_HU);
    expect(at(mask, 5, 30, 0)).toBe(1);
    expect(at(mask, 0, 0, 15)).toBe(0);
  });

  it('fills across the patient in a sagittal stack too, where the airway is open downwards', () => {
    const sagittal = regularGeometry({
      size: [110, 30, 130],
      spacingMm: [2, 4, 2],
      originLps: [-129, -109, 58],
      direction: [0, 1, 0, 0, 0, -1, 1, 0, 0],
    });
    const mask = computeExternal(sampleImage(sagittal, trunk), THRESHOLD_HU);
    expect(volumeMl(mask, sagittal) / TRUNK_ML).toBeCloseTo(1, 2);
  });

  it('fills when rows run along the patient', () => {
    const turned = regularGeometry({
      size: [30, 110, 130],
      spacingMm: [4, 2, 2],
      originLps: [-129, -109, -58],
      direction: [0, 0, 1, 0, 1, 0, 1, 0, 0],
    });
    const mask = computeExternal(sampleImage(turned, trunk), THRESHOLD_HU);
    expect(volumeMl(mask, turned) / TRUNK_ML).toBeCloseTo(1, 2);
  });

  it('of a hollow head is the whole head', () => {
    const skull: HuAt = (x, y, z) => {
      const r = Math.hypot(x / 70, y / 80, z / 55);
      return r <= 1 && r > 0.94 ? 900 : Math.hypot(x - 10, y, z) < 18 ? 100 : -1000;
    };
    const mask = computeExternal(sampleImage(grid, skull), THRESHOLD_HU);
    expect((volumeMl(mask, grid) * 1000) / ((4 / 3) * Math.PI * 70 * 80 * 55)).toBeCloseTo(1, 1);
  });

  it('of an empty room is empty', () => {
    expect(
      isEmptyMask(
        computeExternal(
          sampleImage(grid, () => -1000),
          THRESHOLD_HU,
        ),
      ),
    ).toBe(true);
  });

  it('survives an object of a single voxel', () => {
    const dot = sampleImage(grid, () => -1000);
    dot.voxels[(15 * 110 + 50) * 130 + 60] = 100;
    expect(countVoxels(computeExternal(dot, THRESHOLD_HU))).toBeLessThanOrEqual(1);
  });
});
