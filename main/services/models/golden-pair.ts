// One input and the network's answer to it, for a model that comes without: what every later run and every device is
// compared with.

import { AppError } from '../../../core/error/index.ts';
import type { ManifestDraft } from '../../../core/model-import/index.ts';
import { isFreeSize } from '../../../core/model-import/index.ts';
import { trialRun } from '../../inference/trial-run.ts';
import type { ImportedNetwork } from './read-import.ts';

export interface GoldenAnswer {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface GoldenQuestion {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Where any size will do, two halvings more than the network needs are enough, and keep the stored answer small. */
const SMALLEST = 16;

function spatialSize(draft: ManifestDraft, isFree: boolean): number[] {
  const { axes, sliceAxis } = draft.input;
  return axes
    .filter(({ axis }) => axis !== sliceAxis)
    .map(({ patch, multipleOf }) => {
      if (!isFree || multipleOf === 1) return patch;
      return Math.min(patch, multipleOf * Math.max(2, Math.ceil(SMALLEST / multipleOf)));
    });
}

/** Noise in normalised units, the same for the same size: xorshift32. */
function noise(count: number): Float32Array {
  const values = new Float32Array(count);
  let state = 0x9e3779b9;
  for (let n = 0; n < count; n++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[n] = (state >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

export function goldenQuestion(draft: ManifestDraft, network: ImportedNetwork): GoldenQuestion {
  const channels = 2 * (draft.input.neighbours ?? 0) + 1;
  const spatial = spatialSize(draft, isFreeSize(network.onnx.inputs[0]?.shape ?? null));
  const shape = [1, channels, ...spatial];
  return { shape, values: noise(shape.reduce((n, size) => n * size, 1)) };
}

const MAX_ANSWER_VALUES = 2 ** 28;

/** Throws `corrupt-data` MODEL_TRIAL for a network that does not run or answers with other than finite numbers. */
export async function goldenAnswer(
  draft: ManifestDraft,
  question: GoldenQuestion,
  networkPath: string,
  signal: AbortSignal,
): Promise<GoldenAnswer> {
  const { shape, values } = await trialRun(
    { networkPath, input: draft.input.name, output: draft.output.name, ...question },
    signal,
  );
  if (values.length > MAX_ANSWER_VALUES) {
    throw new AppError(
      'resource',
      'MODEL_TOO_LARGE',
      'The answer of the network to one patch is larger than 1 GiB. Export it for any size of patch.',
    );
  }
  const expected = [1, draft.output.labels.length, ...question.shape.slice(2)];
  if (shape.join() !== expected.join()) {
    throw new AppError(
      'corrupt-data',
      'MODEL_SHAPE',
      `The network answers with ${shape.join(' x ')} where its description says ${expected.join(' x ')}.`,
    );
  }
  if (!values.every((value) => Number.isFinite(value))) {
    throw new AppError(
      'corrupt-data',
      'MODEL_TRIAL',
      'The network answers with numbers that are none (NaN or infinite).',
    );
  }
  return { shape, values };
}

/** Logits of another processor differ by rounding: in proportion to their size. */
export function goldenTolerance(answers: readonly GoldenAnswer[]): number {
  let largest = 0;
  for (const { values } of answers) {
    for (let n = 0; n < values.length; n++) largest = Math.max(largest, Math.abs(values[n] as number));
  }
  return Math.max(1e-3, 1e-4 * largest);
}
