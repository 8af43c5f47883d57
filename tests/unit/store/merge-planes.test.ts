import { describe, expect, it } from 'vitest';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { describeMergedStack, mergePlanes, type PlaneStack } from '../../../main/store/merge-planes.ts';
import { testSeries } from '../../support/library-inputs.ts';

const stack = (planes: readonly number[]): PlaneStack => {
  const { volume, slices } = testSeries({ planes });
  return { volume, uids: slices.map(({ sopInstanceUid }) => sopInstanceUid) };
};

const withGeometry = ({ volume, uids }: PlaneStack, change: Partial<ImageGeometry>): PlaneStack => ({
  volume: { ...volume, geometry: { ...volume.geometry, ...change } },
  uids,
});

describe('mergePlanes', () => {
  it('interleaves two halves of one stack', () => {
    const merged = mergePlanes(stack([1, 3]), stack([0, 2, 4]));
    const whole = stack([0, 1, 2, 3, 4]);
    expect(merged).toEqual({ kind: 'merged', stack: whole, clashes: [] });
  });

  it('widens the voxel type only where it must', () => {
    const fine = stack([1]);
    const float = {
      ...fine,
      volume: { ...fine.volume, voxels: Float32Array.from(fine.volume.voxels, (v) => v + 0.5) },
    };
    const merged = mergePlanes(stack([0]), float);
    if (merged.kind !== 'merged') throw new Error(merged.kind);
    const { voxels } = merged.stack.volume;
    expect(voxels).toBeInstanceOf(Float32Array);
    expect([voxels[0], voxels[34], voxels[35]]).toEqual([-1000, -954, -899.5]);
  });

  it('does not join what lies elsewhere, is cut otherwise, or crosses', () => {
    const a = stack([0, 1]);
    const b = stack([2, 3]);
    const [, ...rest] = b.volume.geometry.direction;
    expect(mergePlanes(a, withGeometry(b, { frameOfReferenceUid: '9.9' })).kind).toBe('other-grid');
    expect(mergePlanes(a, withGeometry(b, { direction: [0.81, ...rest] })).kind).toBe('other-grid');
    expect(mergePlanes(a, withGeometry(b, { spacingMm: [0.95, 1.1, 2.5] })).kind).toBe('other-grid');
    const samePlaces = { ...stack([0, 1]), uids: ['1.9.1', '1.9.2'] };
    expect(mergePlanes(a, samePlaces).kind).toBe('crossing');
  });

  it('leaves out a known plane that comes with another voxel or at another place', () => {
    const other = stack([1, 2]);
    other.volume.voxels[5] = 7;
    const whole = stack([0, 1, 2]);
    expect(mergePlanes(stack([0, 1]), other)).toEqual({ kind: 'merged', stack: whole, clashes: ['1.2.3.1.1'] });
    const moved = stack([1, 2]);
    const planeOriginsLps = moved.volume.geometry.planeOriginsLps.map((x, at) => x + (at < 3 ? 0.1 : 0));
    expect(mergePlanes(stack([0, 1]), withGeometry(moved, { planeOriginsLps }))).toEqual({
      kind: 'merged',
      stack: whole,
      clashes: ['1.2.3.1.1'],
    });
  });
});

describe('describeMergedStack', () => {
  const describeStack = (geometry: ImageGeometry, thicknessMm: number | null = 2.5) =>
    describeMergedStack(geometry, thicknessMm, []);

  it('counts gaps, but not those that thick slices fill', () => {
    const { geometry } = testSeries({ planes: [0, 1, 2, 5] }).volume;
    expect(describeStack(geometry)).toMatchObject({ missingSlices: 1, irregularSpacing: true, gantryTiltDeg: 0 });
    expect(describeStack(geometry, 7.5)).toMatchObject({ missingSlices: 0, irregularSpacing: true });
  });

  it('measures a tilt along the columns, down is positive', () => {
    const { geometry } = testSeries().volume;
    const tilted = (shiftMm: number): ImageGeometry => ({
      ...geometry,
      // j is (-0.6, 0.8, 0).
      planeOriginsLps: geometry.planeOriginsLps.map(
        (x, at) => x + Math.floor(at / 3) * shiftMm * ([-0.6, 0.8, 0][at % 3] as number),
      ),
    });
    // A drift of 2.5 mm a step of 2.5 mm is 45 degrees.
    expect(describeStack(tilted(2.5)).gantryTiltDeg).toBeCloseTo(45, 9);
    expect(describeStack(tilted(-2.5)).gantryTiltDeg).toBeCloseTo(-45, 9);
    expect(describeStack(tilted(2.5)).warnings.map(({ code }) => code)).toEqual(['DICOM_GANTRY_TILT']);
  });
});
