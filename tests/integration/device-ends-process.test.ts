// Devices that take the network's process along. NOT RUN ON HARDWARE: the process is a real one, its devices are stand-ins.

import { join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { isSameMask } from '../../core/volume/index.ts';
import {
  type AutoContourResult,
  autoContour,
  createModelRegistry,
  type DeviceRequest,
  type InferenceChild,
  type InstalledModel,
  startInferenceChild,
} from '../../main/inference/index.ts';
import type { FakeDevice } from '../support/fake-runtime.ts';
import { bodyWithBone, sampleImage, TINY_MODELS } from '../support/inference-phantom.ts';

const FAKE_CHILD = join(resolve(import.meta.dirname, '../support'), 'fake-inference-child.ts');
const grid = regularGeometry({ size: [34, 30, 36], spacingMm: [4, 4, 4], originLps: [-66, -58, -70] });
const volume = sampleImage(grid, bodyWithBone);

let tiny: InstalledModel;
beforeAll(async () => {
  tiny = await createModelRegistry([TINY_MODELS]).find('tiny');
});

const children: InferenceChild[] = [];
afterEach(async () => {
  delete process.env['FAKE_DEVICES'];
  await Promise.all(children.splice(0).map((child) => child.close()));
});

/** Contours with a process that has `devices`. Further processes: `anew`. */
async function contour(devices: Record<string, FakeDevice>, device: DeviceRequest) {
  process.env['FAKE_DEVICES'] = JSON.stringify(devices);
  const child = startInferenceChild(tiny, device, FAKE_CHILD);
  children.push(child);
  const anew: number[] = [];
  const told: string[] = [];
  const work = autoContour({
    volume,
    modality: 'CT',
    model: tiny,
    device,
    child,
    onProcess: (pid) => anew.push(pid ?? 0),
    onStructure: ({ name }) => told.push(name),
  });
  const [outcome] = await Promise.allSettled([work]);
  return { outcome, anew, told };
}

const resultOf = (outcome: PromiseSettledResult<AutoContourResult>): AutoContourResult => {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a device that takes its process along (stand-in, not run on hardware)', () => {
  it.each([
    ['while it runs', 3],
    ['while it is tried, before the process is ready', 0],
  ])('%s is left for the CPU where nobody named it, with the same result and a word about it', async (_, runs) => {
    const whole = resultOf((await contour({}, 'cpu')).outcome);
    const { outcome, anew, told } = await contour({ webgpu: { isThere: true, endsProcessAfterRuns: runs } }, 'auto');
    const result = resultOf(outcome);
    expect(result.device).toEqual({ requested: 'auto', used: 'cpu', reason: 'webgpu ended its process' });
    expect(result.warnings).toEqual([
      { code: 'DEVICE_FELL_BACK', message: 'On the way webgpu ended its process: the CPU from the beginning.' },
    ]);
    expect(result.masks.map(({ mask }, n) => isSameMask(mask, whole.masks[n]?.mask ?? mask))).toEqual([
      true,
      true,
      true,
    ]);
    expect(told).toEqual(['External', 'Bone', 'Brain']);
    // One process more, which is gone at the end.
    expect(anew.map(isRunning)).toEqual([false]);
  });

  it('that was named is an error', async () => {
    const { outcome, anew } = await contour({ webgpu: { isThere: true, endsProcessAfterRuns: 3 } }, 'webgpu');
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'INFERENCE_PROCESS_ENDED' } });
    expect(anew).toEqual([]);
  });

  it('that is the CPU is an error, also under auto', async () => {
    const { outcome, anew } = await contour({ cpu: { isThere: true, endsProcessAfterRuns: 3 } }, 'auto');
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { kind: 'resource', code: 'INFERENCE_PROCESS_ENDED', message: expect.stringContaining('SIGKILL') },
    });
    expect(anew).toEqual([]);
  });

  it('is not followed by a third process when the CPU ends the second one', async () => {
    const ends = { isThere: true, endsProcessAfterRuns: 3 };
    const { outcome, anew } = await contour({ webgpu: ends, cpu: ends }, 'auto');
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'INFERENCE_PROCESS_ENDED' } });
    expect(anew.map(isRunning)).toEqual([false]);
  });
});
