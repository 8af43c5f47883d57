// Several answers for one patch (of the networks of an ensemble, of mirrored views) -> their mean, and how far they
// disagree. One answer is handed on as it is.

import { LEAST_LOGIT, oneHot } from './activation.ts';
import { type AnswerForm, activate } from './answer-form.ts';
import { createRowMemory, type RowMemory } from './blend.ts';

/** Probabilities are kept off 0 and 1 before a logarithm: e^-16 of float32 is still told from 0. */
const LEAST = 1e-7;

export interface PatchAnswer {
  /** Channel by channel: logits, or probabilities where the network gives no logits. */
  readonly values: Float32Array;
  /** 0 … 1 a voxel, how far the views disagree; null: there was one view. */
  readonly spread: Float32Array | null;
}

export interface ViewMean {
  /** Takes the raw output of one view. It may be kept or changed. */
  add(output: Float32Array): void;
  finish(): PatchAnswer;
}

/** What blending works on. */
export const blendedSpace = (form: AnswerForm): 'logits' | 'probabilities' =>
  form.gives === 'logits' ? 'logits' : 'probabilities';

/**
 * Mean of `views` answers over `voxels`. The mean of probabilities is handed on as logits again where the network gives
 * logits, so that equal views are blended as one would be. The spread is the standard deviation of the probabilities,
 * root of the sum over the channels, scaled so that two views that contradict each other outright give 1.
 * @param memory holds the mean until the next one: memory that is new for each patch costs as much as the sums
 */
export function createViewMean(
  form: AnswerForm,
  views: number,
  voxels: number,
  memory: RowMemory = createRowMemory(),
): ViewMean {
  if (views === 1) {
    let only: Float32Array = new Float32Array(0);
    return {
      add: (output) => {
        only = toFields(form, output);
      },
      finish: () => ({ values: only, spread: null }),
    };
  }
  const count = form.channels * voxels;
  const meansLogits = form.gives === 'logits' && form.average === 'logits';
  const logits = meansLogits ? new Float32Array(count) : null;
  const sums = memory.floats('sums of views', count);
  const squares = memory.floats('squares of views', voxels);
  const isPlain = form.gives === 'logits' && !form.competes && logits === null;
  return {
    add: (output) => {
      if (isPlain) {
        addSigmoids(sums, squares, output, form.channels);
        return;
      }
      const fields = toFields(form, output);
      if (logits !== null) addTo(logits, fields);
      if (form.gives === 'logits') activate(form, fields);
      addProbabilities(sums, squares, fields, form.channels);
    },
    finish: () => {
      const spread = spreadOf(form, sums, squares, views, memory.floats('spread of views', voxels));
      if (logits !== null) {
        scale(logits, 1 / views);
        return { values: logits, spread };
      }
      if (form.gives === 'logits') toLogits(form, sums, 1 / views);
      else scale(sums, 1 / views);
      return { values: sums, spread };
    },
  };
}

const toFields = (form: AnswerForm, output: Float32Array): Float32Array =>
  form.gives === 'labels' ? oneHot(output, form.channels) : output;

function addTo(sums: Float32Array, values: Float32Array): void {
  for (let n = 0; n < sums.length; n++) sums[n] = (sums[n] as number) + (values[n] as number);
}

/** Most voxels are far from every organ, where activation gives exactly 0: those cost one comparison. */
function addProbabilities(sums: Float32Array, squares: Float32Array, fields: Float32Array, channels: number): void {
  const voxels = squares.length;
  for (let c = 0; c < channels; c++) {
    const at = c * voxels;
    for (let v = 0; v < voxels; v++) {
      const p = fields[at + v] as number;
      if (p === 0) continue;
      sums[at + v] = (sums[at + v] as number) + p;
      squares[v] = (squares[v] as number) + p * p;
    }
  }
}

/** `addProbabilities` of `sigmoid` in one pass, for the most common models: the same to the last bit. */
function addSigmoids(sums: Float32Array, squares: Float32Array, logits: Float32Array, channels: number): void {
  const voxels = squares.length;
  for (let c = 0; c < channels; c++) {
    const at = c * voxels;
    for (let v = 0; v < voxels; v++) {
      const x = logits[at + v] as number;
      if (x < LEAST_LOGIT) continue;
      const p = Math.fround(1 / (1 + Math.exp(-x)));
      sums[at + v] = (sums[at + v] as number) + p;
      squares[v] = (squares[v] as number) + p * p;
    }
  }
}

function scale(values: Float32Array, factor: number): void {
  for (let n = 0; n < values.length; n++) values[n] = (values[n] as number) * factor;
}

/** Logits of the probabilities `factor` times `values`, in place. */
function toLogits({ competes }: AnswerForm, values: Float32Array, factor: number): void {
  const lowest = Math.fround(competes ? Math.log(LEAST) : Math.log(LEAST / (1 - LEAST)));
  for (let n = 0; n < values.length; n++) {
    const sum = values[n] as number;
    // Nearly everywhere.
    if (sum === 0) values[n] = lowest;
    else values[n] = logitOf(factor * sum, competes, lowest);
  }
}

function logitOf(mean: number, competes: boolean, lowest: number): number {
  if (mean <= LEAST) return lowest;
  const p = Math.min(1 - LEAST, mean);
  return competes ? Math.log(p) : Math.log(p / (1 - p));
}

function spreadOf(
  form: AnswerForm,
  sums: Float32Array,
  squares: Float32Array,
  views: number,
  spread: Float32Array,
): Float32Array {
  const voxels = squares.length;
  for (let c = 0; c < form.channels; c++) {
    const at = c * voxels;
    for (let v = 0; v < voxels; v++) {
      const sum = sums[at + v] as number;
      if (sum !== 0) spread[v] = (spread[v] as number) + sum * sum;
    }
  }
  // Of competing channels two change where one view says the opposite of another.
  const full = form.competes ? 2 : 4;
  for (let v = 0; v < voxels; v++) {
    const total = squares[v] as number;
    if (total === 0) continue;
    const variance = Math.max(0, total / views - (spread[v] as number) / (views * views));
    spread[v] = Math.min(1, Math.sqrt(full * variance));
  }
  return spread;
}
