// Which device runs the networks. ONNX Runtime throws for some missing providers and silently takes the CPU for others, so
// each one is asked for alone, and believed only when it has computed something itself and reproduces the golden output.

import { AppError } from '../../core/error/index.ts';
import { activate, answerForm, type ModelManifest } from '../../core/inference/index.ts';
import { type DeviceChoice, type DeviceRequest, firstSentence } from '../inference/protocol.ts';
import type { Device, NetworkSession, Runtime } from './inference-runtime.ts';
import { runNetwork } from './network-run.ts';

/** In this order 'auto' tries what the installed build of ONNX Runtime has. */
const PREFERENCE: readonly Device[] = ['cuda', 'dml', 'coreml', 'webgpu'];

/** Largest difference of a probability from the CPU's that a device may show: reduced-precision arithmetic stays well
 * below it, a wrong operator does not. */
const DEVICE_TOLERANCE = 1e-2;

export interface GoldenPair {
  readonly input: Float32Array;
  readonly output: Float32Array;
}

/** The bytes of one network and what it answers to the golden input. */
export interface NetworkBytes {
  readonly bytes: Uint8Array;
  readonly golden: () => Promise<GoldenPair>;
}

/** Largest difference between two outputs. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < a.length; n++) {
    const d = Math.abs((a[n] as number) - (b[n] as number));
    // NaN must not look like agreement.
    if (!(d <= largest)) largest = Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
  }
  return largest;
}

/** Raw output of a network for the golden input. */
export function runGolden(
  session: NetworkSession,
  manifest: ModelManifest,
  input: Float32Array,
): Promise<Float32Array> {
  const [samples, , ...spatial] = manifest.golden.inputShape;
  return runNetwork(session, manifest, input, samples as number, spatial);
}

function probabilities(manifest: ModelManifest, output: Float32Array): Float32Array {
  const form = answerForm(manifest);
  if (form.gives !== 'logits') return output;
  const values = output.slice();
  activate(form, values);
  return values;
}

/** Null when the device computes what it should, else the reason. */
async function checkDevice(session: NetworkSession, device: Device, manifest: ModelManifest, golden: GoldenPair) {
  const output = await runGolden(session, manifest, golden.input);
  const used = session.usedDevices();
  // A missing DirectML, for one, is silently the CPU.
  if (used !== null && !used.has(device)) return `is not used (${[...used].join(', ')} computed instead)`;
  const difference = largestDifference(probabilities(manifest, output), probabilities(manifest, golden.output));
  return difference <= DEVICE_TOLERANCE ? null : `computes another result (${difference.toPrecision(2)} off)`;
}

/** All networks on the CPU. Throws `corrupt-data` for a file that is no network. */
export async function openOnCpu(
  networks: readonly NetworkBytes[],
  manifest: ModelManifest,
  runtime: Runtime,
): Promise<NetworkSession[]> {
  const sessions: NetworkSession[] = [];
  for (const { bytes } of networks) {
    try {
      sessions.push(await runtime.open(bytes, 'cpu'));
    } catch (cause) {
      await releaseAll(sessions);
      throw new AppError(
        'corrupt-data',
        'MODEL_DAMAGED',
        `The network of ${manifest.id} cannot be loaded: ${firstSentence((cause as Error).message)}. Install the model again.`,
        { cause },
      );
    }
  }
  return sessions;
}

/** Ends sessions; one that is lost already has nothing to say. */
export async function releaseAll(sessions: readonly NetworkSession[]): Promise<void> {
  for (const session of sessions) await session.release().catch(() => undefined);
}

/** All networks on an accelerator, or the reason why not. */
async function tryDevice(
  device: Device,
  networks: readonly NetworkBytes[],
  manifest: ModelManifest,
  runtime: Runtime,
): Promise<NetworkSession[] | string> {
  const sessions: NetworkSession[] = [];
  try {
    for (const { bytes, golden } of networks) {
      const session = await runtime.open(bytes, device);
      sessions.push(session);
      const problem = await checkDevice(session, device, manifest, await golden());
      if (problem === null) continue;
      await releaseAll(sessions);
      return problem;
    }
    return sessions;
  } catch (error) {
    await releaseAll(sessions);
    if (error instanceof AppError && error.code !== 'MODEL_SHAPE') throw error;
    return firstSentence((error as Error).message);
  }
}

/**
 * Opens the networks on the device that was asked for. 'auto' takes the first accelerator that works, else the CPU, and
 * says why. An explicit device that this build lacks is `unsupported`, one that does not work here is `resource`.
 */
export async function openNetworks(
  networks: readonly NetworkBytes[],
  manifest: ModelManifest,
  requested: DeviceRequest,
  runtime: Runtime,
): Promise<{ readonly sessions: readonly NetworkSession[]; readonly device: DeviceChoice }> {
  const onCpu = async (reason: string) => ({
    sessions: await openOnCpu(networks, manifest, runtime),
    device: { requested, used: 'cpu', reason } as const,
  });
  if (requested === 'cpu') return await onCpu('the CPU was asked for');
  const present = runtime.devices();
  const candidates = requested === 'auto' ? PREFERENCE.filter((d) => present.has(d)) : [requested];
  const reasons: string[] = [];
  for (const device of candidates) {
    const opened = present.has(device) ? await tryDevice(device, networks, manifest, runtime) : 'not in this build';
    if (typeof opened !== 'string') {
      const reason = requested === 'auto' ? [`${device} works`, ...reasons].join('; ') : `${device} was asked for`;
      return { sessions: opened, device: { requested, used: device, reason } };
    }
    reasons.push(`${device}: ${opened}`);
  }
  if (requested !== 'auto') throw deviceError(requested, reasons[0] ?? '', present.has(requested));
  return await onCpu(['no accelerator works here', ...reasons].join('; '));
}

const deviceError = (device: Device, reason: string, isPresent: boolean) =>
  isPresent
    ? new AppError(
        'resource',
        'DEVICE_UNAVAILABLE',
        `The device ${device} does not work on this machine (${reason}). Use --device auto or cpu.`,
      )
    : new AppError(
        'unsupported',
        'DEVICE_UNSUPPORTED',
        `The device ${device} is not offered on this system. Use --device auto or cpu.`,
      );
