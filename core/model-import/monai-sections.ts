// The sections of a bundle's inference configuration: what happens to an image before, in and after the network.

import type { ModelManifestJson } from '../inference/index.ts';
import { unsupportedImport } from './derivation.ts';
import { flagOf, type MonaiConfig, type MonaiStep, numberOf, numbersOf, readSteps } from './monai-config.ts';
import { intensitySteps } from './monai-intensity.ts';

type Steps = ModelManifestJson['input']['intensity'];

/** Transforms that carry images about without changing voxels, or whose effect the rest of the pipeline takes back. */
const HARMLESS = new Set([
  'LoadImage',
  'EnsureChannelFirst',
  'AddChannel',
  'EnsureType',
  'ToTensor',
  'CastToType',
  'ToDevice',
  'Identity',
  'CropForeground',
  'DivisiblePad',
  'SelectItems',
  'DeleteItems',
]);

export interface Prepared {
  readonly orientation: string | null;
  readonly spacingMm: readonly (number | null)[];
  readonly intensity: Steps;
  readonly remarks: readonly string[];
}

const CROPPED =
  'The bundle crops to the foreground before it takes statistics of the image; here they are taken over all of it.';
const CROPPED_TILES = 'The bundle crops to the foreground, so that its tiles may lie elsewhere than here.';

export function readPreprocessing(config: MonaiConfig): Prepared {
  const section = config.root['preprocessing'] ?? config.root['preprocess'] ?? config.root['pre_transforms'];
  if (section === undefined)
    throw unsupportedImport(`configs/inference.json of the bundle has no section 'preprocessing'.`);
  let orientation: string | null = null;
  let spacingMm: (number | null)[] = [null, null, null];
  const intensity: Steps = [];
  let crops = false;
  for (const step of readSteps(config, section, 'preprocessing')) {
    const own = intensitySteps(step);
    if (own !== null) intensity.push(...own);
    else if (step.name === 'Orientation') {
      const codes = step.get('axcodes');
      if (spacingMm.some((n) => n !== null)) {
        throw unsupportedImport(
          'The bundle turns the image after it has resampled it; Orientation must come before Spacing.',
        );
      }
      if (typeof codes !== 'string') throw unsupportedImport('Orientation of the bundle has no plain axcodes.');
      orientation = codes;
    } else if (step.name === 'Spacing') {
      if (intensity.some(({ op }) => op === 'zScore' || op === 'minMax')) {
        throw unsupportedImport(
          'The bundle takes statistics of the image before it resamples it, which a manifest cannot say.',
        );
      }
      spacingMm = numbersOf(step, 'pixdim', 3).map((n) => (n > 0 ? n : null));
    } else if (step.name === 'CropForeground') crops = true;
    else if (!HARMLESS.has(step.name)) {
      throw unsupportedImport(`${step.name} in the preprocessing of the bundle is unknown here.`);
    }
  }
  const hasStatistics = intensity.some(({ op }) => op === 'zScore' || op === 'minMax' || op === 'clipPercentiles');
  return {
    orientation,
    spacingMm,
    intensity,
    remarks: crops ? [hasStatistics ? CROPPED : CROPPED_TILES] : [],
  };
}

export interface Tiles {
  readonly roi: readonly number[];
  readonly tiling: ModelManifestJson['tiling'];
  readonly padding: number;
  readonly words: string;
}

export function readInferer(config: MonaiConfig): Tiles {
  const [step] = readSteps(config, config.root['inferer'], 'inferer');
  if (step?.name !== 'SlidingWindowInferer' && step?.name !== 'SlidingWindowInfererAdapt') {
    throw unsupportedImport(
      `The bundle infers by ${step?.name || 'nothing named'}; SlidingWindowInferer is supported.`,
    );
  }
  const roi = numbersOf(step, 'roi_size', 3);
  if (roi.some((n) => !Number.isInteger(n) || n < 1)) throw unsupportedImport('The bundle has no fixed roi_size.');
  const overlap = step.get('overlap');
  const isGaussian = step.get('mode') === 'gaussian';
  const padding = step.get('padding_mode') ?? 'constant';
  if (padding !== 'constant') throw unsupportedImport(`The bundle pads images by '${String(padding)}'.`);
  const share = Array.isArray(overlap) ? numbersOf(step, 'overlap', 3) : [numberOf(step, 'overlap', 0.25)];
  if (new Set(share).size > 1) throw unsupportedImport('The bundle has another overlap along each axis.');
  return {
    roi,
    padding: numberOf(step, 'cval', 0),
    tiling: {
      overlap: share[0] as number,
      blend: isGaussian
        ? { kind: 'gaussian', sigmaOfPatch: numberOf(step, 'sigma_scale', 0.125) }
        : { kind: 'constant' },
      placement: 'stride',
    },
    words: `overlap ${share[0]}, ${isGaussian ? 'Gaussian' : 'equal'} weights`,
  };
}

export interface Ending {
  readonly activation: 'sigmoid' | 'softmax';
  readonly threshold: number;
  readonly words: string;
  /** Channels of which only the largest piece is kept. */
  readonly isLargest: (channel: number) => boolean;
}

const THROUGH = new Set([
  'Invert',
  'SaveImage',
  'EnsureType',
  'ToTensor',
  'CopyItems',
  'SelectItems',
  'DeleteItems',
  'Identity',
]);

function readLargest(step: MonaiStep): (channel: number) => boolean {
  const labels = step.get('applied_labels');
  if ((labels ?? null) === null) return (channel) => channel > 0;
  const list = [labels].flat() as readonly unknown[];
  return (channel) => list.includes(channel);
}

export function readPostprocessing(config: MonaiConfig): Ending {
  const section = config.root['postprocessing'] ?? config.root['postprocess'] ?? config.root['post_transforms'];
  let activation: Ending['activation'] | null = null;
  let threshold = 0.5;
  let isLargest: Ending['isLargest'] = () => false;
  let words = '';
  for (const step of readSteps(config, section, 'postprocessing')) {
    if (step.name === 'Activations') {
      if (flagOf(step, 'softmax')) activation = 'softmax';
      else if (flagOf(step, 'sigmoid')) activation = 'sigmoid';
      words = activation ?? '';
    } else if (step.name === 'AsDiscrete') {
      if (flagOf(step, 'argmax')) activation ??= 'softmax';
      const level = step.get('threshold');
      const first = Array.isArray(level) ? level[0] : level;
      if (typeof first === 'number') threshold = first;
      words += flagOf(step, 'argmax') ? `${words ? ', ' : ''}argmax` : `${words ? ', ' : ''}threshold ${threshold}`;
    } else if (step.name === 'KeepLargestConnectedComponent') isLargest = readLargest(step);
    else if (!THROUGH.has(step.name)) {
      throw unsupportedImport(`${step.name} in the postprocessing of the bundle is unknown here.`);
    }
  }
  if (activation === null)
    throw unsupportedImport('The postprocessing of the bundle names neither softmax nor sigmoid nor argmax.');
  if (!(threshold > 0 && threshold < 1)) throw unsupportedImport(`The bundle has the threshold ${threshold}.`);
  return { activation, threshold, words, isLargest };
}
