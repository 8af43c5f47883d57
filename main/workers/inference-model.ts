// Loads a model: exactly the bytes whose hashes the manifest names, with the inputs and outputs that it promises, on the
// device that was asked for, and on the CPU when that device is lost.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { type ModelManifest, type NetworkFile, networkFiles } from '../../core/inference/index.ts';
import type { DeviceChoice, DeviceRequest, InstalledModel } from '../inference/protocol.ts';
import { type NetworkBytes, openNetworks, openOnCpu, releaseAll } from './inference-device.ts';
import type { NetworkSession, Runtime, TensorForm } from './inference-runtime.ts';

/** The networks of a model, ready to run. */
export interface LoadedModel {
  readonly model: InstalledModel;
  /** As they are now: `moveToCpu` changes both. */
  sessions(): readonly NetworkSession[];
  device(): DeviceChoice;
  /** Leaves an accelerator that failed. `why` goes into the reason. */
  moveToCpu(why: string): Promise<void>;
  /** True where the networks take patches of another size than the manifest's. */
  readonly canResize: boolean;
  /** The golden input and each network's golden output, read anew. */
  readonly networks: readonly NetworkBytes[];
}

async function readBytes({ folder }: InstalledModel, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, file);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError('not-found', 'MODEL_FILE', `The model file ${path} cannot be read. Install the model again.`, {
      cause,
    });
  }
}

async function readNetwork(model: InstalledModel, { file, sha256 }: NetworkFile): Promise<Uint8Array> {
  const bytes = await readBytes(model, file);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new AppError(
      'corrupt-data',
      'MODEL_HASH',
      `The network file ${join(model.folder, file)} is not the one that its manifest describes (SHA-256 ${found.slice(0, 12)}… instead of ${sha256.slice(0, 12)}…). Install the model again.`,
    );
  }
  return bytes;
}

async function readFloats(model: InstalledModel, file: string, shape: readonly number[]): Promise<Float32Array> {
  const bytes = await readBytes(model, file);
  const count = shape.reduce((n, d) => n * d, 1);
  if (bytes.length !== 4 * count) {
    throw new AppError(
      'corrupt-data',
      'MODEL_GOLDEN',
      `The golden file ${join(model.folder, file)} has ${bytes.length} bytes, not the ${4 * count} of its shape. Install the model again.`,
    );
  }
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function readNetworks(model: InstalledModel): Promise<NetworkBytes[]> {
  const { golden } = model.manifest;
  const networks: NetworkBytes[] = [];
  for (const file of networkFiles(model.manifest)) {
    networks.push({
      bytes: await readNetwork(model, file),
      golden: async () => ({
        input: await readFloats(model, golden.input, golden.inputShape),
        output: await readFloats(model, file.golden, golden.outputShape),
      }),
    });
  }
  return networks;
}

const isFree = (size: number | string): boolean => typeof size === 'string' || size < 0;

/** Why the declared form of an input or output fits none of the wanted ones; null when it does. Free sizes fit all. */
function findMismatch(
  forms: readonly TensorForm[],
  name: string,
  types: readonly string[],
  wanted: readonly (readonly number[])[],
): string | null {
  const found = forms.find((m) => m.name === name);
  if (found === undefined) return `it has no "${name}" (but ${forms.map((m) => `"${m.name}"`).join(', ')})`;
  if (!found.isTensor) return `"${name}" is no tensor`;
  if (!types.includes(found.type)) return `"${name}" is ${found.type}, not ${types.join(' or ')}`;
  const fits = wanted.some(
    (shape) =>
      found.shape.length === shape.length && found.shape.every((size, axis) => isFree(size) || size === shape[axis]),
  );
  return fits ? null : `"${name}" has the shape ${found.shape.join(' x ')}, not ${wanted[0]?.join(' x ')}`;
}

/** Sizes of a patch as the tensors have them: without the slice axis. */
const spatialPatch = ({ input }: ModelManifest): number[] =>
  input.axes.flatMap((a) => (a.axis === input.sliceAxis ? [] : [a.patch]));

function checkShapes(session: NetworkSession, manifest: ModelManifest): void {
  const { id, input, output, tiling } = manifest;
  const patch = spatialPatch(manifest);
  const isLabels = output.activation === 'argmax';
  const shapes = isLabels
    ? [
        [tiling.batch, 1, ...patch],
        [tiling.batch, ...patch],
      ]
    : [[tiling.batch, output.labels.length, ...patch]];
  const types = isLabels ? ['float32', 'int64', 'int32', 'uint8'] : ['float32'];
  const problem =
    findMismatch(session.inputs, input.name, ['float32'], [[tiling.batch, 2 * input.neighbours + 1, ...patch]]) ??
    findMismatch(session.outputs, output.name, types, shapes);
  if (problem === null) return;
  throw new AppError(
    'corrupt-data',
    'MODEL_SHAPE',
    `The network of ${id} does not fit its manifest: ${problem}. Install the model again.`,
  );
}

const takesOtherSizes = ({ inputs }: NetworkSession): boolean => (inputs[0]?.shape ?? []).slice(2).every(isFree);

/** Reads, checks and opens a model. Throws `corrupt-data`, `not-found`, `resource` or `unsupported`. */
export async function loadModel(
  model: InstalledModel,
  requested: DeviceRequest,
  runtime: Runtime,
): Promise<LoadedModel> {
  const networks = await readNetworks(model);
  let { sessions, device } = await openNetworks(networks, model.manifest, requested, runtime);
  for (const session of sessions) checkShapes(session, model.manifest);
  return {
    model,
    sessions: () => sessions,
    device: () => device,
    canResize: sessions.every(takesOtherSizes),
    networks,
    moveToCpu: async (why) => {
      await releaseAll(sessions);
      sessions = await openOnCpu(networks, model.manifest, runtime);
      device = { requested, used: 'cpu', reason: why };
    },
  };
}
