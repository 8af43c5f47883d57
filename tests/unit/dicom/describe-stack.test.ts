import { describe, expect, it } from 'vitest';
import { describeStack } from '../../../core/dicom/describe-stack.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { type OddStack, oddStack } from '../../support/odd-stacks.ts';

/** What is said of a stack of 1 mm thin slices: code and words of each warning. */
const said = (options: Partial<OddStack>): Record<string, string> => {
  const stack = oddStack({ size: [8, 8, 60], spacingMm: [1, 1, 3], ...options });
  return Object.fromEntries(describeStack(stack, () => 1).warnings.map(({ code, message }) => [code, message]));
};

describe('what is said of a stack', () => {
  it('nothing, where it is straight and regular', () => {
    expect(said({})).toEqual({});
  });

  it.each([18.5, -18.5])('a tilt, whatever its sign: %s degrees', (tiltDeg) => {
    expect(said({ tiltDeg })).toEqual({
      DICOM_GANTRY_TILT:
        'The gantry was tilted by 18.5°. Views use a straightened copy; contours are written on the original planes.',
    });
  });

  it('which slice is missing, and where in the patient', () => {
    // 61 planes of 3 mm; number 61 would be the second from the top: z from -91.5 to 91.5, the gap from 85.5 to 91.5.
    const one = said({ size: [8, 8, 61], missing: [60] });
    expect(one['DICOM_MISSING_SLICES']).toBe(
      'Slice 61 is missing (6.0 mm gap at S 88.5 mm). Check that the export is complete.',
    );
    const two = said({ missing: [4, 5] });
    expect(two['DICOM_MISSING_SLICES']).toBe(
      'Slices 5 and 6 are missing (9.0 mm gap at I 78.0 mm). Check that the export is complete.',
    );
    expect(two['DICOM_IRREGULAR_SPACING']).toBe(
      'The slices are unevenly spaced: 1 of 59 steps is not the usual 3 mm (3 to 9 mm). Views use an evenly spaced copy; contours are written on the original planes.',
    );
  });

  it('the first three of several gaps, numbered as if none were missing', () => {
    expect(said({ missing: [9, 19, 20, 21] })['DICOM_MISSING_SLICES']).toBe(
      'Slices are missing in 2 places: slice 10 (6.0 mm gap at I 67.5 mm), slices 20 to 22 (12.0 mm gap at I 34.5 mm). Check that the export is complete.',
    );
    const five = said({ missing: [9, 19, 29, 39, 49] })['DICOM_MISSING_SLICES'];
    expect(five).toContain('in 5 places: slice 10 (6.0 mm gap at I 69.0 mm), slice 20');
    expect(five).toContain('slice 30 (6.0 mm gap at I 9.0 mm), and 2 more.');
  });

  it('places on the patient axis along the stack', () => {
    const sagittal = said({ direction: [0, 1, 0, 0, 0, 1, 1, 0, 0], missing: [2] });
    expect(sagittal['DICOM_MISSING_SLICES']).toContain('at R 84.0 mm');
    const coronal = said({ direction: [1, 0, 0, 0, 0, -1, 0, 1, 0], missing: [58] });
    expect(coronal['DICOM_MISSING_SLICES']).toContain('at P 84.0 mm');
  });

  it('uneven steps and the range they have', () => {
    const steps = said({ size: [8, 8, 73], spacingMm: [1, 1, 2.5], unevenSteps: 13, tiltDeg: 12 });
    expect(Object.keys(steps)).toEqual(['DICOM_IRREGULAR_SPACING', 'DICOM_GANTRY_TILT']);
    expect(steps['DICOM_IRREGULAR_SPACING']).toMatch(
      /^The slices are unevenly spaced: 13 of 72 steps are not the usual 2\.5 mm \(\d(\.\d+)? to \d(\.\d+)? mm\)\./,
    );
  });

  it('slices that are shifted sideways, which no tilt explains', () => {
    const straight = oddStack({ size: [8, 8, 10], spacingMm: [1, 1, 3] });
    const shifted: ImageGeometry = {
      ...straight,
      planeOriginsLps: straight.planeOriginsLps.map((c, at) => (at === 12 ? c + 2 : c)),
    };
    expect(describeStack(shifted, () => 3).warnings.map(({ code }) => code)).toEqual(['DICOM_UNEVEN_DRIFT']);
  });
});
