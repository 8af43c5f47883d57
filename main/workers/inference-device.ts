// Which device runs the network. ONNX Runtime throws for some missing providers and silently takes the CPU for others,
// so each one is asked for alone, and believed only when it reproduces the model's golden output.

import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { AppError } from '../../core/error/index.ts';
import { finishSigmoid, finishSoftmax, type ModelManifest } from '../../core/inference/index.ts';
import { type DeviceChoice, type DeviceRequest, firstSentence, type InstalledModel } from '../inference/protocol.ts';

type Device = DeviceChoice['used'];

/** In this order 'auto' tries what the installed build of ONNX Runtime has. */
const PREFERENCE: readonly Device[] = ['cuda', 'dml', 'coreml', 'webgpu'];

/** Largest difference of a probability from the CPU's that a device may show: reduced-precision arithmetic stays well
 * below it, a wrong operator does not. */
const DEVICE_TOLERANCE = 1e-2;

/** Physical cores that this process may use; null where the system does not say (ONNX Runtime then counts itself). */
function physicalCores(): number | null {
  if (process.platform !== 'linux') return null;
  const root = '/sys/devices/system/cpu';
  try {
    const siblings = readdirSync(root)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${root}/${name}/topology/thread_siblings_list`, 'utf8').trim());
    return siblings.length === 0 ? null : Math.min(new Set(siblings).size, availableParallelism());
  } catch {
    return null;
  }
}

/** Measured: without arena and memory pattern the same speed in a third less memory; spinning threads starve the rest of
 * a small machine between operators. */
function sessionOptions(device: Device): InferenceSession.SessionOptions {
  const cores = physicalCores();
  return {
    executionProviders: [device],
    ...(cores === null ? {} : { intraOpNumThreads: cores }),
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

export interface GoldenPair {
  readonly input: Float32Array;
  readonly output: Float32Array;
}

async function readFloats(path: string, shape: readonly number[]): Promise<Float32Array> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new AppError('not-found', 'MODEL_FILE', `The golden file ${path} cannot be read. Install the model again.`, {
      cause,
    });
  }
  const count = shape.reduce((n, d) => n * d, 1);
  if (bytes.length !== 4 * count) {
    throw new AppError(
      'corrupt-data',
      'MODEL_GOLDEN',
      `The golden file ${path} has ${bytes.length} bytes, not the ${4 * count} of its shape. Install the model again.`,
    );
  }
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

export async function readGolden({ manifest, folder }: InstalledModel): Promise<GoldenPair> {
  const { golden } = manifest;
  return {
    input: await readFloats(join(folder, golden.input), golden.inputShape),
    output: await readFloats(join(folder, golden.output), golden.outputShape),
  };
}

/** Raw output of the network for one input of the given spatial shape. Throws `corrupt-data` when its shape is wrong. */
export async function runSession(
  session: InferenceSession,
  manifest: ModelManifest,
  values: Float32Array,
  spatial: readonly number[],
): Promise<Float32Array> {
  const { input, output } = manifest;
  const tensor = new Tensor('float32', values, [1, 1, ...spatial]);
  const result = (await session.run({ [input.name]: tensor }, [output.name]))[output.name];
  const expected = [1, output.labels.length, ...spatial];
  if (result === undefined || result.type !== 'float32' || result.dims.join() !== expected.join()) {
    throw new AppError(
      'corrupt-data',
      'MODEL_SHAPE',
      `The model ${manifest.id} gave an output of shape ${result?.dims.join(' x ')} where its manifest says ${expected.join(' x ')}. Install the model again.`,
    );
  }
  return result.data as Float32Array;
}

/** Largest difference between two arrays of logits. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < a.length; n++) {
    const d = Math.abs((a[n] as number) - (b[n] as number));
    // NaN must not look like agreement.
    if (!(d <= largest)) largest = Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
  }
  return largest;
}

function probabilities(manifest: ModelManifest, logits: Float32Array): Float32Array {
  const channels = manifest.golden.outputShape[1] as number;
  const sums = logits.slice();
  const voxels = logits.length / channels;
  const acc = { size: [1, 1, voxels] as const, channels, sums, weights: new Float32Array(voxels).fill(1) };
  if (manifest.output.activation === 'sigmoid') finishSigmoid(acc);
  else {
    finishSoftmax(
      acc,
      manifest.output.labels.map((l) => l !== null),
    );
  }
  return sums;
}

/** Null when the device computes what it should, else the reason. */
async function checkDevice(session: InferenceSession, manifest: ModelManifest, golden: GoldenPair) {
  const output = await runSession(session, manifest, golden.input, manifest.golden.inputShape.slice(2));
  const difference = largestDifference(probabilities(manifest, output), probabilities(manifest, golden.output));
  return difference <= DEVICE_TOLERANCE ? null : `computes another result (${difference.toPrecision(2)} off)`;
}

async function openCpu(bytes: Uint8Array, manifest: ModelManifest): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, sessionOptions('cpu'));
  } catch (cause) {
    throw new AppError(
      'corrupt-data',
      'MODEL_DAMAGED',
      `The network of ${manifest.id} cannot be loaded: ${firstSentence((cause as Error).message)}. Install the model again.`,
      { cause },
    );
  }
}

/** A session on an accelerator, or the reason why not. */
async function tryDevice(
  device: Device,
  bytes: Uint8Array,
  manifest: ModelManifest,
  golden: GoldenPair,
): Promise<InferenceSession | string> {
  try {
    const session = await InferenceSession.create(bytes, sessionOptions(device));
    const problem = await checkDevice(session, manifest, golden);
    if (problem === null) return session;
    await session.release();
    return problem;
  } catch (error) {
    return firstSentence((error as Error).message);
  }
}

/**
 * Opens the network on the device that was asked for. 'auto' takes the first accelerator that works, else the CPU, and
 * says why. An explicit device that this build lacks is `unsupported`, one that does not work here is `resource`.
 */
export async function openSession(
  model: InstalledModel,
  bytes: Uint8Array,
  requested: DeviceRequest,
): Promise<{ readonly session: InferenceSession; readonly device: DeviceChoice }> {
  const { manifest } = model;
  if (requested === 'cpu') {
    return {
      session: await openCpu(bytes, manifest),
      device: { requested, used: 'cpu', reason: 'the CPU was asked for' },
    };
  }
  const present = new Set(listSupportedBackends().map((backend) => backend.name));
  const candidates = requested === 'auto' ? PREFERENCE.filter((d) => present.has(d)) : [requested];
  const golden = await readGolden(model);
  const reasons: string[] = [];
  for (const device of candidates) {
    const opened = present.has(device) ? await tryDevice(device, bytes, manifest, golden) : null;
    if (opened !== null && typeof opened !== 'string') {
      const reason = requested === 'auto' ? [`${device} works`, ...reasons].join('; ') : `${device} was asked for`;
      return { session: opened, device: { requested, used: device, reason } };
    }
    reasons.push(`${device}: ${opened ?? 'not in this build'}`);
  }
  if (requested !== 'auto') throw deviceError(requested, reasons[0] ?? '', present.has(requested));
  const reason = ['no accelerator works here', ...reasons].join('; ');
  return { session: await openCpu(bytes, manifest), device: { requested, used: 'cpu', reason } };
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
