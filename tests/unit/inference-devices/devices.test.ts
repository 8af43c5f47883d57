// Devices that this machine does not have: NOT RUN ON HARDWARE. A stand-in for ONNX Runtime behaves as it was measured to.

import { beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../../core/error/index.ts';
import { createModelRegistry, type InstalledModel } from '../../../main/inference/index.ts';
import { loadModel } from '../../../main/workers/inference-model.ts';
import type { Runtime } from '../../../main/workers/inference-runtime.ts';
import { type ImageRun, runImage } from '../../../main/workers/inference-tiles.ts';
import { createFakeRuntime, TINY_NETWORK } from '../../support/fake-runtime.ts';
import { TINY_MODELS } from '../../support/inference-phantom.ts';

const SIZE = [24, 20, 40] as const;
/** 300 HU and more along a diagonal band, -1000 HU elsewhere, in the units of the network. */
const VALUES = Float32Array.from({ length: 24 * 20 * 40 }, (_, at) => {
  const [a, b, c] = [Math.floor(at / 800), Math.floor(at / 40) % 20, at % 40];
  return Math.abs(a + b - c) < 6 ? 0.75 + (at % 7) / 10 : -2.5;
});

let tiny: InstalledModel;
beforeAll(async () => {
  tiny = await createModelRegistry([TINY_MODELS]).find('tiny');
});

const withTiling = (tiling: Partial<InstalledModel['manifest']['tiling']>): InstalledModel => ({
  ...tiny,
  manifest: { ...tiny.manifest, tiling: { ...tiny.manifest.tiling, ...tiling } },
});

async function run(runtime: Runtime, model = tiny, device: Parameters<typeof loadModel>[1] = 'auto') {
  const loaded = await loadModel(model, device, runtime);
  const first = loaded.device();
  const input = { values: VALUES, size: SIZE, outside: -2.5, padding: -2.5, airLevel: null, channels: [0, 1] };
  const image = await runImage(loaded, input, { isCancelled: () => false, report: () => undefined });
  return { first, image };
}

const fieldsOf = ({ fields, result }: ImageRun) =>
  result.extents.map(({ channel }) => {
    const { start, size, values } = fields.box(channel) as NonNullable<ReturnType<typeof fields.box>>;
    return { channel, start, size, values: [...values] };
  });

const failure = async (work: Promise<unknown>): Promise<AppError> => {
  try {
    await work;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('it succeeded');
};

describe('a device (stand-in, not run on hardware)', () => {
  it('that is missing is passed over, whether it throws or is silently the CPU', async () => {
    const runtime = createFakeRuntime({
      cuda: { isThere: false },
      dml: { isThere: false },
      webgpu: { isThere: true },
    });
    const { first } = await run(runtime);
    expect(first).toEqual({
      requested: 'auto',
      used: 'webgpu',
      reason:
        'webgpu works; cuda: no available backend found. ERR: [cuda] not available; dml: is not used (cpu computed instead)',
    });
    expect(runtime.log.open).toEqual(['webgpu']);
  });

  it('that computes something else is not used', async () => {
    const { first } = await run(createFakeRuntime({ coreml: { isThere: true, error: 0.5 } }));
    expect(first.used).toBe('cpu');
    expect(first.reason).toMatch(/coreml: computes another result \(0\.1\d off\)/);
  });

  it('that was named and does not work is an error, and no session stays open', async () => {
    const runtime = createFakeRuntime({ dml: { isThere: false } });
    expect(await failure(run(runtime, tiny, 'dml'))).toMatchObject({ kind: 'resource', code: 'DEVICE_UNAVAILABLE' });
    expect(await failure(run(runtime, tiny, 'cuda'))).toMatchObject({ kind: 'unsupported' });
    expect(runtime.log.open).toEqual([]);
  });

  it('that is lost on the way leaves the rest to the CPU, with the same result', async () => {
    const whole = await run(createFakeRuntime({}), tiny, 'cpu');
    const runtime = createFakeRuntime({ dml: { isThere: true, lostAfterRuns: 4 } });
    const { first, image } = await run(runtime);
    expect(first.used).toBe('dml');
    expect(fieldsOf(image)).toEqual(fieldsOf(whole.image));
    expect(image.result.device).toEqual({
      requested: 'auto',
      used: 'cpu',
      reason: 'dml was lost (887A0005 The GPU device instance has been suspended.) while it ran',
    });
    expect(image.result.fallbacks).toHaveLength(1);
    // The golden patch and three of the image on the device; the fourth again on the CPU.
    expect(runtime.log.runs.map(({ device }) => device).indexOf('cpu')).toBe(4);
    expect(runtime.log.open).toEqual(['cpu']);
  });

  it('that runs out of memory gets smaller patches where the model allows them, with the same result', async () => {
    const whole = await run(createFakeRuntime({}), tiny, 'cpu');
    const runtime = createFakeRuntime({ cuda: { isThere: true, roomFor: 1024 } });
    const { image } = await run(runtime, withTiling({ smallestPatch: [8, 8, 8] }));
    expect(image.result.device.used).toBe('cuda');
    expect(image.result.fallbacks).toEqual([
      'cuda ran out of memory: patches of 8 x 16 x 16 from the beginning',
      'cuda ran out of memory: patches of 8 x 8 x 16 from the beginning',
    ]);
    // This network sees one voxel at a time, so the blend of other patches is the same but for rounding.
    const [found, expected] = [fieldsOf(image), fieldsOf(whole.image)];
    expect(found.map(({ start, size }) => [start, size])).toEqual(expected.map(({ start, size }) => [start, size]));
    for (const [n, { values }] of found.entries()) {
      const differences = values.map((v, at) => Math.abs(v - (expected[n]?.values[at] as number)));
      expect(differences.reduce((a, d) => Math.max(a, d), 0)).toBeLessThanOrEqual(2);
    }
  });

  it('that has no room even for the smallest patch leaves the image to the CPU, which runs whole patches', async () => {
    const whole = await run(createFakeRuntime({}), tiny, 'cpu');
    const runtime = createFakeRuntime({ cuda: { isThere: true, roomFor: 600 } });
    const { image } = await run(runtime, withTiling({ smallestPatch: [8, 8, 16] }));
    expect(fieldsOf(image)).toEqual(fieldsOf(whole.image));
    expect(image.result.patch).toEqual([16, 16, 16]);
    expect(image.result.device).toMatchObject({ used: 'cpu', reason: 'cuda ran out of memory while it ran' });
    expect(image.result.fallbacks.at(-1)).toBe('cuda ran out of memory: the CPU from the beginning');
  });

  it('that runs a network which fails on smaller patches leaves it to the CPU as if there were none', async () => {
    const stiff = {
      ...TINY_NETWORK,
      answer: (values: Float32Array, dims: readonly number[]) => {
        if (dims[2] === 8) throw new Error('Concat: Non concat axis dimensions must match');
        return TINY_NETWORK.answer(values, dims);
      },
    };
    const whole = await run(createFakeRuntime({}), tiny, 'cpu');
    const smaller = withTiling({ smallestPatch: [8, 8, 8] });
    const { image } = await run(createFakeRuntime({ cuda: { isThere: true, roomFor: 2048 } }, stiff), smaller);
    expect(fieldsOf(image)).toEqual(fieldsOf(whole.image));
    expect(image.result.device.used).toBe('cpu');
    // Where the CPU itself has no room, that is the error, not what the network says to smaller patches.
    const work = run(createFakeRuntime({ cpu: { isThere: true, roomFor: 2048 } }, stiff), smaller, 'cpu');
    expect((await failure(work)).message).toContain('Failed to allocate memory');
  });

  it('that runs out of memory is left for the CPU where patches must stay as they are', async () => {
    const whole = await run(createFakeRuntime({}), tiny, 'cpu');
    const { image } = await run(createFakeRuntime({ dml: { isThere: true, roomFor: 1024 } }));
    expect(fieldsOf(image)).toEqual(fieldsOf(whole.image));
    expect(image.result.device.used).toBe('cpu');
    expect(image.result.device.reason).toBe('dml ran out of memory while it ran');
  });

  it('that has no room for a batch of slices gets fewer at once, with the same result', async () => {
    const { axes } = tiny.manifest.input;
    const sliced: InstalledModel = {
      ...tiny,
      manifest: {
        ...tiny.manifest,
        input: { ...tiny.manifest.input, sliceAxis: 'z', axes: [{ ...axes[0], patch: 1 }, axes[1], axes[2]] },
        tiling: { ...tiny.manifest.tiling, batch: 8 },
        golden: { ...tiny.manifest.golden, inputShape: [4, 1, 4, 8], outputShape: [4, 2, 4, 8] },
      },
    };
    const flat = {
      ...TINY_NETWORK,
      input: { ...TINY_NETWORK.input, shape: ['n', 1, 'y', 'x'] },
      output: { ...TINY_NETWORK.output, shape: ['n', 2, 'y', 'x'] },
    };
    const whole = await run(createFakeRuntime({}, flat), sliced, 'cpu');
    const tight = createFakeRuntime({ cpu: { isThere: true, roomFor: 1000 } }, flat);
    const { image } = await run(tight, sliced, 'cpu');
    expect(fieldsOf(image)).toEqual(fieldsOf(whole.image));
    expect(image.result.fallbacks).toEqual([
      'cpu ran out of memory: 4 slices at once',
      'cpu ran out of memory: 2 slices at once',
    ]);
    expect(image.result.patches.total).toBe(24 * 2 * 4);
  });

  it('that is the CPU and has no room even for the smallest patch says so', async () => {
    const work = run(createFakeRuntime({ cpu: { isThere: true, roomFor: 100 } }), tiny, 'cpu');
    expect((await failure(work)).message).toContain('Failed to allocate memory');
  });
});
