import type { IntensityStep, ModelManifestJson } from '../inference/index.ts';
import { figure } from './derivation.ts';

type StepJson = ModelManifestJson['input']['intensity'][number];

function describe(step: StepJson | IntensityStep): string {
  switch (step.op) {
    case 'clip':
      return `clip ${figure(step.min)} … ${figure(step.max)}`;
    case 'clipPercentiles':
      return `clip to the percentiles ${step.low} … ${step.high}`;
    case 'shift':
      return `${step.by < 0 ? 'subtract' : 'add'} ${figure(Math.abs(step.by))}`;
    case 'divide':
      return `divide by ${figure(step.by)}`;
    case 'scale':
      return `multiply by ${figure(step.by)}`;
    case 'minMax':
      return 'least value to 0, greatest to 1';
    case 'round':
      return 'round';
    case 'zScore':
      return step.over === 'nonZero' ? 'z-score over what is not 0' : 'z-score over the image';
  }
}

/** Intensity steps in words, for the one who confirms them. */
export const describeSteps = (steps: readonly StepJson[]): string => steps.map(describe).join(', ') || 'none';
