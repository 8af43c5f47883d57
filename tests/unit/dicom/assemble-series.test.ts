// Stacks with answers worked out by hand: orientations, tilts, gaps, uneven steps, phases.
import { describe, expect, it } from 'vitest';
import { assembleSeries, type DicomImage, groupImages, readDicom } from '../../../core/dicom/index.ts';
import { buildSlice, type SliceOptions } from '../../support/dicom-builder.ts';

const image = (options: SliceOptions): DicomImage => readDicom(buildSlice(options)) as DicomImage;

const along = (start: readonly number[], step: readonly number[], k: number): number[] =>
  start.map((value, axis) => value + k * (step[axis] as number));

/** Images in an order that has nothing to do with their places. */
const shuffled = <T>(list: readonly T[]): T[] => list.map((_, at) => list[(at * 5 + 3) % list.length] as T);

function stack(planes: number, step: readonly number[], options: SliceOptions = {}): DicomImage[] {
  return shuffled(
    Array.from({ length: planes }, (_, k) =>
      image({ position: along([-10, -20, 30], step, k), instanceNumber: 100 - k, ...options }),
    ),
  );
}

function assembleOnly(images: readonly DicomImage[]) {
  const { groups, ambiguous } = groupImages(images);
  expect(ambiguous).toEqual([]);
  expect(groups).toHaveLength(1);
  return assembleSeries(groups[0]?.images ?? []);
}

const SQRT_HALF = Math.SQRT1_2;

describe('assembleSeries', () => {
  it.each([
    ['unsigned without an intercept', { intercept: null, isSigned: false }, ['DICOM_CT_NOT_HU']],
    ['unsigned with the usual intercept', { intercept: -1024, isSigned: false }, []],
    ['signed without an intercept', { intercept: null, isSigned: true }, []],
    ['of another modality', { intercept: null, isSigned: false, modality: 'MR' }, []],
  ] as const)('says of a CT, %s, whether its values can be Hounsfield units', (_, options, codes) => {
    const { warnings } = assembleOnly(stack(3, [0, 0, 2], options));
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['axial', [1, 0, 0, 0, 1, 0], [0, 0, 1]],
    ['axial, seen from above', [-1, 0, 0, 0, 1, 0], [0, 0, -1]],
    ['axial, prone', [-1, 0, 0, 0, -1, 0], [0, 0, 1]],
    ['axial, turned', [0, 1, 0, -1, 0, 0], [0, 0, 1]],
    ['sagittal', [0, 1, 0, 0, 0, -1], [-1, 0, 0]],
    ['sagittal, from the right', [0, -1, 0, 0, 0, -1], [1, 0, 0]],
    ['coronal', [1, 0, 0, 0, 0, -1], [0, 1, 0]],
    ['coronal, from behind', [-1, 0, 0, 0, 0, -1], [0, -1, 0]],
    ['oblique', [SQRT_HALF, SQRT_HALF, 0, -0.5, 0.5, SQRT_HALF], [0.5, -0.5, SQRT_HALF]],
  ] as const)('%s: k along row x column, true plane origins', (_name, orientation, normal) => {
    const step = normal.map((value) => value * 2.5);
    const result = assembleOnly(stack(7, step, { orientation, frameOfReferenceUid: '1.2.3.9' }));
    const g = result.geometry;
    expect(g.size).toEqual([4, 3, 7]);
    expect(g.spacingMm[0]).toBe(0.5);
    expect(g.spacingMm[1]).toBe(0.75);
    expect(g.spacingMm[2]).toBeCloseTo(2.5, 9);
    [...orientation, ...normal].forEach((value, at) => {
      expect(g.direction[at]).toBeCloseTo(value, 9);
    });
    for (let k = 0; k < 7; k++) {
      along([-10, -20, 30], step, k).forEach((value, axis) => {
        expect(g.planeOriginsLps[3 * k + axis]).toBe(value);
      });
    }
    expect(g.frameOfReferenceUid).toBe('1.2.3.9');
    expect(result).toMatchObject({ gantryTiltDeg: 0, irregularSpacing: false, missingSlices: 0, warnings: [] });
  });

  it('sorts by position, not by instance number or file order', () => {
    const images = stack(9, [0, 0, 2]);
    const { groups } = groupImages(images);
    expect(groups[0]?.images.map((one) => one.imagePositionPatient[2])).toEqual([30, 32, 34, 36, 38, 40, 42, 44, 46]);
  });

  it.each([
    [15, 1],
    [-20, -1],
  ])('a gantry tilt of %d degrees', (degrees, sign) => {
    const a = (Math.abs(degrees) * Math.PI) / 180;
    // The plane leans by the angle about the x axis; the table still moves along z.
    const orientation = [1, 0, 0, 0, Math.cos(a), sign * Math.sin(a)];
    const result = assembleOnly(stack(8, [0, 0, 2], { orientation }));
    expect(result.gantryTiltDeg).toBeCloseTo(degrees, 6);
    expect(result.geometry.spacingMm[2]).toBeCloseTo(2 * Math.cos(a), 9);
    expect(result.irregularSpacing).toBe(false);
    expect(result.warnings.map(({ code }) => code)).toEqual(['DICOM_GANTRY_TILT']);
  });

  const steps = (list: readonly number[], options: SliceOptions = {}) => {
    const depths = [0, ...list].map((_, k) => list.slice(0, k).reduce((sum, step) => sum + step, 0));
    return depths.map((z) => image({ position: [0, 0, z], ...options }));
  };

  it.each([
    ['one slice missing', [2, 2, 4, 2, 2], 1.9, true, 1],
    ['two neighbours missing: one gap', [2, 2, 6, 2, 2], 2, true, 1],
    ['two gaps', [2, 4, 2, 2, 4, 2, 2], 2, true, 2],
    ['thin, then thick slices on purpose', [2, 2, 2, 4, 4], 4, true, 0],
    ['gaps by design, all alike', [10, 10, 10], 1, false, 0],
    ['a gap in a stack with gaps by design', [10, 10, 20, 10], 1, true, 1],
    ['mixed steps', [1.08, 4, 7, 4, 4], 1, true, 0],
    ['rounding of positions', [1.005, 0.995, 1, 1.004], 1, false, 0],
  ] as const)('%s', (_name, list, sliceThickness, irregular, missing) => {
    const result = assembleOnly(steps(list, { sliceThickness }));
    expect(result).toMatchObject({ irregularSpacing: irregular, missingSlices: missing });
    expect(result.warnings.some(({ code }) => code === 'DICOM_MISSING_SLICES')).toBe(missing > 0);
  });

  it('takes the median step as spacing', () => {
    expect(assembleOnly(steps([1, 4, 4, 7, 4])).geometry.spacingMm[2]).toBe(4);
  });

  it('a single image is one slice of its own thickness', () => {
    const one = assembleOnly([image({ sliceThickness: 5 })]);
    expect(one.geometry).toMatchObject({ size: [4, 3, 1], spacingMm: [0.5, 0.75, 5] });
    expect(one.warnings.map(({ code }) => code)).toEqual(['DICOM_SINGLE_SLICE']);
    const unknown = assembleOnly([image({ sliceThickness: null })]);
    expect(unknown.geometry.spacingMm[2]).toBe(1);
    expect(unknown.warnings.map(({ code }) => code)).toEqual(['DICOM_SINGLE_SLICE', 'DICOM_NO_THICKNESS']);
  });

  it('refuses planes half a metre apart and more', () => {
    expect(() => assembleSeries(steps([2, 800]))).toThrowError(expect.objectContaining({ kind: 'safety' }));
  });

  it('says when slices are shifted sideways against each other', () => {
    const images = [0, 1, 2, 3].map((k) => image({ position: [k === 2 ? 5 : 0, 0, k] }));
    expect(assembleOnly(images).warnings.map(({ code }) => code)).toEqual(['DICOM_UNEVEN_DRIFT']);
  });

  it('says when pixels went through a lossy compression, and how many', () => {
    const lossy = { tag: 0x00282110, vr: 'CS', value: '01' };
    const mixed = [image({ position: [0, 0, 0] }), image({ position: [0, 0, 2], extra: [lossy] })];
    expect(assembleSeries(mixed).warnings).toMatchObject([
      { code: 'DICOM_LOSSY', message: expect.stringMatching(/^1 of 2 images/) },
    ]);
  });

  it('keeps the values of inverted images and says that they are inverted', () => {
    const inverted = { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME1' };
    const images = [0, 2].map((z) => image({ position: [0, 0, z], extra: [inverted] }));
    expect(assembleSeries(images).warnings.map(({ code }) => code)).toEqual(['DICOM_MONOCHROME1']);
  });

  it('says when no frame of reference is named', () => {
    const images = [0, 1].map((k) => image({ position: [0, 0, k], frameOfReferenceUid: null }));
    expect(assembleOnly(images).warnings.map(({ code }) => code)).toEqual(['DICOM_NO_FRAME_OF_REFERENCE']);
  });
});

describe('groupImages', () => {
  const axial = () => stack(4, [0, 0, 2]);

  it.each([
    ['another size', { rows: 5 }],
    ['another spacing', { pixelSpacing: [1, 1] }],
    ['another orientation', { orientation: [1, 0, 0, 0, 0, -1] }],
    ['another frame of reference', { frameOfReferenceUid: '1.2.3.10' }],
    ['a scout', { imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' }],
    ['another patient', { patientId: 'P2' }],
    ['another series', { seriesInstanceUid: '1.2.3.11' }],
    ['a screen capture with a place', { sopClassUid: '1.2.840.10008.5.1.4.1.1.7' }],
  ] as const)('keeps %s apart', (_name, options) => {
    const { groups, ambiguous } = groupImages([...axial(), image(options as SliceOptions)]);
    expect(ambiguous).toEqual([]);
    expect(groups.map(({ images }) => images.length).sort()).toEqual([1, 4]);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(2);
  });

  it('keeps cosines together that differ by rounding', () => {
    const a = image({ position: [0, 0, 0], orientation: [1, 0, 0, 0, 0.9483237, -0.3173047] });
    const b = image({ position: [0, 0, 2], orientation: [1, 0, 0, 0, 0.94832, -0.3173] });
    expect(groupImages([a, b]).groups).toHaveLength(1);
  });

  it('gives the same groups and keys in any order of files', () => {
    const images = [...axial(), ...stack(3, [0, 0, 5], { seriesInstanceUid: '1.2.3.12' })];
    const once = groupImages(images)
      .groups.map(({ key }) => key)
      .sort();
    const again = groupImages([...images].reverse())
      .groups.map(({ key }) => key)
      .sort();
    expect(again).toEqual(once);
  });

  it.each([
    ['0020,0100', 0x00200100, 'IS', ['1', '2', '3'], 'TemporalPositionIdentifier'],
    ['0018,0081', 0x00180081, 'DS', ['30', '80'], 'EchoTime'],
    ['0020,0012', 0x00200012, 'IS', ['4', '5'], 'AcquisitionNumber'],
  ] as const)('splits phases by %s', (_name, tag, vr, values, keyword) => {
    const images = values.flatMap((value) => stack(4, [0, 0, 2], { extra: [{ tag, vr, value }] }));
    const { groups, ambiguous } = groupImages(images);
    expect(ambiguous).toEqual([]);
    expect(groups.map(({ images: members }) => members.length)).toEqual(values.map(() => 4));
    expect(groups.every(({ splitBy }) => splitBy === keyword)).toBe(true);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(values.length);
  });

  it('refuses images at one position that nothing tells apart', () => {
    const { groups, ambiguous } = groupImages([...axial(), ...axial()]);
    expect(groups).toEqual([]);
    expect(ambiguous[0]?.images).toHaveLength(8);
    expect(ambiguous[0]?.error).toMatchObject({ kind: 'unsupported', code: 'DICOM_DUPLICATE_POSITIONS' });
  });
});
