// How the output of a network becomes probabilities: what the manifest says of it, in one value.

import { sigmoid, softmax } from './activation.ts';
import type { ModelManifest } from './model-manifest.ts';

export interface AnswerForm {
  /** Channels of the blended answer; for label indices one a label. */
  readonly channels: number;
  /** True when at each voxel the channels share one probability; else each has its own. */
  readonly competes: boolean;
  /** What the network gives. */
  readonly gives: 'logits' | 'probabilities' | 'labels';
  /** What of several views is averaged. */
  readonly average: 'logits' | 'probabilities';
}

/** The form of a model's answers. */
export function answerForm({ output, average }: ModelManifest): AnswerForm {
  const { activation, isApplied, labels } = output;
  return {
    channels: labels.length,
    competes: activation === 'softmax' || activation === 'argmax',
    gives: activation === 'argmax' ? 'labels' : isApplied ? 'probabilities' : 'logits',
    average,
  };
}

/** Logits to probabilities in place; `values` holds the channels one after the other, `channels` of them. */
export function activate(form: AnswerForm, values: Float32Array, channels = form.channels): void {
  if (form.competes) softmax(values, channels);
  else sigmoid(values);
}
