// Intensity steps of a manifest, applied in order and in place.

import type { IntensityStep } from './model-manifest.ts';

/** True where a step depends on the whole image: then the network must not be given a part of it. */
export const needsWholeImage = (steps: readonly IntensityStep[]): boolean =>
  steps.some(({ op }) => op === 'zScore' || op === 'minMax' || op === 'clipPercentiles');

/** Mean and standard deviation (population) of the voxels, or of those that are not 0. */
function moments(values: Float32Array, skipsZero: boolean): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let count = 0;
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (skipsZero && v === 0) continue;
    sum += v;
    count++;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (!(skipsZero && v === 0)) squares += (v - mean) ** 2;
  }
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(squares / count) };
}

function extremes(values: Float32Array): { readonly min: number; readonly max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  return { min, max };
}

/** Percentiles (0 to 100) with linear interpolation between ranks, as numpy.percentile has them. */
function percentiles(values: Float32Array, wanted: readonly number[]): number[] {
  const sorted = values.slice().sort();
  return wanted.map((percent) => {
    const at = (percent / 100) * (sorted.length - 1);
    const low = sorted[Math.floor(at)] as number;
    return low + ((sorted[Math.ceil(at)] as number) - low) * (at - Math.floor(at));
  });
}

/** Nearest whole number, halves to the even one. */
function roundToEven(v: number): number {
  const down = Math.floor(v);
  const rest = v - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

/**
 * Changes `values` in place and returns what a raw value becomes under the same steps (statistics of the image included),
 * so that 'outside' and the air threshold can be followed through them.
 */
export function applyIntensitySteps(
  values: Float32Array,
  steps: readonly IntensityStep[],
): (rawValue: number) => number {
  const scalar = steps.map((step) => applyStep(values, step));
  return (raw) => scalar.reduce((v, step) => step(v), raw);
}

function applyStep(values: Float32Array, step: IntensityStep): (v: number) => number {
  switch (step.op) {
    case 'clip':
      return clip(values, step.min, step.max);
    case 'clipPercentiles': {
      const [low, high] = percentiles(values, [step.low, step.high]) as [number, number];
      return clip(values, low, high);
    }
    case 'round':
      return round(values, step.to);
    case 'divide':
      return affine(values, 1 / step.by, 0);
    case 'scale':
      return affine(values, step.by, 0);
    case 'shift':
      return affine(values, 1, step.by);
    case 'minMax': {
      const { min, max } = extremes(values);
      const factor = max > min ? 1 / (max - min) : 0;
      return affine(values, factor, -min * factor);
    }
    case 'zScore':
      return standardise(values, step.over === 'nonZero');
  }
}

function clip(values: Float32Array, min: number, max: number): (v: number) => number {
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (v < min) values[n] = min;
    else if (v > max) values[n] = max;
  }
  return (v) => Math.min(max, Math.max(min, v));
}

function affine(values: Float32Array, factor: number, offset: number): (v: number) => number {
  for (let n = 0; n < values.length; n++) values[n] = (values[n] as number) * factor + offset;
  return (v) => v * factor + offset;
}

function round(values: Float32Array, to: 'down' | 'nearest'): (v: number) => number {
  const of = to === 'down' ? Math.floor : roundToEven;
  for (let n = 0; n < values.length; n++) values[n] = of(values[n] as number);
  return of;
}

function standardise(values: Float32Array, skipsZero: boolean): (v: number) => number {
  const { mean, deviation } = moments(values, skipsZero);
  // A constant image has no contrast to standardise; it becomes 0 throughout.
  const factor = deviation > 0 ? 1 / deviation : 0;
  const offset = -mean * factor;
  if (!skipsZero) return affine(values, factor, offset);
  for (let n = 0; n < values.length; n++) {
    const v = values[n] as number;
    if (v !== 0) values[n] = v * factor + offset;
  }
  return (v) => (v === 0 ? 0 : v * factor + offset);
}
