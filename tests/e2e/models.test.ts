// `limner models install` and what follows, by the built command: a bundle that MONAI made.

import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ContourResult, ModelInstallResult } from '../../core/contract/index.ts';
import { type LimnerRunOptions, projectRoot, runLimner, temporaryFolder } from '../support/run-limner.ts';

const NETWORKS = join(projectRoot, 'tests/fixtures/networks');
const BUNDLE = join(NETWORKS, 'monai-tiny/bundle');
const ID = 'tiny-lumps';

// Where a user's models lie is another variable on other systems.
describe.runIf(process.platform === 'linux')('limner models install', () => {
  let folder: string;
  let models: string;
  const limner = (args: readonly string[], more: LimnerRunOptions = {}) =>
    runLimner(args, { ...more, env: { XDG_DATA_HOME: folder } });
  const installed = () => (existsSync(join(models, ID)) ? readdirSync(join(models, ID)) : []);

  beforeAll(async () => {
    folder = await temporaryFolder();
    models = join(folder, 'limner', 'models');
  });

  it('shows what it derived and installs nothing before --yes', async () => {
    const run = await limner(['models', 'install', BUNDLE]);
    expect(run.exitCode).toBe(0);
    const { isInstalled, derived } = run.json<ModelInstallResult>();
    expect(isInstalled).toBe(false);
    expect(derived).toContainEqual({ what: 'spacing, mm', value: '2 x 2 x 3', from: 'configs/inference.json' });
    expect(run.stderr).toContain('--yes');
    expect(installed()).toEqual([]);
  });

  it('leaves nothing behind when it is killed while it tests, and then succeeds', async () => {
    let kill: ((signal: NodeJS.Signals) => void) | null = null;
    const killed = await limner(['models', 'install', BUNDLE, '--yes'], {
      onStart: (own) => {
        kill = own;
      },
      onStderr: (text) => text.includes('Testing devices') && kill?.('SIGKILL'),
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(installed()).toEqual([]);
    const names = (await limner(['models', 'list'])).json<{ models: { id: string }[] }>().models.map(({ id }) => id);
    expect(names).not.toContain(ID);

    const args = ['models', 'install', BUNDLE, '--yes', '--region', 'Abdomen', '--rename', 'bone=Bone'];
    const run = await limner(args);
    expect(run.json()).toMatchObject({ isInstalled: true, id: ID, structures: ['lump', 'lesion', 'Bone'] });
    expect(readdirSync(models)).toEqual([ID]);
    expect((await limner(args)).json()).toMatchObject({ error: { kind: 'conflict', code: 'MODEL_INSTALLED' } });
  });

  it('contours with it, says that the modality is assumed, and refuses it once its network has changed', async () => {
    const contour = (out: string) =>
      limner([
        'contour',
        join(NETWORKS, 'cases/same.nii.gz'),
        ...['--out', join(folder, out), '--model', ID, '--device', 'cpu', '--export', 'nifti'],
      ]);
    const result = (await contour('out')).json<ContourResult>();
    expect(result.structures.map(({ name }) => name)).toEqual(['lump', 'lesion', 'Bone']);
    expect(result.warnings.map(({ code }) => code)).toEqual(['MODEL_MODALITY_ASSUMED']);
    expect(result.isOutsideIntendedUse).toBe(false);

    appendFileSync(join(models, ID, '0.2.1', 'model.onnx'), '\0');
    const changed = await contour('changed');
    expect(changed.exitCode).toBe(7);
    expect(changed.json()).toMatchObject({ error: { code: 'MODEL_HASH' } });
  });

  it('removes it, but not what ships with Limner', async () => {
    expect((await limner(['models', 'remove', ID])).json()).toEqual({ removed: [`${ID} 0.2.1`] });
    expect(readdirSync(models)).toEqual([]);
    const shipped = await limner(['models', 'remove', 'han-oar']);
    expect([shipped.exitCode, shipped.json()]).toMatchObject([5, { error: { code: 'MODEL_SHIPPED' } }]);
    expect((await limner(['models', 'remove', 'nobody'])).exitCode).toBe(3);
  });
});
