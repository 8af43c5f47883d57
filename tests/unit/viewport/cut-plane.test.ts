import { describe, expect, it } from 'vitest';
import { createCutViews, type ImageGeometry, regularGeometry } from '../../../core/geometry/index.ts';
import type { VoxelArray } from '../../../core/volume/index.ts';
import { createCutPlane, cutImage, NO_VALUE_FLOAT, NO_VALUE_INT16 } from '../../../renderer/viewport/cut-plane.ts';
import { planeStrip } from '../../../renderer/viewport/plane-strip.ts';

const size = [5, 4, 3] as const;
const straight = regularGeometry({ size, spacingMm: [1, 1, 2], originLps: [0, 0, 0] });
/** Each value says where it is: 100 k + 10 j + i. */
const values = Array.from({ length: 60 }, (_, n) => 100 * Math.floor(n / 20) + 10 * (Math.floor(n / 5) % 4) + (n % 5));
const drifting = (stepJ: number): ImageGeometry => ({
  ...straight,
  planeOriginsLps: [0, 1, 2].flatMap((k) => [0, k * stepJ, 2 * k]),
});

function cut(g: ImageGeometry, name: 'axial' | 'coronal' | 'sagittal', number: number, voxels: VoxelArray, read = 3) {
  const plane = createCutPlane(voxels, size);
  plane.values.fill(-1);
  cutImage(plane, voxels, size, createCutViews(g)[name], number, read);
  return { width: plane.width, height: plane.height, rows: [...plane.values.subarray(0, plane.width * plane.height)] };
}

describe.each([
  ['int16', Int16Array],
  ['uint8', Uint8Array],
  ['uint16', Uint16Array],
  ['float32', Float32Array],
] as const)('cuts of %s voxels', (_, ArrayType) => {
  const voxels = ArrayType.from(values.map((v) => v % 256)) as VoxelArray;
  const at = (i: number, j: number, k: number) => values[20 * k + 5 * j + i] as number;

  it('are the planes as they lie in memory', () => {
    const axial = cut(straight, 'axial', 1, voxels);
    expect([axial.width, axial.height]).toEqual([5, 4]);
    expect(axial.rows.slice(0, 5)).toEqual([100, 101, 102, 103, 104]);
    expect(axial.rows.at(-1)).toBe(at(4, 3, 1));
  });

  it('take a row of each plane for coronal and a column for sagittal cuts', () => {
    const coronal = cut(straight, 'coronal', 2, voxels);
    expect([coronal.width, coronal.height]).toEqual([5, 3]);
    expect(coronal.rows.slice(0, 10)).toEqual([20, 21, 22, 23, 24, 120, 121, 122, 123, 124]);
    const sagittal = cut(straight, 'sagittal', 3, voxels);
    expect([sagittal.width, sagittal.height]).toEqual([4, 3]);
    expect(sagittal.rows.slice(0, 8)).toEqual([3, 13, 23, 33, 103, 113, 123, 133]);
  });
});

describe('cuts of a drifting stack', () => {
  const voxels = Int16Array.from(values);

  it('are interpolated between the two nearest rows, and rounded, not cut off', () => {
    // Planes drift by half a row: on plane 1 the cut lies between rows 0 and 1, on plane 2 at row 0.
    const { rows } = cut(drifting(0.5), 'coronal', 1, voxels);
    expect(rows.slice(0, 5)).toEqual([10, 11, 12, 13, 14]);
    expect(rows.slice(5, 10)).toEqual([105, 106, 107, 108, 109]);
    expect(rows.slice(10)).toEqual([200, 201, 202, 203, 204]);
    const negative = Int16Array.from(values.map((v) => -v));
    expect(cut(drifting(0.5), 'coronal', 1, negative).rows[5]).toBe(-105);
  });

  it('hold no value where they leave the stack', () => {
    const { rows } = cut(drifting(2), 'coronal', 0, voxels);
    expect(rows.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.slice(5)).toEqual(Array(10).fill(NO_VALUE_INT16));
  });

  it('drift the other way round for a tilt of the other sign', () => {
    const { rows } = cut(drifting(-2), 'coronal', 0, voxels);
    expect(rows.slice(0, 10)).toEqual(Array(10).fill(NO_VALUE_INT16));
    expect(rows.slice(10)).toEqual([200, 201, 202, 203, 204]);
  });
});

describe('planes that have not been read yet', () => {
  it('are empty in the views across and in their own', () => {
    const voxels = Float32Array.from(values);
    expect(cut(straight, 'axial', 2, voxels, 2).rows.every((v) => v === Math.fround(NO_VALUE_FLOAT))).toBe(true);
    const coronal = cut(straight, 'coronal', 0, voxels, 2).rows;
    expect(coronal.slice(5, 10)).toEqual([100, 101, 102, 103, 104]);
    expect(coronal[10]).toBe(Math.fround(NO_VALUE_FLOAT));
  });
});

describe('the strip that a plane is drawn on', () => {
  it('needs two rows for a regular stack, however many planes it has', () => {
    expect([...planeStrip(createCutViews(straight).coronal)]).toEqual([
      ...[-0.5, 1, -0.5, -0.5],
      ...[4.5, 1, 4.5, -0.5],
      ...[-0.5, -5, -0.5, 2.5],
      ...[4.5, -5, 4.5, 2.5],
    ]);
  });

  it('has a row wherever a step differs from the one before', () => {
    const uneven = { ...straight, planeOriginsLps: [0, 0, 0, 0, 0, 2, 0, 0, 7] };
    const rows = planeStrip(createCutViews(uneven).coronal);
    expect(rows.length / 8).toBe(3);
    expect([...rows.subarray(8, 12)]).toEqual([-0.5, -2, -0.5, 1]);
  });
});
