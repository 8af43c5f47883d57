import { describe, expect, it } from 'vitest';
import { type ImageGeometry, regularGeometry } from '../../../core/geometry/index.ts';
import {
  averageBlocks,
  classOnImage,
  createCompetition,
  createPainting,
  finish,
  gridBoxLps,
  growBox,
  imageBoxLps,
  imagePartWithin,
  type ModelAxis,
  ownStepsLps,
  planModelGrid,
  resampleToGrid,
  sampleOnGrid,
  thresholdField,
} from '../../../core/inference/index.ts';
import { denseFromMask } from '../../../core/volume/index.ts';
import { sampleImage } from '../../support/inference-phantom.ts';
import { PHANTOM_GRIDS, tiltedGrid } from '../../support/volume-phantom.ts';

type Axes = readonly [ModelAxis, ModelAxis, ModelAxis];
const axes = (towards: string, spacingMm: readonly number[]): Axes =>
  [...towards].map((t, n) => ({ axis: t, towards: t, spacingMm: spacingMm[n], patch: 16, multipleOf: 1 })) as never;

const linear = (x: number, y: number, z: number) => 300 + 3 * x - 2 * y + 5 * z;

/** A stack with a tilt and with steps of 1, 4 and 7 mm, as a scanner has been seen to make. */
const uneven = (): ImageGeometry => ({
  ...regularGeometry({ size: [30, 28, 4], spacingMm: [2, 2.5, 4], originLps: [-30, -35, 0] }),
  planeOriginsLps: [-30, -35, 0, -30, -34.7, 1, -30, -33.5, 5, -30, -31.4, 12],
});

describe('the model grid', () => {
  it('is the image grid when spacing and directions agree', () => {
    const g = regularGeometry({ size: [5, 4, 3], spacingMm: [4, 4, 2.5], originLps: [10, 20, 30] });
    const grid = planModelGrid(axes('PLI', [4, 4, 2.5]), imageBoxLps(g), ownStepsLps(g));
    expect(grid.size).toEqual([4, 5, 3]);
    expect(grid.originLps).toEqual([10, 20, 35]);
    expect(imageBoxLps(g)).toEqual({ min: [8, 18, 28.75], max: [28, 34, 36.25] });
  });

  it('covers the box whatever its axes', () => {
    const box = imageBoxLps(regularGeometry({ size: [7, 9, 5], spacingMm: [1.1, 0.9, 3], originLps: [-5, 3, 100] }));
    for (const towards of ['PLI', 'SAR', 'LPS', 'IRA']) {
      const { min, max } = gridBoxLps(planModelGrid(axes(towards, [4, 4, 2.5]), box, [1, 1, 1]));
      for (let c = 0; c < 3; c++) {
        expect(min[c]).toBeLessThanOrEqual((box.min[c] as number) + 1e-9);
        expect(max[c]).toBeGreaterThanOrEqual((box.max[c] as number) - 1e-9);
      }
    }
  });
});

describe('resampling to the model grid', () => {
  it('copies voxels on the same grid, in array order', () => {
    const g = regularGeometry({ size: [3, 2, 2], spacingMm: [4, 4, 2.5], originLps: [0, 0, 0] });
    const voxels = Int16Array.from({ length: 12 }, (_, n) => n);
    const grid = planModelGrid(axes('PLI', [4, 4, 2.5]), imageBoxLps(g), ownStepsLps(g));
    // y slowest, then x, then z downwards.
    expect([...finish(sampleOnGrid({ geometry: g, voxels }, grid, -1))]).toEqual([
      6, 0, 7, 1, 8, 2, 9, 3, 10, 4, 11, 5,
    ]);
  });

  it.each([...PHANTOM_GRIDS, ['tilted', tiltedGrid()] as const, ['tilted and uneven', uneven()] as const])(
    'is exact for a linear field inside a %s stack, -7 outside it',
    (_, g) => {
      const exact = { geometry: g, voxels: Float64Array.from(sampleImage(g, () => 0).voxels) };
      let at = 0;
      for (let k = 0; k < g.size[2]; k++) {
        for (let j = 0; j < g.size[1]; j++) {
          for (let i = 0; i < g.size[0]; i++) {
            const o = g.planeOriginsLps.slice(3 * k, 3 * k + 3) as [number, number, number];
            const p = [0, 1, 2].map(
              (c) =>
                (o[c] as number) +
                i * g.spacingMm[0] * (g.direction[c] as number) +
                j * g.spacingMm[1] * (g.direction[3 + c] as number),
            ) as [number, number, number];
            exact.voxels[at++] = linear(...p);
          }
        }
      }
      const grid = planModelGrid(axes('PLI', [0.9, 0.8, 0.7]), imageBoxLps(g), ownStepsLps(g));
      const values = finish(sampleOnGrid(exact, grid, -7));
      let inside = 0;
      for (let n = 0; n < values.length; n++) {
        if (values[n] === -7) continue;
        const c = n % grid.size[2];
        const b = Math.floor(n / grid.size[2]) % grid.size[1];
        const a = Math.floor(n / grid.size[2] / grid.size[1]);
        const p = [grid.originLps[0] + 0.8 * b, grid.originLps[1] + 0.9 * a, grid.originLps[2] - 0.7 * c] as const;
        // Beyond the outermost centres the edge value is held for half a voxel.
        const held = 3 * g.spacingMm[0] + 2 * g.spacingMm[1] + 5 * g.spacingMm[2];
        if (Math.abs((values[n] as number) - linear(...p)) < 1e-3) inside++;
        else expect(Math.abs((values[n] as number) - linear(...p))).toBeLessThan(held);
      }
      expect(inside).toBeGreaterThan(60);
    },
  );

  it('averages an image that is much finer than the grid', () => {
    const g = regularGeometry({ size: [40, 40, 6], spacingMm: [1, 1, 2.5], originLps: [0, 0, 0] });
    // Single bright columns every fourth voxel: picking voxels would give 0 or 400.
    const voxels = Int16Array.from({ length: 9600 }, (_, n) => (n % 4 === 0 ? 400 : 0));
    const grid = planModelGrid(axes('PLI', [4, 4, 2.5]), imageBoxLps(g), ownStepsLps(g));
    const part = { i0: 0, i1: 40, j0: 0, j1: 40, k0: 0, k1: 6 };
    for (const v of finish(resampleToGrid({ geometry: g, voxels }, grid, { outside: 0, part }))) {
      expect(v).toBeCloseTo(100, 4);
    }
  });

  it('keeps the position of what it averages', () => {
    const g = regularGeometry({ size: [41, 38, 5], spacingMm: [1.17, 1.17, 3], originLps: [-20, -20, -6] });
    const whole = { i0: 0, i1: 41, j0: 0, j1: 38, k0: 0, k1: 5 };
    const voxels = Float32Array.from(sampleImage(g, (x, y, z) => 100 * x - 70 * y + 30 * z).voxels);
    const averaged = finish(averageBlocks({ geometry: g, voxels }, [4, 4, 2.5], whole));
    expect(averaged.geometry.size).toEqual([14, 13, 5]);
    const [ni, nj] = averaged.geometry.size;
    const expected = sampleImage(averaged.geometry, (x, y, z) => 100 * x - 70 * y + 30 * z).voxels;
    for (let j = 1; j < nj - 1; j++) {
      for (let i = 1; i < ni - 1; i++) {
        const at = (2 * nj + j) * ni + i;
        expect(Math.abs((averaged.voxels[at] as number) - (expected[at] as number))).toBeLessThan(1.5);
      }
    }
  });

  it('reads no more of the image than a part, and enough of it', () => {
    const g = regularGeometry({ size: [60, 60, 12], spacingMm: [1, 1, 2.5], originLps: [0, 0, 0] });
    const image = sampleImage(g, (x, y, z) => 5 * x + 3 * y + z);
    const whole = imageBoxLps(g);
    const grid = planModelGrid(
      axes('PLI', [4, 4, 2.5]),
      growBox({ min: [20, 25, 8], max: [30, 40, 20] }, 2, whole),
      [1, 1, 1],
    );
    const part = imagePartWithin(g, gridBoxLps(grid));
    expect(part.i1 - part.i0).toBeLessThan(25);
    const all = { i0: 0, i1: 60, j0: 0, j1: 60, k0: 0, k1: 12 };
    expect(finish(resampleToGrid(image, grid, { outside: 0, part }))).toEqual(
      finish(resampleToGrid(image, grid, { outside: 0, part: all })),
    );
  });
});

describe('bringing a class back to the image', () => {
  const g = regularGeometry({ size: [6, 5, 4], spacingMm: [2, 2, 2], originLps: [1, 1, 1] });
  const grid = planModelGrid(axes('LPS', [4, 4, 4]), imageBoxLps(g), ownStepsLps(g));

  it('interpolates between model voxels and holds the value at the edge of the grid', () => {
    // x runs 0, 1, 0.5 over the three model voxels at 2, 6 and 10 mm; image voxels lie at 1, 3, 5, … 11 mm.
    const values = Float32Array.from({ length: 3 * 3 * 2 }, (_, n) => [0, 1, 0.5][Math.floor(n / 6)] as number);
    const field = finish(classOnImage({ channel: 0, start: [0, 0, 0], size: [3, 3, 2], values, unit: 1 }, grid, g));
    expect(field.box).toEqual({ i0: 0, i1: 6, j0: 0, j1: 5, k0: 0, k1: 4 });
    expect([...field.values.subarray(0, 6)]).toEqual([0, 0.25, 0.75, 0.875, 0.625, 0.5]);
    const mask = thresholdField(field, g.size, 0.7);
    expect(mask.box).toEqual({ i0: 2, i1: 4, j0: 0, j1: 5, k0: 0, k1: 4 });
  });

  it('touches only the image voxels within the box of the class', () => {
    const values = Float32Array.of(1, 1);
    const field = finish(classOnImage({ channel: 0, start: [1, 1, 0], size: [1, 1, 2], values, unit: 1 }, grid, g));
    expect(field.values.length).toBe(0);
    const wide = finish(
      classOnImage(
        { channel: 0, start: [1, 0, 0], size: [2, 3, 2], values: new Float32Array(12).fill(1), unit: 1 },
        grid,
        g,
      ),
    );
    expect(wide.box).toEqual({ i0: 3, i1: 6, j0: 0, j1: 5, k0: 0, k1: 4 });
  });

  it('gives each voxel to its most probable class', () => {
    const box = (channel: number, values: number[]) => ({
      channel,
      start: [0, 0, 0] as const,
      size: [3, 3, 2] as const,
      values: Float32Array.from({ length: 18 }, (_, n) => values[Math.floor(n / 6)] as number),
      unit: 1,
    });
    const boxes = [box(0, [0.6, 0.2, 0.2]), box(1, [0.3, 0.7, 0.2]), box(2, [0.1, 0.1, 0.6])];
    const map = createCompetition(boxes, grid, g);
    for (const each of boxes) finish(map.add(each));
    const row = (...channels: number[]) => [...denseFromMask(map.mask(channels)).subarray(0, 6)];
    expect([row(0), row(1), row(2)]).toEqual([
      [1, 1, 0, 0, 0, 0],
      [0, 0, 1, 1, 0, 0],
      [0, 0, 0, 0, 1, 1],
    ]);
    expect(row(0, 2)).toEqual([1, 1, 0, 0, 1, 1]);
  });

  it('paints regions over each other in their order', () => {
    const box = (channel: number, values: number[]) => ({
      channel,
      start: [0, 0, 0] as const,
      size: [3, 3, 2] as const,
      values: Float32Array.from({ length: 18 }, (_, n) => values[Math.floor(n / 6)] as number),
      unit: 1,
    });
    // The core lies within the tumour on the left and, against all sense, outside it on the right.
    const [tumour, core] = [box(0, [1, 1, 0]), box(1, [0, 1, 1])];
    const map = createPainting([tumour, core], grid, g, (channel) => ({ mark: channel === 0 ? 1 : 3, threshold: 0.5 }));
    finish(map.add(tumour));
    finish(map.add(core));
    const row = (...marks: number[]) => [...denseFromMask(map.mask(marks)).subarray(0, 6)];
    expect([row(1), row(3), row(1, 2, 3)]).toEqual([
      [1, 1, 0, 0, 0, 0],
      [0, 0, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1],
    ]);
  });
});
