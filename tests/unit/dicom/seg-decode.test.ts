import { describe, expect, it } from 'vitest';
import { decodeSegmentation, readDicom, segmentationGrid, segmentationMasks } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { buildSeg } from '../../support/seg-builder.ts';

const maskOf = (bytes: Uint8Array, at = 0): number[] => {
  const set = decodeSegmentation(bytes);
  const { mask } = segmentationMasks(set, segmentationGrid(set)).structures[at] ?? { mask: { voxels: [] } };
  return [...mask.voxels];
};

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
};

describe('a segmentation', () => {
  it.each(['explicit', 'implicit', 'big-endian', 'deflated'] as const)('has the same voxels in %s', (layout) => {
    expect(maskOf(buildSeg({ layout }))).toEqual(maskOf(buildSeg()));
    expect(maskOf(buildSeg({ layout, type: 'FRACTIONAL' }))).toEqual(maskOf(buildSeg()));
  });

  it('is a structure set with a place in the patient, named after what describes it', () => {
    expect(readDicom(buildSeg())).toMatchObject({
      kind: 'structure-set',
      label: 'Segmentation',
      patient: { id: 'P1' },
    });
  });

  it('fills the planes between its frames, and joins two frames of one plane', () => {
    const frames = [
      [1, 0],
      [1, 8],
      [1, 8],
    ] as const;
    const pixel = (at: number) => Array.from({ length: 9 }, (_, n) => (n === at ? 1 : 0));
    const bytes = buildSeg({ size: [3, 3], frames, pixels: [...pixel(0), ...pixel(4), ...pixel(8)] });
    const set = decodeSegmentation(bytes);
    expect(segmentationGrid(set).size).toEqual([3, 3, 5]);
    const [one] = segmentationMasks(set, segmentationGrid(set)).structures;
    expect(one?.mask.voxels.reduce((sum, v) => sum + v, 0)).toBe(3);
    expect(one?.warnings.map(({ code }) => code)).toEqual(['SEG_FRAMES_REPEATED']);
  });

  it.each([
    ['no step and a thin slice', { stepMm: null, thicknessMm: 1 }],
    ['no step and slices that overlap', { stepMm: null, thicknessMm: 6 }],
    ['a step that its planes deny', { stepMm: 2 }],
  ])('with %s lies where its frames lie, and nowhere else', (_, measures) => {
    const frames = [0, 3, 6].map((z) => [1, z] as const);
    const { size, spacingMm } = segmentationGrid(decodeSegmentation(buildSeg({ frames, ...measures })));
    expect([size, spacingMm]).toEqual([
      [9, 7, 3],
      [1, 1, 3],
    ]);
  });

  it('of one plane is as thick as it says, and refused where it does not', () => {
    const gridOf = (thicknessMm: number | null) =>
      segmentationGrid(decodeSegmentation(buildSeg({ frames: [[1, 0]], stepMm: null, thicknessMm })));
    expect(gridOf(5).spacingMm[2]).toBe(5);
    expect(errorOf(() => gridOf(null))).toBe('SEG_NO_COMMON_GRID');
  });

  it('is refused when it is cut short', () => {
    const whole = buildSeg();
    expect(errorOf(() => decodeSegmentation(whole.subarray(0, whole.length - 8)))).toBe('DICOM_TRUNCATED');
  });
});
