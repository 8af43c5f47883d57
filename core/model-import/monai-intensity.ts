// Intensity transforms of MONAI as steps of a manifest; what cannot be said exactly is refused.

import type { ModelManifestJson } from '../inference/index.ts';
import { unsupportedImport } from './derivation.ts';
import { flagOf, type MonaiStep, numberOf } from './monai-config.ts';

type Steps = ModelManifestJson['input']['intensity'];

/** v -> v * factor + offset, without steps that change nothing. */
const affine = (factor: number, offset: number): Steps => [
  ...(factor === 1 ? [] : [{ op: 'scale' as const, by: factor }]),
  ...(offset === 0 ? [] : [{ op: 'shift' as const, by: offset }]),
];

const inexact = (step: MonaiStep, why: string) =>
  unsupportedImport(`${step.name} of the bundle ${why}, which a manifest cannot say.`);

/** From [0, 1] to what the transform wants; null on both: as it is. */
function unitTo(step: MonaiStep, low: string, high: string): Steps {
  if (step.get(low) === null && step.get(high) === null) return [];
  const [min, max] = [numberOf(step, low, 0), numberOf(step, high, 1)];
  if (!(max > min)) throw inexact(step, 'turns the intensities round');
  return affine(max - min, min);
}

function scaleRange(step: MonaiStep): Steps {
  const [from, to] = [numberOf(step, 'a_min'), numberOf(step, 'a_max')];
  if (!(to > from)) throw inexact(step, 'has an empty range');
  const isMapped = typeof step.get('b_min') === 'number' && typeof step.get('b_max') === 'number';
  const clip: Steps = flagOf(step, 'clip') ? [{ op: 'clip', min: from, max: to }] : [];
  return [
    ...clip,
    { op: 'shift', by: -from },
    { op: 'divide', by: to - from },
    ...(isMapped ? unitTo(step, 'b_min', 'b_max') : []),
  ];
}

function scalePercentiles(step: MonaiStep): Steps {
  if (!flagOf(step, 'clip') || flagOf(step, 'relative') || flagOf(step, 'channel_wise')) {
    throw inexact(step, 'maps percentiles without clipping');
  }
  return [
    { op: 'clipPercentiles', low: numberOf(step, 'lower'), high: numberOf(step, 'upper') },
    { op: 'minMax' },
    ...unitTo(step, 'b_min', 'b_max'),
  ];
}

function normalize(step: MonaiStep): Steps {
  const nonZero = flagOf(step, 'nonzero');
  const [subtrahend, divisor] = [step.get('subtrahend'), step.get('divisor')].map((v) => (Array.isArray(v) ? v[0] : v));
  if ((subtrahend ?? null) === null && (divisor ?? null) === null) {
    return [{ op: 'zScore', over: nonZero ? 'nonZero' : 'all' }];
  }
  if (typeof subtrahend !== 'number' || typeof divisor !== 'number' || !(divisor > 0) || nonZero) {
    throw inexact(step, 'normalises by half or in part');
  }
  return [
    { op: 'shift', by: -subtrahend },
    { op: 'divide', by: divisor },
  ];
}

function clipRange(step: MonaiStep): Steps {
  const isSharp = (step.get('sharpness_factor') ?? null) === null;
  const [lower, upper] = [step.get('lower') ?? null, step.get('upper') ?? null];
  if (!isSharp || typeof lower !== 'number' || typeof upper !== 'number')
    throw inexact(step, 'clips softly or on one side');
  return [{ op: 'clipPercentiles', low: lower, high: upper }];
}

function threshold(step: MonaiStep): Steps {
  const [limit, cval] = [numberOf(step, 'threshold'), numberOf(step, 'cval', 0)];
  if (limit !== cval) throw inexact(step, 'replaces values by another than the limit');
  return flagOf(step, 'above', true)
    ? [{ op: 'clip', min: limit, max: Number.MAX_VALUE }]
    : [{ op: 'clip', min: -Number.MAX_VALUE, max: limit }];
}

/** The steps of one transform; null: it does not touch intensities. Throws `unsupported`. */
export function intensitySteps(step: MonaiStep): Steps | null {
  switch (step.name) {
    case 'ScaleIntensityRange':
      return scaleRange(step);
    case 'ScaleIntensityRangePercentiles':
      return scalePercentiles(step);
    case 'ScaleIntensity':
      if ((step.get('factor') ?? null) !== null) throw inexact(step, 'scales by a factor');
      return [{ op: 'minMax' }, ...unitTo(step, 'minv', 'maxv')];
    case 'NormalizeIntensity':
      return normalize(step);
    case 'ShiftIntensity':
      return affine(1, numberOf(step, 'offset'));
    case 'ThresholdIntensity':
      return threshold(step);
    case 'ClipIntensityPercentiles':
      return clipRange(step);
    default:
      return null;
  }
}
