// Installing, changing and removing models that somebody brings, with real child processes.

import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelInstallInput } from '../../core/contract/index.ts';
import { NO_CHOICES } from '../../core/model-import/index.ts';
import {
  createModelRegistry,
  type ModelRegistry,
  readInstallRecord,
  startInferenceChild,
} from '../../main/inference/index.ts';
import { resolveModel } from '../../main/services/models/default-model.ts';
import { type InstallPorts, installModel } from '../../main/services/models/install-model.ts';
import { listModels, verifyModels } from '../../main/services/models/list-models.ts';
import { removeModel } from '../../main/services/models/remove-model.ts';
import { SELF_TEST_DEVICES } from '../../main/services/models/self-test.ts';
import { TINY_MODELS } from '../support/inference-phantom.ts';
import { externalTensor, onnxFile } from '../support/onnx-builder.ts';
import { testFolder } from '../support/temp-folder.ts';
import { zipFile } from '../support/zip-builder.ts';

const TINY = join(TINY_MODELS, 'tiny', '1.0.0');
const TINY_FILES = readdirSync(TINY, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(TINY.length + 1));

let folder: string;
let modelFolder: string;
let registry: ModelRegistry;
beforeEach(() => {
  folder = testFolder();
  modelFolder = join(folder, 'models');
  registry = createModelRegistry([modelFolder, TINY_MODELS]);
});

const { names: _, ...plain } = NO_CHOICES;
const input = (path: string, over: Partial<ModelInstallInput> = {}): ModelInstallInput => ({
  path,
  isConfirmed: false,
  choices: { ...plain, names: [] },
  ...over,
});

const install = (path: string, over: Partial<ModelInstallInput> = {}, devices?: InstallPorts['devices']) =>
  installModel(input(path, over), {
    registry,
    modelFolder,
    appVersion: '0.0.0',
    signal: new AbortController().signal,
    report: () => undefined,
    devices: devices ?? ['cpu'],
  });

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

/** A copy of the tiny model under another id, its manifest changed by `edit`. */
function bring(name: string, edit: (manifest: Record<string, unknown>) => void = () => undefined): string {
  const own = join(folder, name);
  cpSync(TINY, own, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(own, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  manifest['id'] = 'brought';
  edit(manifest);
  writeFileSync(join(own, 'manifest.json'), JSON.stringify(manifest));
  return own;
}

const isUntouched = () => !existsSync(modelFolder) || readdirSync(modelFolder).length === 0;

describe('a model with a manifest of ours', () => {
  it('is there whole, tested on the CPU, with a record, and leaves again without a trace', async () => {
    const result = await install(bring('own'), {}, SELF_TEST_DEVICES);
    expect(result).toMatchObject({ isInstalled: true, id: 'brought', version: '1.0.0', source: 'limner', derived: [] });
    const cpu = result.selfTests.find(({ device }) => device === 'cpu');
    expect(cpu).toMatchObject({ state: 'passed' });
    expect(cpu?.largestDifference).toBeLessThan(1e-3);
    expect(result.selfTests.map(({ device }) => device).sort()).toEqual(['coreml', 'cpu', 'cuda', 'dml', 'webgpu']);
    const { models } = await listModels(registry, modelFolder);
    expect(models.find(({ id }) => id === 'brought')).toMatchObject({ isInstalled: true, modality: 'CT' });
    expect(models.find(({ id }) => id === 'tiny')).toMatchObject({ isInstalled: false });
    const record = await readInstallRecord(join(modelFolder, 'brought', '1.0.0'));
    expect(record?.selfTests).toEqual(result.selfTests);
    expect((await verifyModels(registry, 'brought', () => undefined)).models[0]?.ok).toBe(true);
    expect(readdirSync(modelFolder)).toEqual(['brought']);

    expect(await removeModel({ id: 'brought', version: null }, { registry, modelFolder })).toEqual({
      removed: ['brought 1.0.0'],
    });
    expect(readdirSync(modelFolder)).toEqual([]);
    expect(await codeOf(removeModel({ id: 'brought', version: null }, { registry, modelFolder }))).toBe(
      'MODEL_NOT_FOUND',
    );
    expect(await codeOf(removeModel({ id: 'tiny', version: null }, { registry, modelFolder }))).toBe('MODEL_SHIPPED');
  });

  it('comes out of a ZIP archive, from a folder in it', async () => {
    const own = bring('own');
    const archive = join(folder, 'model.zip');
    const files = TINY_FILES.map((name) => ({ name: `brought/${name}`, bytes: readFileSync(join(own, name)) }));
    writeFileSync(archive, zipFile(files));
    expect(await install(archive)).toMatchObject({ isInstalled: true, id: 'brought' });
    await removeModel({ id: 'brought', version: null }, { registry, modelFolder });
    mkdirSync(join(folder, 'handed-over'));
    writeFileSync(join(folder, 'handed-over', 'model.zip'), readFileSync(archive));
    expect(await install(join(folder, 'handed-over'))).toMatchObject({ isInstalled: true, id: 'brought' });
  });

  it('is refused by its hash when its network has changed, and by the record when its manifest has', async () => {
    await install(bring('own'));
    const installed = join(modelFolder, 'brought', '1.0.0');
    const manifest = readFileSync(join(installed, 'manifest.json'), 'utf8');
    writeFileSync(join(installed, 'manifest.json'), manifest.replace(/"threshold": 0\.\d+/, '"threshold": 0.25'));
    const changed = await verifyModels(registry, 'brought', () => undefined);
    expect(changed.models[0]).toMatchObject({ ok: false, checks: [{ name: 'MODEL_CHANGED' }] });
    writeFileSync(join(installed, 'manifest.json'), manifest);
    appendFileSync(join(installed, 'model.onnx'), '\0');
    const child = startInferenceChild(await registry.find('brought'), 'cpu');
    expect(await codeOf(child.ready)).toBe('MODEL_HASH');
    await child.close();
  });

  it.each([
    ['turned over', /"towards": "S"/, '"towards": "I"'],
    ['given another threshold', /"threshold": 0\.\d+/, '"threshold": 0.25'],
  ])('contours nothing once its manifest was %s, until it is as it was again', async (_, was, becomes) => {
    await install(bring('own'));
    const path = join(modelFolder, 'brought', '1.0.0', 'manifest.json');
    const manifest = readFileSync(path, 'utf8');
    writeFileSync(path, manifest.replace(was, becomes));
    expect(readFileSync(path, 'utf8')).not.toBe(manifest);
    await expect(resolveModel(registry, 'brought')).rejects.toMatchObject({
      kind: 'corrupt-data',
      code: 'MODEL_CHANGED',
      message: expect.stringContaining('brought 1.0.0'),
    });
    expect((await resolveModel(registry, 'tiny')).manifest.id).toBe('tiny');
    writeFileSync(path, manifest);
    expect((await resolveModel(registry, 'brought')).manifest.id).toBe('brought');
  });

  it('appears once: a second one of the same version is a conflict, until the first is removed', async () => {
    const own = bring('own');
    await install(own);
    expect(await codeOf(install(own))).toBe('MODEL_INSTALLED');
    expect(await codeOf(install(TINY))).toBe('MODEL_INSTALLED');
    await removeModel({ id: 'brought', version: '1.0.0' }, { registry, modelFolder });
    expect((await install(own)).isInstalled).toBe(true);
  });
});

describe('nothing appears', () => {
  it('of a network that is not the one of its manifest', async () => {
    const own = bring('own');
    appendFileSync(join(own, 'model.onnx'), '\0');
    // A last byte of 0 is a field number that no message has.
    expect(await codeOf(install(own))).toBe('MODEL_ONNX');
    const other = bring('other', (manifest) => {
      manifest['sha256'] = '0'.repeat(64);
    });
    expect(await codeOf(install(other))).toBe('MODEL_HASH');
    expect(isUntouched()).toBe(true);
  });

  it('of a network that does not reproduce its stored answer', async () => {
    const own = bring('own');
    const { golden } = JSON.parse(readFileSync(join(own, 'manifest.json'), 'utf8')) as { golden: { output: string } };
    const bytes = readFileSync(join(own, golden.output));
    bytes.writeFloatLE(bytes.readFloatLE(0) + 0.5, 0);
    writeFileSync(join(own, golden.output), bytes);
    expect(await codeOf(install(own))).toBe('MODEL_SELF_TEST');
    expect(isUntouched()).toBe(true);
  });

  it('of an archive with a name that leads out of it', async () => {
    const own = bring('own');
    const files = TINY_FILES.map((name) => ({ name, bytes: readFileSync(join(own, name)) }));
    const archive = join(folder, 'slip.zip');
    writeFileSync(archive, zipFile([...files, { name: '../slipped.txt', bytes: new Uint8Array(3) }]));
    expect(await codeOf(install(archive))).toBe('ARCHIVE_ENTRY_NAME');
    expect(isUntouched()).toBe(true);
    expect(existsSync(join(folder, 'slipped.txt'))).toBe(false);
  });

  it('of a network that reaches for a file outside of its folder, by a path or by a link', async () => {
    const secret = join(folder, 'secret.bin');
    writeFileSync(secret, new Uint8Array(64));
    const withWeights = (location: string, name: string) => {
      const bytes = onnxFile({ initializers: [externalTensor('w', { location })] });
      const own = bring(name, (manifest) => {
        manifest['sha256'] = createHash('sha256').update(bytes).digest('hex');
      });
      writeFileSync(join(own, 'model.onnx'), bytes);
      return own;
    };
    expect(await codeOf(install(withWeights('../secret.bin', 'relative')))).toBe('MODEL_EXTERNAL_DATA');
    expect(await codeOf(install(withWeights(secret, 'absolute')))).toBe('MODEL_EXTERNAL_DATA');
    const linked = withWeights('w.bin', 'linked');
    symlinkSync(secret, join(linked, 'w.bin'));
    expect(await codeOf(install(linked))).toBe('MODEL_FILE');
    expect(isUntouched()).toBe(true);
  });

  it('of a run that was cancelled', async () => {
    const controller = new AbortController();
    const work = installModel(input(bring('own')), {
      registry,
      modelFolder,
      appVersion: '0.0.0',
      signal: controller.signal,
      report: ({ phase }) => phase === 'test' && controller.abort(),
    });
    expect(await codeOf(work)).toBe('CANCELLED');
    expect(isUntouched()).toBe(true);
  });

  it('of a folder without a model, of a file that is no archive, and of nothing', async () => {
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'text.txt'), 'no archive');
    expect(await codeOf(install(join(folder, 'empty')))).toBe('MODEL_SOURCE');
    expect(await codeOf(install(join(folder, 'text.txt')))).toBe('MODEL_SOURCE');
    expect(await codeOf(install(join(folder, 'missing')))).toBe('PATH_NOT_FOUND');
  });
});
