// Networks trained and exported with nnU-Net v2 and MONAI themselves (tests/fixtures/networks/*/make.py), installed and
// run here, against what nnU-Net's and MONAI's own predictors say about the same images.

import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelInstallInput, ModelInstallResult } from '../../core/contract/index.ts';
import { NO_CHOICES } from '../../core/model-import/index.ts';
import { denseFromMask } from '../../core/volume/index.ts';
import { autoContour, createModelRegistry, startInferenceChild } from '../../main/inference/index.ts';
import { installModel } from '../../main/services/models/install-model.ts';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NETWORKS = resolve(import.meta.dirname, '../fixtures/networks');

interface Agreement {
  /** Share of all voxels that are in or out alike. */
  readonly voxels: number;
  readonly dice: number;
}

function compare(own: Uint8Array, original: Uint8Array): Agreement {
  let [same, both, either] = [0, 0, 0];
  for (let n = 0; n < own.length; n++) {
    if (own[n] === original[n]) same++;
    both += (own[n] as number) & (original[n] as number);
    either += (own[n] as number) + (original[n] as number);
  }
  return { voxels: same / own.length, dice: either === 0 ? 1 : (2 * both) / either };
}

const { names: _, ...plain } = NO_CHOICES;

function install(
  path: string,
  modelFolder: string,
  isConfirmed: boolean,
  orientation: string | null,
): Promise<ModelInstallResult> {
  const input: ModelInstallInput = { path, isConfirmed, choices: { ...plain, orientation, names: [] } };
  return installModel(input, {
    registry: createModelRegistry([modelFolder]),
    modelFolder,
    appVersion: '0.0.0',
    signal: new AbortController().signal,
    report: () => undefined,
    devices: ['cpu'],
  });
}

interface Original {
  readonly name: string;
  readonly path: string;
  /** Reference of a case. */
  readonly reference: (caseName: string) => string;
  /** Values of the reference that belong to a structure. */
  readonly holds: Readonly<Record<string, readonly number[]>>;
  readonly kind: string;
  /** The order of the images that it was trained on, where no file says it. */
  readonly orientation: string | null;
  /** Each of these must be among what was derived. */
  readonly derived: Readonly<Record<string, string>>;
}

const nnunet = (folder: string) => ({
  path: join(NETWORKS, 'nnunet-tiny', folder),
  orientation: 'LPS',
  reference: (name: string) => join(NETWORKS, 'nnunet-tiny', folder, `${name}-nnunet.nii.gz`),
});

const ORIGINALS: readonly Original[] = [
  {
    name: 'nnU-Net: 3d_fullres, two folds, transposed axes, mirroring',
    ...nnunet('labels-3d'),
    holds: { lump: [1], lesion: [2], bone: [3] },
    kind: '3D, 2 networks, 8 mirrored views',
    derived: { configuration: '3d_fullres', 'spacing, mm': '2 x 3 x 2', 'mirroring at test time': 'y, z, x' },
  },
  {
    name: 'nnU-Net: 2d, regions',
    ...nnunet('regions-2d'),
    holds: { lump_whole: [1, 2], lesion: [2], bone: [3] },
    kind: '2D, 4 mirrored views',
    derived: { configuration: '2d', 'spacing, mm': 'own x 2 x 2', 'mirroring at test time': 'y, x' },
  },
  {
    name: 'MONAI bundle: sliding window, softmax',
    path: join(NETWORKS, 'monai-tiny', 'bundle'),
    orientation: null,
    reference: (name) => join(NETWORKS, 'monai-tiny', `${name}-monai.nii.gz`),
    holds: { lump: [1], lesion: [2], bone: [3] },
    kind: '3D',
    derived: { 'orientation of the arrays': 'RAS', 'spacing, mm': '2 x 2 x 3', patch: '32 x 32 x 16' },
  },
];

describe.each(ORIGINALS)('$name', ({ path, orientation, reference, holds, kind, derived }) => {
  const modelFolder = join(tempFolder(), 'models');

  it('shows what it derived and installs nothing before that is confirmed', async () => {
    const shown = await install(path, modelFolder, false, null);
    expect(shown).toMatchObject({ isInstalled: false, kind, structures: Object.keys(holds), selfTests: [] });
    const facts = Object.fromEntries(shown.derived.map(({ what, value }) => [what, value]));
    expect(facts).toMatchObject(derived);
    expect(shown.questions.map(({ choice }) => choice)).toEqual(orientation === null ? [] : ['orientation']);
    if (orientation !== null) {
      await expect(install(path, modelFolder, true, null)).rejects.toMatchObject({
        code: 'MODEL_QUESTION',
        message: expect.stringContaining('swaps left and right'),
      });
    }
    expect((await createModelRegistry([modelFolder]).list()).models).toEqual([]);
  });

  it('agrees with the original, on the spacing of the network and on another', async () => {
    const installed = await install(path, modelFolder, true, orientation);
    expect(installed.selfTests).toMatchObject([{ device: 'cpu', state: 'passed' }]);
    const model = await createModelRegistry([modelFolder]).find(installed.id);
    const child = startInferenceChild(model, 'cpu');
    const report: Record<string, Record<string, Agreement>> = {};
    for (const name of ['same', 'other']) {
      const volume = await readVolumeFile(join(NETWORKS, 'cases', `${name}.nii.gz`));
      const original = await readVolumeFile(reference(name));
      const { masks } = await autoContour({ volume, modality: 'CT', model, device: 'cpu', child });
      report[name] = Object.fromEntries(
        masks.map(({ name: structure, mask }) => {
          const values = holds[structure] as readonly number[];
          const expected = Uint8Array.from(original.voxels, (v) => (values.includes(v) ? 1 : 0));
          return [structure, compare(denseFromMask(mask), expected)];
        }),
      );
    }
    await child.close();
    if (process.env['LIMNER_AGREEMENT'] === '1') process.stderr.write(`${JSON.stringify(report, null, 1)}\n`);
    for (const agreements of Object.values(report)) {
      expect(Object.keys(agreements)).toEqual(Object.keys(holds));
      for (const { voxels } of Object.values(agreements)) expect(voxels).toBeGreaterThanOrEqual(0.999);
    }
    // On the same spacing nothing is resampled: then even the small structures agree.
    for (const { dice } of Object.values(report['same'] ?? {})) expect(dice).toBeGreaterThanOrEqual(0.995);
    // Linear against cubic: the lesion of 7 mm, three voxels across, feels it most.
    for (const { dice } of Object.values(report['other'] ?? {})) expect(dice).toBeGreaterThanOrEqual(0.965);
  }, 240_000);
});
