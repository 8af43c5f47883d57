// Loads a network: exactly the bytes whose hash the manifest names, with the inputs and outputs that it promises.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { AppError } from '../../core/error/index.ts';
import type { ModelManifest } from '../../core/inference/index.ts';
import type { DeviceChoice, DeviceRequest, InstalledModel } from '../inference/protocol.ts';
import { openSession } from './inference-device.ts';

async function readModel({ manifest, folder }: InstalledModel): Promise<Uint8Array> {
  const path = join(folder, manifest.file);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new AppError('not-found', 'MODEL_FILE', `The network file ${path} cannot be read. Install the model again.`, {
      cause,
    });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.sha256) {
    throw new AppError(
      'corrupt-data',
      'MODEL_HASH',
      `The network file ${path} is not the one that its manifest describes (SHA-256 ${sha256.slice(0, 12)}… instead of ${manifest.sha256.slice(0, 12)}…). Install the model again.`,
    );
  }
  return bytes;
}

/** Why the declared form of an input or output does not fit; null when it does. Symbolic sizes fit everything. */
function findMismatch(
  metadata: readonly InferenceSession.ValueMetadata[],
  name: string,
  wanted: readonly number[],
): string | null {
  const found = metadata.find((m) => m.name === name);
  if (found === undefined) return `it has no "${name}" (but ${metadata.map((m) => `"${m.name}"`).join(', ')})`;
  if (!found.isTensor) return `"${name}" is no tensor`;
  if (found.type !== 'float32') return `"${name}" is ${found.type}, not float32`;
  const fits =
    found.shape.length === wanted.length &&
    found.shape.every((size, axis) => typeof size === 'string' || size < 0 || size === wanted[axis]);
  return fits ? null : `"${name}" has the shape ${found.shape.join(' x ')}, not ${wanted.join(' x ')}`;
}

function checkShapes(session: InferenceSession, { id, input, output }: ModelManifest): void {
  const patch = input.axes.map((a) => a.patch);
  const problem =
    findMismatch(session.inputMetadata, input.name, [1, 1, ...patch]) ??
    findMismatch(session.outputMetadata, output.name, [1, output.labels.length, ...patch]);
  if (problem === null) return;
  throw new AppError(
    'corrupt-data',
    'MODEL_SHAPE',
    `The network of ${id} does not fit its manifest: ${problem}. Install the model again.`,
  );
}

/** Reads, checks and opens a model. Throws `corrupt-data`, `not-found`, `resource` or `unsupported`. */
export async function loadModel(
  model: InstalledModel,
  requested: DeviceRequest,
): Promise<{ readonly session: InferenceSession; readonly device: DeviceChoice }> {
  const opened = await openSession(model, await readModel(model), requested);
  checkShapes(opened.session, model.manifest);
  return opened;
}
