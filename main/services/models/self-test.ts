// Does a network compute on this machine what it should, and on which of its devices?

import { AppError } from '../../../core/error/index.ts';
import { DEVICES, type InstalledModel, startInferenceChild } from '../../inference/index.ts';

export type SelfTestDevice = Exclude<(typeof DEVICES)[number], 'auto'>;

export interface SelfTest {
  readonly device: SelfTestDevice;
  /** absent: this system, or this build of ONNX Runtime, does not have it. failed: it does not work on this machine, or
   * computes something else. */
  readonly state: 'passed' | 'failed' | 'absent';
  /** From the stored answer of the CPU, as the network gives it; null: it did not run. */
  readonly largestDifference: number | null;
  readonly detail: string;
}

/** The CPU first: what it does not pass no other device need try. */
export const SELF_TEST_DEVICES: readonly SelfTestDevice[] = [
  'cpu',
  ...DEVICES.filter((name) => name !== 'auto' && name !== 'cpu'),
] as SelfTestDevice[];

/** Where a device can be at all; ONNX Runtime has no build with it elsewhere. */
const ONLY_ON: Partial<Record<SelfTestDevice, NodeJS.Platform>> = { dml: 'win32', coreml: 'darwin' };

const cancelled = () => new AppError('cancelled', 'CANCELLED', 'Installing was cancelled.');

/** The engine itself compares a device with the CPU's answer (probabilities within 1e-2) before it believes it. */
async function tryDevice(model: InstalledModel, device: SelfTestDevice, signal: AbortSignal): Promise<SelfTest> {
  const platform = ONLY_ON[device];
  if (platform !== undefined && platform !== process.platform) {
    return { device, state: 'absent', largestDifference: null, detail: `There is no ${device} on this system.` };
  }
  const child = startInferenceChild(model, device);
  const kill = () => child.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    if (signal.aborted) throw cancelled();
    await child.ready;
    const largestDifference = await child.golden();
    const isExact = device !== 'cpu' || largestDifference <= model.manifest.golden.tolerance;
    return {
      device,
      state: isExact ? 'passed' : 'failed',
      largestDifference,
      detail: isExact ? '' : `off by ${largestDifference.toPrecision(2)}, allowed ${model.manifest.golden.tolerance}`,
    };
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (!(error instanceof AppError)) throw error;
    const state = error.code === 'DEVICE_UNSUPPORTED' ? 'absent' : 'failed';
    return { device, state, largestDifference: null, detail: error.message };
  } finally {
    signal.removeEventListener('abort', kill);
    child.kill();
  }
}

/**
 * Tries each device in turn, the CPU first. Throws `corrupt-data` MODEL_SELF_TEST when the CPU fails; another device
 * that fails is not used for this model and is only reported.
 */
export async function selfTest(
  model: InstalledModel,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
  devices: readonly SelfTestDevice[] = SELF_TEST_DEVICES,
): Promise<SelfTest[]> {
  const results: SelfTest[] = [];
  for (const device of devices) {
    report(results.length, devices.length);
    const result = await tryDevice(model, device, signal);
    results.push(result);
    if (device === 'cpu' && result.state !== 'passed') {
      throw new AppError('corrupt-data', 'MODEL_SELF_TEST', `The model does not pass its self-test: ${result.detail}`);
    }
  }
  report(devices.length, devices.length);
  return results;
}
