// The engine with real child processes: a network that thresholds (its answer is known in closed form) and the shipped one.

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeptCases } from '../../bench/models/kept-cases.ts';
import type { AppError } from '../../core/error/index.ts';
import { type ImageGeometry, regularGeometry, voxelVolumeMm3 } from '../../core/geometry/index.ts';
import { fillHoles, largestComponent } from '../../core/inference/index.ts';
import {
  countVoxels,
  denseFromMask,
  emptyMask,
  type ImageVolume,
  isSameMask,
  type Mask,
} from '../../core/volume/index.ts';
import {
  type AutoContourResult,
  autoContour,
  createModelRegistry,
  type InferenceChild,
  type InstalledModel,
  startInferenceChild,
} from '../../main/inference/index.ts';
import { bodyWithBone, SHIPPED_MODELS, sampleImage, TINY_MODELS, voxelsWhere } from '../support/inference-phantom.ts';
import { readSampleCt, readSampleMask, SAMPLE_CASE, SAMPLE_STRUCTURES } from '../support/sample-case.ts';
import { tempFolder } from '../support/temp-folder.ts';

const maskOf = (result: AutoContourResult, name: string): Mask =>
  result.masks.find((m) => m.name === name)?.mask ?? emptyMask([0, 0, 0]);
const failure = async (work: Promise<unknown>): Promise<AppError> => {
  try {
    await work;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('it succeeded');
};

let tiny: InstalledModel;
let child: InferenceChild;
beforeAll(async () => {
  tiny = await createModelRegistry([TINY_MODELS]).find('tiny');
  child = startInferenceChild(tiny, 'cpu');
});
afterAll(() => child.close());

const contour = (volume: ImageVolume, more: Partial<Parameters<typeof autoContour>[0]> = {}) =>
  autoContour({ volume, modality: 'CT', model: tiny, device: 'cpu', child, ...more });

describe('a network that thresholds', () => {
  const grid = regularGeometry({ size: [34, 30, 36], spacingMm: [4, 4, 4], originLps: [-66, -58, -70] });

  it('gives exactly the voxels above its threshold when grids agree, and the body', async () => {
    const volume = sampleImage(grid, bodyWithBone);
    const result = await contour(volume);
    expect(denseFromMask(maskOf(result, 'Bone'))).toEqual(voxelsWhere(volume, (hu) => hu >= 300));
    expect(denseFromMask(maskOf(result, 'Brain'))).toEqual(voxelsWhere(volume, (hu) => hu >= -200));
    expect(denseFromMask(maskOf(result, 'External'))).toEqual(voxelsWhere(volume, (hu) => hu > -400));
    expect(result.masks.map((m) => [m.name, m.label.source])).toEqual([
      ['Bone', 'network'],
      ['Brain', 'network'],
      ['External', 'threshold'],
    ]);
    expect(result.device).toEqual({ requested: 'cpu', used: 'cpu', reason: 'the CPU was asked for' });
    expect(result.warnings).toEqual([]);
    expect(result.patches.run + result.patches.skippedAir).toBe(result.patches.total);
  });

  const flips = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [bits & 1, bits & 2, bits & 4].map((b) => b !== 0));

  it.each(flips)('finds the same places when i, j, k are reversed: %s %s %s', async (...isReversed) => {
    const plain = regularGeometry({ size: [45, 41, 30], spacingMm: [3, 2.5, 5], originLps: [-63, -48, -71] });
    const signs = isReversed.map((r) => (r ? -1 : 1)) as [number, number, number];
    const turned = regularGeometry({
      size: plain.size,
      spacingMm: plain.spacingMm,
      originLps: [0, 1, 2].map(
        (c) =>
          (plain.planeOriginsLps[c] as number) +
          (isReversed[c] ? ((plain.size[c] as number) - 1) * (plain.spacingMm[c] as number) : 0),
      ) as [number, number, number],
      direction: [signs[0], 0, 0, 0, signs[1], 0, 0, 0, signs[2]],
    });
    const [expected, found] = [
      maskOf(await contour(sampleImage(plain, bodyWithBone)), 'Bone'),
      maskOf(await contour(sampleImage(turned, bodyWithBone)), 'Bone'),
    ];
    expect(countVoxels(found)).toBeGreaterThan(200);
    expect(isSameMask(reversed(found, isReversed), expected)).toBe(true);
  });

  it.each([
    ['sagittal', [0, 1, 0, 0, 0, -1, -1, 0, 0]],
    ['coronal', [1, 0, 0, 0, 0, -1, 0, 1, 0]],
    ['oblique', [0.8, 0.6, 0, -0.48, 0.64, 0.6, 0.36, -0.48, 0.8]],
  ] as const)('finds the bone in a %s stack', async (_, direction) => {
    const [i, j, k] = [direction.slice(0, 3), direction.slice(3, 6), direction.slice(6, 9)];
    const centre = [3, 2, 1].map((x, c) => x - 75 * ((i[c] as number) + (j[c] as number)) - 70 * (k[c] as number));
    const g = regularGeometry({
      size: [76, 76, 57],
      spacingMm: [2, 2, 2.5],
      originLps: centre as unknown as [number, number, number],
      direction,
    });
    const volume = sampleImage(g, bodyWithBone);
    const bone = denseFromMask(maskOf(await contour(volume), 'Bone'));
    expect(
      dice(
        bone,
        voxelsWhere(volume, (hu) => hu > 300),
      ),
    ).toBeGreaterThan(0.9);
  });

  it('marks an image that is not what the model was made for', async () => {
    const raw = sampleImage(grid, (x, y, z) => bodyWithBone(x, y, z) + 1024);
    const stored = await contour(raw, { modality: null });
    expect(stored.isOutsideIntendedUse).toBe(true);
    expect(stored.warnings.map((w) => w.code)).toContain('MODEL_INTENSITY_RANGE');
    const mr = await contour(sampleImage(grid, bodyWithBone), { modality: 'MR' });
    expect(mr.warnings.map((w) => w.code)).toEqual(['MODEL_MODALITY', 'STRUCTURE_NOT_FOUND']);
  });

  it('makes only what was asked for', async () => {
    const volume = sampleImage(grid, bodyWithBone);
    expect((await contour(volume, { structures: ['Brain'] })).masks.map((m) => m.name)).toEqual(['Brain']);
    const body = await contour(volume, { structures: ['External'] });
    expect([body.masks.map((m) => m.name), body.device, body.patches.run]).toEqual([['External'], null, 0]);
    expect(await failure(contour(volume, { structures: ['Liver'] }))).toMatchObject({ kind: 'invalid-input' });
  });

  it('refuses a single slice', async () => {
    const slice = sampleImage(
      regularGeometry({ size: [9, 9, 1], spacingMm: [4, 4, 4], originLps: [0, 0, 0] }),
      bodyWithBone,
    );
    expect(await failure(contour(slice))).toMatchObject({ kind: 'unsupported', code: 'MODEL_SINGLE_SLICE' });
  });

  it('reports progress that never falls within a phase', async () => {
    const seen: [string, number][] = [];
    await contour(sampleImage(grid, bodyWithBone), { report: (p) => seen.push([p.phase, p.done / p.total]) });
    for (const phase of ['preprocess', 'inference', 'postprocess']) {
      const shares = seen.flatMap(([name, share]) => (name === phase ? [share] : []));
      expect(shares.at(-1)).toBe(1);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
    }
  });

  it('can be cancelled between patches, and the child goes on living', async () => {
    const large = regularGeometry({ size: [90, 90, 90], spacingMm: [4, 4, 4], originLps: [-178, -178, -178] });
    const stop = new AbortController();
    const volume = sampleImage(large, (x, y, z) => (Math.hypot(x, y, z) < 170 ? 20 : -1000));
    const report = (p: { phase: string }) => p.phase === 'inference' && stop.abort();
    expect(await failure(contour(volume, { signal: stop.signal, report }))).toMatchObject({ kind: 'cancelled' });
    expect((await contour(sampleImage(grid, bodyWithBone))).warnings).toEqual([]);
  });

  it('is cancelled before it begins by a signal that is already set', async () => {
    const work = contour(sampleImage(grid, bodyWithBone), { signal: AbortSignal.abort() });
    expect(await failure(work)).toMatchObject({ kind: 'cancelled' });
  });

  it('says so when the child is killed', async () => {
    const victim = startInferenceChild(tiny, 'cpu');
    await victim.ready;
    const large = regularGeometry({ size: [90, 90, 90], spacingMm: [4, 4, 4], originLps: [-178, -178, -178] });
    const volume = sampleImage(large, (x, y, z) => (Math.hypot(x, y, z) < 170 ? 20 : -1000));
    const report = (p: { phase: string }) => p.phase === 'inference' && victim.kill();
    const error = await failure(contour(volume, { child: victim, report }));
    expect(error).toMatchObject({ kind: 'resource', code: 'INFERENCE_PROCESS_ENDED', retryable: true });
    expect(error.message).toContain('SIGKILL');
  });

  it('leaves no process behind', async () => {
    const own = startInferenceChild(tiny, 'cpu');
    await own.ready;
    await own.close();
    expect(() => process.kill(own.pid ?? 0, 0)).toThrow();
  });
});

describe('a device', () => {
  it('that does not exist here is an error when named, and the CPU with the reason under auto', async () => {
    const foreign = process.platform === 'darwin' ? 'dml' : 'coreml';
    const named = startInferenceChild(tiny, foreign);
    expect(await failure(named.ready)).toMatchObject({ kind: 'unsupported', code: 'DEVICE_UNSUPPORTED' });
    const any = startInferenceChild(tiny, 'auto');
    const { device } = await any.ready;
    expect(device.requested).toBe('auto');
    expect(device.reason.length).toBeGreaterThan(0);
    await Promise.all([named.close(), any.close()]);
  });
});

describe('a damaged model', () => {
  const root = tempFolder();
  /** A copy of the tiny model, changed on disk. */
  const install = async (name: string, change: (folder: string, manifest: Record<string, unknown>) => void) => {
    const folder = join(root, name, 'tiny', '1.0.0');
    mkdirSync(folder, { recursive: true });
    cpSync(join(TINY_MODELS, 'tiny/1.0.0'), folder, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    change(folder, manifest);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    return createModelRegistry([join(root, name)]);
  };
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const model = (folder: string) => readFileSync(join(folder, 'model.onnx'));

  it.each([
    [
      'of another hash',
      'MODEL_HASH',
      (folder: string) => writeFileSync(join(folder, 'model.onnx'), model(folder).subarray(1)),
    ],
    [
      'cut short, hash and all',
      'MODEL_DAMAGED',
      (folder: string, manifest: Record<string, unknown>) => {
        const cut = model(folder).subarray(0, 100);
        writeFileSync(join(folder, 'model.onnx'), cut);
        manifest['sha256'] = sha256(cut);
      },
    ],
    [
      'with other inputs than promised',
      'MODEL_SHAPE',
      (_: string, manifest: Record<string, unknown>) => {
        (manifest['input'] as Record<string, unknown>)['name'] = 'ct';
      },
    ],
    [
      'with other channels than promised',
      'MODEL_SHAPE',
      (_: string, manifest: Record<string, unknown>) => {
        ((manifest['output'] as Record<string, unknown>)['labels'] as unknown[]).push(null);
        (manifest['golden'] as Record<string, unknown>)['outputShape'] = [1, 3, 4, 4, 8];
      },
    ],
    [
      'with another golden output',
      'MODEL_GOLDEN',
      (folder: string) => writeFileSync(join(folder, 'golden/logits.f32'), new Uint8Array(1024)),
    ],
  ])('%s is refused', async (name, code, change) => {
    const registry = await install(name.replaceAll(' ', '-'), change);
    expect(await failure(registry.verify('tiny'))).toMatchObject({ kind: 'corrupt-data', code });
  });

  it('is missing: not-found', async () => {
    const registry = await install('missing', (_, manifest) => {
      manifest['file'] = 'gone.onnx';
    });
    expect(await failure(registry.verify())).toMatchObject({ kind: 'not-found', code: 'MODEL_FILE' });
  });

  it('with a manifest that is no JSON does not hide the others', async () => {
    const registry = await install('broken', () => undefined);
    mkdirSync(join(root, 'broken/other/1.0.0'), { recursive: true });
    writeFileSync(join(root, 'broken/other/1.0.0/manifest.json'), '{');
    const { models, problems } = await registry.list();
    expect(models.map((m) => m.manifest.id)).toEqual(['tiny']);
    expect(problems.map((p) => p.code)).toEqual(['MODEL_MANIFEST']);
    expect(await failure(registry.find('nothing'))).toMatchObject({ kind: 'not-found' });
  });
});

describe('the shipped model', () => {
  it.each(['han-oar', 'han-oar-fast'])('%s reproduces its golden output', async (id) => {
    const { largestDifference } = await createModelRegistry([SHIPPED_MODELS]).verify(id);
    expect(largestDifference).toBeLessThan(1e-4);
  });

  it('contours the sample case as well as it did when it was measured, left and right not swapped', async () => {
    const model = await createModelRegistry([SHIPPED_MODELS]).find('han-oar');
    const volume = readSampleCt();
    const result = await autoContour({ volume, modality: 'CT', model, device: 'cpu' });
    const dices = Object.fromEntries(
      SAMPLE_STRUCTURES.map((name) => [
        name,
        dice(denseFromMask(maskOf(result, name)), denseFromMask(readSampleMask(name))),
      ]),
    );
    for (const name of SAMPLE_STRUCTURES) expect(dices[name], name).toBeGreaterThan(expectedDice('han-oar', name));
    expect(result.isOutsideIntendedUse).toBe(false);
    expect(middleX(maskOf(result, 'Parotid_L'), volume.geometry)).toBeGreaterThan(
      middleX(maskOf(result, 'Parotid_R'), volume.geometry) + 60,
    );
    const body = maskOf(result, 'External');
    expect(isSameMask(largestComponent(body), body)).toBe(true);
    expect(isSameMask(fillHoles(body, 'slice'), body)).toBe(true);
    const external = (countVoxels(body) * voxelVolumeMm3(volume.geometry)) / 1000;
    const tissue = voxelsWhere(volume, (hu) => hu > -400).reduce((n, v) => n + v, 0);
    const tissueMl = (tissue * voxelVolumeMm3(volume.geometry)) / 1000;
    expect(external).toBeGreaterThan(0.95 * tissueMl);
    expect(external).toBeLessThan(1.25 * tissueMl);
  });
});

/** Nearly what it was when the model was measured on this case. */
function expectedDice(id: string, name: string): number {
  const measured = readKeptCases(id)?.judged.find((one) => one.case === SAMPLE_CASE && one.name === name);
  if (typeof measured?.dice !== 'number') throw new Error(`no Dice of ${name} by ${id} is kept`);
  return measured.dice - 0.01;
}

function dice(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let sum = 0;
  for (let n = 0; n < a.length; n++) {
    both += (a[n] as number) & (b[n] as number);
    sum += (a[n] as number) + (b[n] as number);
  }
  return (2 * both) / sum;
}

/** LPS x of the middle of a mask's box, for an image along LPS. */
const middleX = ({ box }: Mask, g: ImageGeometry): number =>
  (g.planeOriginsLps[0] as number) + ((box.i0 + box.i1 - 1) / 2) * g.spacingMm[0];

function reversed(mask: Mask, isReversed: readonly boolean[]): Mask {
  const { size } = mask;
  const dense = denseFromMask(mask);
  const out = new Uint8Array(dense.length);
  const flip = (n: number, axis: 0 | 1 | 2) => (isReversed[axis] ? size[axis] - 1 - n : n);
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++) {
        out[(flip(k, 2) * size[1] + flip(j, 1)) * size[0] + flip(i, 0)] = dense[
          (k * size[1] + j) * size[0] + i
        ] as number;
      }
    }
  }
  return { size, box: { i0: 0, i1: size[0], j0: 0, j1: size[1], k0: 0, k1: size[2] }, voxels: out };
}
