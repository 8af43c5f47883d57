import { describe, expect, it } from 'vitest';
import {
  checkExtent,
  checkIntensities,
  checkModality,
  checkRegion,
  type ModelManifest,
  sayModality,
} from '../../../core/inference/index.ts';

const use: ModelManifest['intendedUse'] = {
  modality: 'CT',
  bodyRegion: 'Abdomen',
  description: 'For tests.',
  tissueMedian: { min: -200, max: 250 },
  minimumExtentMm: { L: 100, P: 100, S: 60 },
};

const manifest = (airBelow: number | null, intendedUse = use) =>
  ({ intendedUse, input: { airBelow } }) as unknown as ModelManifest;

const voxels = (air: number, tissue: number) => Float32Array.from({ length: 1000 }, (_, n) => (n < 300 ? air : tissue));

const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code);

describe('is an image what a model was made for?', () => {
  it('says of a file without a modality that it was taken as the model’s', () => {
    expect(codes(sayModality(use, null))).toEqual(['MODEL_MODALITY_ASSUMED']);
    expect(sayModality(use, null)[0]?.message).toContain('taken as CT');
    expect(codes(sayModality(use, 'CT'))).toEqual([]);
    expect(codes(checkModality(use, null))).toEqual([]);
    expect(codes(checkModality(use, 'MR'))).toEqual(['MODEL_MODALITY']);
  });

  it('doubts CT by its HU also where the model leaves no patch of air out', () => {
    expect(codes(checkIntensities(manifest(null), voxels(-1000, 40)))).toEqual([]);
    expect(codes(checkIntensities(manifest(null), voxels(24, 1064)))).toEqual(['MODEL_INTENSITY_RANGE']);
    expect(codes(checkIntensities(manifest(null), voxels(40, 40)))).toEqual(['MODEL_INTENSITY_RANGE']);
    expect(codes(checkIntensities(manifest(null), voxels(-1000, -900)))).toEqual(['MODEL_INTENSITY_RANGE']);
  });

  it('has nothing to say of the intensities of MR, which have no unit', () => {
    const mr = { ...use, modality: 'MR' as const, tissueMedian: null };
    expect(checkIntensities(manifest(null, mr), voxels(0, 900))).toEqual([]);
  });

  it('warns of a field of view that is smaller than the model needs', () => {
    const box = { min: [0, 0, 0], max: [120, 120, 50] } as const;
    expect(checkExtent(use, box)[0]?.message).toContain('60 mm along S');
    expect(checkExtent(use, { ...box, max: [120, 120, 80] })).toEqual([]);
  });

  it('takes an image in which nothing is found for another region, unless only one thing was asked for', () => {
    expect(checkRegion(use, { asked: 5, found: 0 })[0]?.message).toContain(use.bodyRegion);
    expect(checkRegion(use, { asked: 5, found: 1 })).toEqual([]);
    expect(checkRegion(use, { asked: 1, found: 0 })).toEqual([]);
  });
});
