// One run of one network, and whether what came out has the form that the manifest promises.

import { AppError } from '../../core/error/index.ts';
import type { ModelManifest } from '../../core/inference/index.ts';
import type { NetworkSession, TensorValue } from './inference-runtime.ts';

/** Shapes that an output may have for `samples` inputs of a spatial shape: label indices may come without a channel. */
function expectedShapes({ output }: ModelManifest, samples: number, spatial: readonly number[]): number[][] {
  if (output.activation !== 'argmax') return [[samples, output.labels.length, ...spatial]];
  return [
    [samples, 1, ...spatial],
    [samples, ...spatial],
  ];
}

/** Types in which label indices come; everything else is float32. */
const LABEL_TYPES = ['float32', 'int64', 'int32', 'uint8'];

/** An array for the outputs of many runs; null where the type of the output is not known beforehand. */
export function createOutput(
  manifest: ModelManifest,
  samples: number,
  spatial: readonly number[],
): Float32Array | null {
  if (manifest.output.activation === 'argmax') return null;
  return new Float32Array(spatial.reduce((n, d) => n * d, samples * manifest.output.labels.length));
}

/**
 * Raw output of a network for `samples` inputs of the given spatial shape, as float32. Throws `corrupt-data` when its
 * shape or type is wrong, and whatever the device throws. With `into` the answer is written there.
 */
export async function runNetwork(
  session: NetworkSession,
  manifest: ModelManifest,
  values: Float32Array,
  samples: number,
  spatial: readonly number[],
  into: Float32Array | null = null,
): Promise<Float32Array> {
  const { input, output, id } = manifest;
  const dims = [samples, 2 * input.neighbours + 1, ...spatial];
  const shapes = expectedShapes(manifest, samples, spatial);
  const target = into === null ? undefined : { data: into, dims: shapes[0] as number[] };
  const result = await session.run(input.name, values, dims, output.name, target);
  const types = output.activation === 'argmax' ? LABEL_TYPES : ['float32'];
  const fits = shapes.some((shape) => shape.join() === result?.dims.join());
  if (result === undefined || !fits || !types.includes(result.type)) {
    throw new AppError(
      'corrupt-data',
      'MODEL_SHAPE',
      `The model ${id} gave an output of ${result?.type ?? 'no type'} and shape ${result?.dims.join(' x ') ?? 'none'} where its manifest says ${shapes[0]?.join(' x ')}. Install the model again.`,
    );
  }
  return toFloats(result);
}

function toFloats({ data, type }: TensorValue): Float32Array {
  if (type === 'float32') return data as Float32Array;
  return Float32Array.from(data as ArrayLike<number>, Number);
}
