import { describe, expect, it } from 'vitest';
import { decodeRtdose, stackDosePlanes } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { planeOrigin, planeStepsMm } from '../../../core/geometry/index.ts';
import { buildDose, type DoseFileOptions } from '../../support/rtdose-builder.ts';

const origins = (options: DoseFileOptions) => {
  const { geometry } = decodeRtdose(buildDose(options));
  return Array.from({ length: geometry.size[2] }, (_, k) => planeOrigin(geometry, k));
};

const refusal = (options: DoseFileOptions): AppError => {
  try {
    decodeRtdose(buildDose(options));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was read');
};

describe('where the frames of a dose lie', () => {
  it.each([
    ['distances', [0, 2, 5], [30, 32, 35]],
    ['distances against the normal', [0, -2, -5], [30, 28, 25]],
    ['positions', [30, 32, 35], [30, 32, 35]],
    ['positions, head to feet', [30, 28, 25], [30, 28, 25]],
  ])('%s', (_, offsets, z) => {
    expect(origins({ size: [2, 2, 3], offsets })).toEqual(z.map((mm) => [-10, -20, mm]));
  });

  it('keeps the frames in their order: k runs the way that they do', () => {
    const { geometry, voxels } = decodeRtdose(buildDose({ size: [2, 1, 2], offsets: [0, -2] }));
    expect(geometry.direction.slice(6)).toEqual([-0, -0, -1]);
    expect(planeStepsMm(geometry)).toEqual([2]);
    expect([...voxels].map((gy) => Math.round(100 * gy))).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ['HFS', [1, 0, 0, 0, 1, 0], [0, 0, 1]],
    ['HFP', [-1, 0, 0, 0, -1, 0], [0, 0, 1]],
    ['FFS', [-1, 0, 0, 0, 1, 0], [0, 0, -1]],
    ['FFP', [1, 0, 0, 0, -1, 0], [0, 0, -1]],
    ['HFDR', [0, 1, 0, -1, 0, 0], [0, 0, 1]],
    ['FFDR', [0, 1, 0, 1, 0, 0], [0, 0, -1]],
    ['sagittal', [0, 1, 0, 0, 0, -1], [-1, 0, 0]],
    ['coronal', [1, 0, 0, 0, 0, -1], [0, 1, 0]],
  ])('distances run along row x column: %s', (_, orientation, normal) => {
    const [first, second] = origins({ size: [2, 2, 2], offsets: [0, 4], orientation }) as unknown as [
      number[],
      number[],
    ];
    expect(second.map((mm, axis) => mm - (first[axis] as number))).toEqual(normal.map((cosine) => 4 * cosine));
  });

  it('positions of turned transverse planes are z all the same, and it says so', () => {
    const options = { size: [2, 2, 2], offsets: [30, 34], orientation: [1, 0, 0, 0, -1, 0] } as const;
    expect(origins(options).map(([, , z]) => z)).toEqual([30, 34]);
    expect(decodeRtdose(buildDose(options)).warnings).toMatchObject([{ code: 'RTDOSE_OFFSETS_ABSOLUTE' }]);
  });

  it.each([
    ['neither zero nor the position', { offsets: [12, 14] }, 'safety'],
    ['positions on planes that are not transverse', { offsets: [30, 32], orientation: [1, 0, 0, 0, 0, -1] }, 'safety'],
    ['one offset too many', { offsets: [0, 2, 4] }, 'invalid-input'],
    ['none for several frames', { offsets: null }, 'invalid-input'],
    ['back and forth', { size: [2, 2, 3], offsets: [0, 2, 1] }, 'invalid-input'],
    ['two at one place', { size: [2, 2, 3], offsets: [0, 2, 2] }, 'invalid-input'],
    [
      'another vector is named',
      { extra: [{ tag: 0x00280009, vr: 'AT', value: Uint8Array.of(0x18, 0, 0x63, 0x10) }] },
      'invalid-input',
    ],
  ] as [string, DoseFileOptions, string][])('is refused where it is not known: %s', (_, options, kind) => {
    expect(refusal(options)).toMatchObject({ kind, code: 'RTDOSE_FRAME_OFFSETS' });
  });

  it('a single plane needs no offsets', () => {
    expect(origins({ size: [2, 2, 1], offsets: null })).toEqual([[-10, -20, 30]]);
  });
});

describe('what the numbers of a dose mean', () => {
  it.each([
    ['16 bits', { bits: 16, stored: () => 0xffff, scaling: 0.001 }, 65.535],
    ['32 bits', { bits: 32, stored: () => 0xffffffff, scaling: 1e-8 }, 42.94967295],
    ['32 bits big endian', { layout: 'big-endian', stored: () => 7000, scaling: 0.01 }, 70],
    ['32 bits implicit', { layout: 'implicit', stored: () => 7000, scaling: 0.01 }, 70],
    ['32 bits deflated', { layout: 'deflated', stored: () => 7000, scaling: 0.01 }, 70],
    ['32 bits run-length', { layout: 'rle', size: [4, 3, 1], offsets: null, stored: () => 7000, scaling: 0.01 }, 70],
    ['an error with a sign', { isSigned: true, type: 'ERROR', stored: () => -150, scaling: 0.01 }, -1.5],
    ['16 bits with a sign', { bits: 16, isSigned: true, type: 'ERROR', stored: () => -150, scaling: 0.01 }, -1.5],
  ] as [string, DoseFileOptions, number][])('%s', (_, options, gy) => {
    const { voxels } = decodeRtdose(buildDose(options));
    expect(voxels.every((value) => value === Math.fround(gy))).toBe(true);
  });

  it('says units, kind and what it is the sum of', () => {
    const dose = decodeRtdose(buildDose({ units: 'RELATIVE', type: 'EFFECTIVE', summation: 'BEAM', beam: 3 }));
    expect(dose).toMatchObject({ units: 'RELATIVE', doseType: 'EFFECTIVE', summationType: 'BEAM', beams: [3] });
    expect(dose).toMatchObject({ heterogeneity: ['IMAGE'], referencedPlanUids: ['1.2.3.50'], fractionGroups: [1] });
    expect(dose.geometry.spacingMm).toEqual([2.5, 3, 2]);
  });

  it('warns of a sign without an error and of a sum that is not said', () => {
    const codes = (options: DoseFileOptions) => decodeRtdose(buildDose(options)).warnings.map(({ code }) => code);
    expect(codes({ isSigned: true })).toEqual(['RTDOSE_SIGNED']);
    expect(codes({ without: [0x3004000a] })).toEqual(['RTDOSE_SUMMATION']);
    expect(codes({})).toEqual([]);
  });

  it.each([
    ['no scaling', { scaling: null }, 'RTDOSE_INVALID'],
    ['a scaling of zero', { scaling: 0 }, 'RTDOSE_INVALID'],
    ['a scaling that is no number', { scaling: 'x' }, 'RTDOSE_INVALID'],
    ['a scaling beyond numbers', { scaling: '1e300', stored: () => 7000 }, 'RTDOSE_INVALID'],
    ['units of its own', { units: 'CGY' }, 'RTDOSE_INVALID'],
    ['no dose type', { without: [0x30040004] }, 'RTDOSE_INVALID'],
    [
      'frames that are not there',
      { extra: [{ tag: 0x00280008, vr: 'IS', value: '3' }], offsets: [0, 2, 4] },
      'DICOM_TRUNCATED',
    ],
    ['an absurd number of frames', { extra: [{ tag: 0x00280008, vr: 'IS', value: '1e9' }] }, 'RTDOSE_INVALID'],
    [
      'a grid of more than 2 GiB',
      { extra: [0x00280010, 0x00280011].map((tag) => ({ tag, vr: 'US', value: 60_000 })) },
      'RTDOSE_TOO_LARGE',
    ],
    ['no grid', { without: [0x7fe00010, 0x00280010, 0x00280011] }, 'RTDOSE_NO_GRID'],
    ['a cut before the grid', { without: [0x7fe00010] }, 'DICOM_TRUNCATED'],
    [
      'another object',
      { extra: [{ tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' }] },
      'RTDOSE_WRONG_OBJECT',
    ],
  ] as [string, DoseFileOptions, string][])('is refused with %s', (_, options, code) => {
    expect(refusal(options).code).toBe(code);
  });
});

describe('a dose of a file a plane', () => {
  const plane = (z: number, stored: number, over: DoseFileOptions = {}) =>
    decodeRtdose(buildDose({ size: [2, 1, 1], offsets: null, position: [0, 0, z], stored: () => stored, ...over }));

  it('is put together in the order of the places', () => {
    const dose = stackDosePlanes([plane(5, 200), plane(0, 100), plane(9, 300)]);
    expect(dose?.geometry.size).toEqual([2, 1, 3]);
    expect(dose?.geometry.planeOriginsLps).toEqual([0, 0, 0, 0, 0, 5, 0, 0, 9]);
    expect([...(dose?.voxels ?? [])]).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it.each([
    ['two at one place', [plane(0, 1), plane(0, 2)]],
    ['two beams', [plane(0, 1, { beam: 1 }), plane(2, 1, { beam: 2 })]],
    ['two series', [plane(0, 1), plane(2, 1, { seriesInstanceUid: '1.2.3.42' })]],
    ['whole grids', [decodeRtdose(buildDose()), decodeRtdose(buildDose({ position: [-10, -20, 90] }))]],
  ])('is not made of %s', (_, planes) => {
    expect(stackDosePlanes(planes)).toBeNull();
  });
});
