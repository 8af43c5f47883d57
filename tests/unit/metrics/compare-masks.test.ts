import { describe, expect, it } from 'vitest';
import { type ImageGeometry, regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import { compareMasks } from '../../../core/metrics/index.ts';
import { emptyMask, type Mask } from '../../../core/volume/index.ts';
import { boxMask, maskByIndex } from '../../support/box-masks.ts';

type Spacing = readonly [number, number, number];

const grid = (size: Size3, spacingMm: Spacing): ImageGeometry =>
  regularGeometry({ size, spacingMm, originLps: [-100, 20, 7] });

const tolerancesMm = [1, 2, 3];
const size: Size3 = [16, 14, 12];
const spacing: Spacing = [3, 2, 1];
const compare = (reference: Mask, test: Mask, geometry = grid(size, spacing)) =>
  compareMasks(reference, test, geometry, { tolerancesMm });

/** Voxels without any order, so that all 256 neighbourhoods occur. */
const noise = (shape: Size3, [a, b, c]: readonly [number, number, number], modulus: number, below: number): Mask =>
  maskByIndex(shape, (i, j, k) => (i * a + j * b + k * c + i * j * 3 + j * k * 5 + i * k * i) % modulus < below);

const ball = (shape: Size3, centre: readonly number[], radiusMm: number, s: Spacing): Mask =>
  maskByIndex(
    shape,
    (...p) =>
      p.reduce((sum, n, axis) => sum + ((n - (centre[axis] as number)) * (s[axis] as number)) ** 2, 0) <= radiusMm ** 2,
  );

const small: Size3 = [9, 8, 7];
const sparse: Size3 = [17, 13, 11];
const round: Size3 = [30, 30, 14];
const flat: Size3 = [12, 10, 1];
const ct: Spacing = [0.98, 0.98, 2.5];

/** Expected values: DeepMind's surface-distance 0.1 (PyPI) under NumPy 1.24 and SciPy 1.10, run on the same voxels. */
const judged = [
  {
    name: 'two shifted boxes',
    masks: [boxMask(size, [2, 2, 2], [8, 8, 8]), boxMask(size, [4, 2, 2], [10, 8, 8])],
    geometry: grid(size, spacing),
    expected: [0.6666666666666666, 6, 6, 1.403339964750589, 1.403339964750589],
    surfaceDice: [0.6729714322655448, 0.706148872856462, 0.8574053883403188],
  },
  {
    name: 'two single voxels',
    masks: [boxMask(size, [5, 5, 5], [6, 6, 6]), boxMask(size, [7, 6, 8], [8, 7, 9])],
    geometry: grid(size, spacing),
    expected: [0, 7, 7, 5.415965272696411, 5.415965272696411],
    surfaceDice: [0, 0, 0],
  },
  {
    name: 'a small box in a large one',
    masks: [boxMask(size, [2, 2, 2], [12, 12, 10]), boxMask(size, [5, 5, 5], [8, 8, 8])],
    geometry: grid(size, spacing),
    expected: [0.06529625151148731, 14.730919862656235, 12.529964086141668, 7.422104429368426, 2.83686854185026],
    surfaceDice: [0, 0.07275930031837649, 0.1821066274256391],
  },
  {
    name: 'boxes that touch the border of the grid',
    masks: [boxMask(size, [0, 0, 0], [16, 7, 12]), boxMask(size, [3, 0, 1], [16, 9, 12])],
    geometry: grid(size, spacing),
    expected: [0.7609274040288864, 9.055385138137417, 9, 1.7988260536204834, 1.2254714169259227],
    surfaceDice: [0.6962882728302215, 0.7575889027416185, 0.7997831626933848],
  },
  {
    name: 'noise',
    masks: [noise(small, [7, 13, 29], 11, 4), noise(small, [5, 17, 23], 13, 6)],
    geometry: grid(small, spacing),
    expected: [0.38235294117647056, 3, 1, 0.03867510656224178, 0.13098406053534],
    surfaceDice: [0.9865032596446369, 0.9975149851737205, 1],
  },
  {
    name: 'sparse noise at odd spacing',
    masks: [noise(sparse, [7, 13, 29], 101, 3), noise(sparse, [5, 17, 23], 97, 2)],
    geometry: grid(sparse, [0.7, 1.1, 2.3]),
    expected: [0.05172413793103448, 5.021951811795887, 3.560898762952971, 1.77915694466143, 1.3641095027445953],
    surfaceDice: [0.2828867117465097, 0.5471327856129227, 0.9186524805398331],
  },
  {
    name: 'balls at the spacing of a planning CT',
    masks: [ball(round, [14, 14, 6], 9, ct), ball(round, [16, 13.5, 7], 7.5, ct)],
    geometry: grid(round, ct),
    expected: [0.6570144782825761, 5.370437598557496, 5, 1.8182843680889647, 1.1062505756730583],
    surfaceDice: [0.5239498923969307, 0.6476102301868804, 0.8376416687838237],
  },
  {
    name: 'one slice',
    masks: [boxMask(flat, [2, 2, 0], [8, 7, 1]), boxMask(flat, [3, 2, 0], [10, 9, 1])],
    geometry: grid(flat, [1.2, 0.8, 3]),
    expected: [0.6329113924050633, 2.8844410203711917, 2.4, 0.14951582211933698, 0.7432442486557335],
    surfaceDice: [0.7240970291720746, 0.9291130244744208, 1],
  },
] as const;

describe('compareMasks', () => {
  it.each(judged)('agrees with surface-distance on $name', ({ masks, geometry, expected, surfaceDice }) => {
    const result = compare(masks[0], masks[1], geometry);
    const { referenceToTest, testToReference } = result.averageSurfaceDistanceMm;
    const figures = [result.dice, result.hausdorffMm, result.hausdorff95Mm, referenceToTest, testToReference];
    figures.forEach((figure, n) => {
      expect(figure).toBeCloseTo(expected[n] as number, 10);
    });
    surfaceDice.forEach((value, n) => {
      expect(result.surfaceDice[String(n + 1)]).toBeCloseTo(value, 10);
    });
    expect(result.undefined).toEqual({});
  });

  it('counts overlap in voxels and volume in millilitres', () => {
    // 216 voxels of 6 mm3 each, 4 of 6 columns in common.
    const result = compare(boxMask(size, [2, 2, 2], [8, 8, 8]), boxMask(size, [4, 2, 2], [10, 8, 5]));
    expect(result.volumeMl).toEqual({ reference: expect.closeTo(1.296, 12), test: expect.closeTo(0.648, 12) });
    expect(result.sensitivity).toBeCloseTo(72 / 216, 12);
    expect(result.precision).toBeCloseTo(72 / 108, 12);
    expect(result.jaccard).toBeCloseTo(72 / 252, 12);
    expect(result.dice).toBeCloseTo(144 / 324, 12);
    expect(result.f1).toBe(result.dice);
  });

  it('knows the distance of two boxes whose faces are parallel', () => {
    const geometry = grid([40, 12, 12], [0.5, 2, 2]);
    const result = compare(
      boxMask([40, 12, 12], [0, 1, 1], [5, 11, 11]),
      boxMask([40, 12, 12], [30, 1, 1], [35, 11, 11]),
      geometry,
    );
    // Both are 5 voxels thick and 30 apart: 15 mm from each face to the like face of the other.
    expect(result.hausdorffMm).toBeCloseTo(15, 12);
    expect(result.hausdorff95Mm).toBeCloseTo(15, 12);
    expect(result.surfaceDice['3']).toBe(0);
  });

  it('names a tolerance as it was given and counts what is exactly at it', () => {
    const [a, b] = [boxMask(size, [2, 2, 2], [8, 8, 8]), boxMask(size, [2, 2, 3], [8, 8, 9])];
    const result = compareMasks(a, b, grid(size, [3, 2, 0.3]), { tolerancesMm: [0.29, 0.3, 2.5] });
    expect(Object.keys(result.surfaceDice)).toEqual(['0.29', '0.3', '2.5']);
    expect(result.surfaceDice['0.29']).toBeLessThan(1);
    expect(result.surfaceDice['0.3']).toBe(1);
  });

  it('gives the same figures for the same voxels in larger boxes', () => {
    const [a, b] = judged[3].masks;
    const loose: Mask = {
      size,
      box: { i0: 0, i1: 16, j0: 0, j1: 14, k0: 0, k1: 12 },
      voxels: new Uint8Array(16 * 14 * 12),
    };
    for (let k = 0; k < 12; k++)
      for (let j = 0; j < 7; j++) loose.voxels.fill(1, (k * 14 + j) * 16, (k * 14 + j) * 16 + 16);
    expect(compare(loose, b)).toEqual(compare(a, b));
  });
});

describe('compareMasks without a value', () => {
  const box = boxMask(size, [2, 2, 2], [8, 8, 8]);
  const empty = emptyMask(size);
  const distances = {
    hausdorffMm: null,
    hausdorff95Mm: null,
    averageSurfaceDistanceMm: { referenceToTest: null, testToReference: null },
  };
  const distanceReasons = (reason: string) => ({
    hausdorffMm: reason,
    hausdorff95Mm: reason,
    'averageSurfaceDistanceMm.referenceToTest': reason,
    'averageSurfaceDistanceMm.testToReference': reason,
  });

  it('gives Dice 0 and no distance when only the test is empty', () => {
    expect(compare(box, empty)).toEqual({
      dice: 0,
      jaccard: 0,
      sensitivity: 0,
      precision: null,
      f1: 0,
      volumeMl: { reference: expect.closeTo(1.296, 12), test: 0 },
      ...distances,
      surfaceDice: { '1': 0, '2': 0, '3': 0 },
      undefined: { precision: 'test-empty', ...distanceReasons('test-empty') },
    });
  });

  it('gives Dice 0 and no distance when only the reference is empty', () => {
    const result = compare(empty, box);
    expect(result).toMatchObject({ dice: 0, sensitivity: null, precision: 0, ...distances });
    expect(result.undefined).toEqual({ sensitivity: 'reference-empty', ...distanceReasons('reference-empty') });
  });

  it('gives nothing but volumes when both are empty', () => {
    const result = compare(empty, empty);
    const nothing = { dice: null, jaccard: null, sensitivity: null, precision: null, f1: null };
    expect(result).toMatchObject({ ...nothing, ...distances, surfaceDice: { '1': null, '2': null, '3': null } });
    expect(result.volumeMl).toEqual({ reference: 0, test: 0 });
    expect(Object.keys(result.undefined).sort()).toEqual(
      [
        ...Object.keys(nothing),
        ...Object.keys(distanceReasons('')),
        ...[1, 2, 3].map((mm) => `surfaceDice.${mm}`),
      ].sort(),
    );
    expect(new Set(Object.values(result.undefined))).toEqual(new Set(['both-empty']));
  });

  it('survives JSON unchanged', () => {
    const result = compare(box, empty);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('compareMasks on a stack that is not a plain lattice', () => {
  const even = grid([6, 5, 4], [1, 1, 2]);
  const moved = (shift: (k: number) => readonly [number, number, number]): ImageGeometry => ({
    ...even,
    planeOriginsLps: even.planeOriginsLps.map((x, n) => x + (shift(Math.floor(n / 3))[n % 3] as number)),
  });
  const all = boxMask([6, 5, 4], [0, 0, 0], [6, 5, 4]);
  const firstTwo = boxMask([6, 5, 4], [0, 0, 0], [6, 5, 2]);

  it('weighs slices by their thickness where the steps are uneven, and leaves the distances undefined', () => {
    // Steps 2, 2, 6: the slices are 2, 2, 4 and 6 mm thick.
    const result = compare(
      all,
      firstTwo,
      moved((k) => [0, 0, k === 3 ? 4 : 0]),
    );
    expect(result.volumeMl).toEqual({ reference: expect.closeTo(0.42, 12), test: expect.closeTo(0.12, 12) });
    expect(result.sensitivity).toBeCloseTo(4 / 14, 12);
    expect(result.hausdorffMm).toBeNull();
    expect(result.undefined).toMatchObject({
      hausdorffMm: 'slices-unevenly-spaced',
      'surfaceDice.1': 'slices-unevenly-spaced',
    });
  });

  it('keeps the overlap of a tilted stack and leaves its distances undefined', () => {
    const result = compare(
      all,
      firstTwo,
      moved((k) => [0, k, 0]),
    );
    expect(result.dice).toBeCloseTo(2 / 3, 12);
    expect(result.surfaceDice['2']).toBeNull();
    expect(result.undefined['surfaceDice.2']).toBe('slices-tilted');
  });
});

describe('compareMasks refuses', () => {
  const box = boxMask(size, [2, 2, 2], [8, 8, 8]);

  it('masks that are not on the grid', () => {
    expect(() => compare(box, emptyMask([16, 14, 11]))).toThrowError(expect.objectContaining({ code: 'COMPARE_GRID' }));
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a tolerance of %s', (mm) => {
    expect(() => compareMasks(box, box, grid(size, spacing), { tolerancesMm: [mm] })).toThrowError(
      expect.objectContaining({ kind: 'invalid-input', code: 'COMPARE_TOLERANCE' }),
    );
  });
});
