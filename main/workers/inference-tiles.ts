// One image through the network, patch by patch, and the blended probabilities of the wanted channels out of it.

import type { InferenceSession } from 'onnxruntime-node';
import { AppError } from '../../core/error/index.ts';
import type { Size3 } from '../../core/geometry/index.ts';
import {
  type Accumulator,
  addTile,
  boxAbove,
  type ClassBox,
  createAccumulator,
  cutBox,
  extractTile,
  finishSigmoid,
  finishSoftmax,
  type GridBox,
  gaussianWeights,
  isAir,
  joinBoxes,
  type ModelManifest,
  planTiles,
} from '../../core/inference/index.ts';
import type { NetworkInput, NetworkResult } from '../inference/protocol.ts';
import { runSession } from './inference-device.ts';

export interface TileHooks {
  readonly isCancelled: () => boolean;
  readonly report: (done: number, total: number) => void;
}

/** Lets messages (a cancel above all) in between two patches. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

const field = (acc: Accumulator, channel: number): Float32Array => {
  const n = acc.weights.length;
  return acc.sums.subarray(channel * n, (channel + 1) * n);
};

/** Boxes of independent classes: what reaches the threshold of each. */
function sigmoidBoxes(acc: Accumulator, manifest: ModelManifest, wanted: readonly number[]): ClassBox[] {
  finishSigmoid(acc);
  return wanted.flatMap((channel) => {
    const threshold = manifest.output.labels[channel]?.threshold ?? manifest.output.threshold;
    const box = boxAbove(field(acc, channel), acc.size, threshold);
    return box === null ? [] : [cutBox(field(acc, channel), acc.size, box, channel)];
  });
}

/** Boxes of competing classes: a winner has at least 1 / channels. All channels come along over the common box of the
 * wanted ones, since each of them may take a voxel from another. */
function softmaxBoxes(acc: Accumulator, manifest: ModelManifest, wanted: readonly number[]): ClassBox[] {
  finishSoftmax(
    acc,
    manifest.output.labels.map((l) => l !== null),
  );
  let common: GridBox | null = null;
  for (const channel of wanted) {
    const box = boxAbove(field(acc, channel), acc.size, 1 / acc.channels);
    if (box !== null) common = common === null ? box : joinBoxes(common, box);
  }
  const box = common;
  if (box === null) return [];
  return Array.from({ length: acc.channels }, (_, channel) => cutBox(field(acc, channel), acc.size, box, channel));
}

/**
 * Runs all patches that are not pure air. `hooks.isCancelled` is asked before each; then `cancelled` is thrown.
 */
export async function runTiles(
  session: InferenceSession,
  manifest: ModelManifest,
  input: NetworkInput,
  hooks: TileHooks,
): Promise<NetworkResult> {
  const patch = manifest.input.axes.map((a) => a.patch) as unknown as Size3;
  const plan = planTiles(input.size, patch, manifest.tiling.overlap);
  const acc = createAccumulator(input.size, manifest.output.labels.length);
  const { blend } = manifest.tiling;
  const weights = patch.map((n) =>
    blend.kind === 'gaussian' ? gaussianWeights(n, blend.sigmaOfPatch) : new Float32Array(n).fill(1),
  ) as [Float32Array, Float32Array, Float32Array];
  const tile = new Float32Array(patch[0] * patch[1] * patch[2]);
  let inferenceMs = 0;
  let run = 0;
  for (let t = 0; t < plan.count; t++) {
    await breathe();
    if (hooks.isCancelled()) throw new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.');
    extractTile(input.values, input.size, plan, t, input.outside, tile);
    if (input.airLevel === null || !isAir(tile, input.airLevel)) {
      const startedMs = performance.now();
      const output = await runSession(session, manifest, tile, patch);
      inferenceMs += performance.now() - startedMs;
      addTile(acc, plan, t, output, weights);
      run++;
    }
    hooks.report(t + 1, plan.count);
  }
  const boxes = (manifest.output.activation === 'sigmoid' ? sigmoidBoxes : softmaxBoxes)(acc, manifest, input.channels);
  return { boxes, inferenceMs, patches: { total: plan.count, run, skippedAir: plan.count - run } };
}
