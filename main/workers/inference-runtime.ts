// What the engine needs of ONNX Runtime, as a port: tests put a runtime in its place whose devices fail as real ones do.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { DeviceChoice } from '../inference/protocol.ts';

export type Device = DeviceChoice['used'];

/** Name, type and shape (words for free sizes) of an input or output. */
export interface TensorForm {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface TensorValue {
  readonly data: ArrayLike<number | bigint>;
  readonly type: string;
  readonly dims: readonly number[];
}

export interface NetworkSession {
  readonly inputs: readonly TensorForm[];
  readonly outputs: readonly TensorForm[];
  /** Undefined: the network has no output of this name. The answer goes `into` an array where one is given, which must have
   * its size: large answers that wait for the garbage collector would take twice the memory. */
  run(
    input: string,
    values: Float32Array,
    dims: readonly number[],
    output: string,
    into?: { readonly data: Float32Array; readonly dims: readonly number[] },
  ): Promise<TensorValue | undefined>;
  /** The devices that have computed parts of the runs so far; null: it cannot be told. To be asked once. */
  usedDevices(): ReadonlySet<string> | null;
  release(): Promise<void>;
}

export interface Runtime {
  /** Names of the devices that this build knows. */
  devices(): ReadonlySet<string>;
  /** Throws where the device or the file does not work; some devices that are missing are silently the CPU. */
  open(bytes: Uint8Array, device: Device): Promise<NetworkSession>;
}

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

/** Measured: without the arena every large intermediate is mapped and cleared anew, which costs 5 to 10 % of the time beside
 * other work, and saves 0.15 GB; spinning threads starve the rest of a small machine between operators. */
function sessionOptions(device: Device): InferenceSession.SessionOptions {
  const cores = physicalCores();
  return {
    executionProviders: [device],
    ...(cores === null ? {} : { intraOpNumThreads: cores }),
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

/** What ONNX Runtime's profile calls the devices. */
const PROVIDERS: Readonly<Record<string, Device>> = {
  CPUExecutionProvider: 'cpu',
  CUDAExecutionProvider: 'cuda',
  DmlExecutionProvider: 'dml',
  WebGpuExecutionProvider: 'webgpu',
  CoreMLExecutionProvider: 'coreml',
};

/** Which providers a profile (JSON of ONNX Runtime) names. It holds names of operators and times, nothing of the image. */
function providersIn(folder: string): ReadonlySet<string> | null {
  const [file] = readdirSync(folder);
  if (file === undefined) return null;
  const text = readFileSync(join(folder, file), 'utf8');
  const names = new Set([...text.matchAll(/"provider"\s*:\s*"(\w+)"/g)].map(([, name]) => name as string));
  return names.size === 0 ? null : new Set([...names].map((name) => PROVIDERS[name] ?? name));
}

/** ONNX Runtime says nowhere which device computes but in a profile, so an accelerator's first run is profiled. */
async function open(bytes: Uint8Array, device: Device): Promise<NetworkSession> {
  const folder = device === 'cpu' ? null : mkdtempSync(join(tmpdir(), 'limner-device-'));
  const forget = () => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, {
      ...sessionOptions(device),
      ...(folder === null ? {} : { enableProfiling: true, profileFilePrefix: join(folder, 'profile') }),
    });
  } catch (error) {
    forget();
    throw error;
  }
  let isProfiled = folder !== null;
  return {
    inputs: session.inputMetadata.map(toForm),
    outputs: session.outputMetadata.map(toForm),
    run: async (input, values, dims, output, into) => {
      const feeds = { [input]: new Tensor('float32', values, dims) };
      if (into === undefined) return (await session.run(feeds, [output]))[output] as TensorValue | undefined;
      await session.run(feeds, { [output]: new Tensor('float32', into.data, into.dims) });
      return { ...into, type: 'float32' };
    },
    usedDevices: () => {
      if (folder === null) return new Set([device]);
      if (isProfiled) session.endProfiling();
      isProfiled = false;
      try {
        return providersIn(folder);
      } finally {
        forget();
      }
    },
    release: async () => {
      await session.release();
      forget();
    },
  };
}

const toForm = (metadata: InferenceSession.ValueMetadata): TensorForm =>
  metadata.isTensor
    ? { name: metadata.name, isTensor: true, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, isTensor: false, type: '', shape: [] };

export const onnxRuntime: Runtime = {
  devices: () => new Set(listSupportedBackends().map(({ name }) => name)),
  open,
};
