// Intensity steps of a manifest, applied in order and in place.

import type { IntensityStep } from './model-manifest.ts';

/** Mean and standard deviation (population) of the voxels, for models that were trained on standardised images. */
function moments(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (const v of values) sum += v;
  const mean = sum / values.length;
  let squares = 0;
  for (const v of values) squares += (v - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/**
 * Changes `values` in place and returns what a raw value becomes under the same steps (z-score included), so that
 * 'outside' and the air threshold can be followed through them.
 */
export function applyIntensitySteps(
  values: Float32Array,
  steps: readonly IntensityStep[],
): (rawValue: number) => number {
  const scalar: ((v: number) => number)[] = [];
  for (const step of steps) {
    if (step.op === 'clip') {
      const { min, max } = step;
      for (let n = 0; n < values.length; n++) {
        const v = values[n] as number;
        if (v < min) values[n] = min;
        else if (v > max) values[n] = max;
      }
      scalar.push((v) => Math.min(max, Math.max(min, v)));
      continue;
    }
    const { factor, offset } = affineOf(step, values);
    for (let n = 0; n < values.length; n++) values[n] = (values[n] as number) * factor + offset;
    scalar.push((v) => v * factor + offset);
  }
  return (raw) => scalar.reduce((v, step) => step(v), raw);
}

function affineOf(step: Exclude<IntensityStep, { op: 'clip' }>, values: Float32Array) {
  switch (step.op) {
    case 'divide':
      return { factor: 1 / step.by, offset: 0 };
    case 'scale':
      return { factor: step.by, offset: 0 };
    case 'shift':
      return { factor: 1, offset: step.by };
    case 'zScore': {
      const { mean, deviation } = moments(values);
      // A constant image has no contrast to standardise; it becomes 0 throughout.
      const factor = deviation > 0 ? 1 / deviation : 0;
      return { factor, offset: -mean * factor };
    }
  }
}
