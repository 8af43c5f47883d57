// Patch outputs -> one field a channel on the model grid: Gaussian-weighted mean of the logits, then the activation.

import type { Size3 } from '../geometry/index.ts';
import type { TilePlan } from './tile-plan.ts';

// exp(-24) in the corner of a patch with sigma = patch / 8 is still a normal float32, but a narrower Gaussian is not:
// without a floor such voxels would be lost where only one patch covers them.
const SMALLEST_WEIGHT = 1e-6;

/** Weights along one axis, 1 in the middle of the patch; sigma = `sigmaOfPatch` x patch. */
export function gaussianWeights(patch: number, sigmaOfPatch: number): Float32Array {
  const weights = new Float32Array(patch);
  const middle = (patch - 1) / 2;
  for (let n = 0; n < patch; n++) {
    weights[n] = Math.max(SMALLEST_WEIGHT, Math.exp(-0.5 * ((n - middle) / (sigmaOfPatch * patch)) ** 2));
  }
  return weights;
}

/** Sums of weighted patch outputs. A voxel that no patch has reached stays background. */
export interface Accumulator {
  readonly size: Size3;
  readonly channels: number;
  /** Channel by channel, each in array order. */
  readonly sums: Float32Array;
  readonly weights: Float32Array;
}

export function createAccumulator(size: Size3, channels: number): Accumulator {
  const n = size[0] * size[1] * size[2];
  return { size, channels, sums: new Float32Array(channels * n), weights: new Float32Array(n) };
}

/** Adds the output (`channels` x patch, array order) of one patch. */
export function addTile(
  into: Accumulator,
  plan: TilePlan,
  tile: number,
  output: Float32Array,
  axisWeights: readonly [Float32Array, Float32Array, Float32Array],
): void {
  const { size, channels, sums, weights } = into;
  const [pa, pb, pc] = plan.patch;
  const [sa, sb, sc] = [plan.starts[3 * tile], plan.starts[3 * tile + 1], plan.starts[3 * tile + 2]] as [
    number,
    number,
    number,
  ];
  const gridVoxels = weights.length;
  const patchVoxels = pa * pb * pc;
  const [wa, wb, wc] = axisWeights;
  const from = Math.max(0, -sc);
  const to = Math.min(pc, size[2] - sc);
  for (let a = Math.max(0, -sa); a < Math.min(pa, size[0] - sa); a++) {
    for (let b = Math.max(0, -sb); b < Math.min(pb, size[1] - sb); b++) {
      const rowWeight = (wa[a] as number) * (wb[b] as number);
      const row = ((sa + a) * size[1] + sb + b) * size[2] + sc;
      const patchRow = (a * pb + b) * pc;
      for (let c = from; c < to; c++) weights[row + c] = (weights[row + c] as number) + rowWeight * (wc[c] as number);
      for (let channel = 0; channel < channels; channel++) {
        const source = channel * patchVoxels + patchRow;
        const target = channel * gridVoxels + row;
        for (let c = from; c < to; c++) {
          sums[target + c] =
            (sums[target + c] as number) + rowWeight * (wc[c] as number) * (output[source + c] as number);
        }
      }
    }
  }
}

/** Divides by the weights and applies the logistic function; voxels that no patch reached become 0. In place. */
export function finishSigmoid(acc: Accumulator): void {
  const n = acc.weights.length;
  for (let channel = 0; channel < acc.channels; channel++) {
    const field = acc.sums.subarray(channel * n, (channel + 1) * n);
    for (let v = 0; v < n; v++) {
      const weight = acc.weights[v] as number;
      field[v] = weight > 0 ? 1 / (1 + Math.exp(-(field[v] as number) / weight)) : 0;
    }
  }
}

/** Divides by the weights and applies softmax over the channels. Voxels that no patch reached become background: 1 in
 * the channels that carry no label, 0 in the others. In place. */
export function finishSoftmax(acc: Accumulator, isLabel: readonly boolean[]): void {
  const n = acc.weights.length;
  const { channels, sums, weights } = acc;
  for (let v = 0; v < n; v++) {
    const weight = weights[v] as number;
    if (!(weight > 0)) {
      for (let c = 0; c < channels; c++) sums[c * n + v] = isLabel[c] ? 0 : 1;
      continue;
    }
    let top = -Infinity;
    for (let c = 0; c < channels; c++) top = Math.max(top, sums[c * n + v] as number);
    let total = 0;
    for (let c = 0; c < channels; c++) {
      const e = Math.exp(((sums[c * n + v] as number) - top) / weight);
      sums[c * n + v] = e;
      total += e;
    }
    for (let c = 0; c < channels; c++) sums[c * n + v] = (sums[c * n + v] as number) / total;
  }
}
