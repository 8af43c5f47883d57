// What was read of an nnU-Net, as a manifest and as what a person is told of where each value came from.

import type { ModelManifestJson } from '../inference/index.ts';
import {
  type DerivedFact,
  figure,
  type ImportChoices,
  isFreeSize,
  type ManifestDraft,
  type singleTensors,
  toModelId,
} from './derivation.ts';
import { describeSteps } from './describe-steps.ts';
import { AXIS_NAMES, type axesOf, type FieldOfView, type Orientation } from './nnunet-axes.ts';
import type { NnunetConfiguration, NnunetDataset, NnunetPlans } from './nnunet-files.ts';
import type { NnunetOutput } from './nnunet-labels.ts';
import { smallestPatch, smallestPatchFact } from './smallest-patch.ts';

export const PLANS = 'plans.json';
export type Steps = ModelManifestJson['input']['intensity'];

/** HU of air: what CT images have outside of them. */
const AIR_HU = -1000;
/** Of body tissue in CT images of the trunk and the head: the median of what is not air. */
const CT_TISSUE_MEDIAN = { min: -200, max: 250 };
/** How the predictor of nnU-Net tiles an image unless it is told otherwise. */
const OVERLAP = 0.5;
const SIGMA_OF_PATCH = 1 / 8;
const SLICES_AT_ONCE = 4;

export interface Chosen {
  readonly name: string;
  readonly configuration: NnunetConfiguration;
  readonly from: string;
}

export interface Mirroring {
  readonly axes: readonly string[];
  readonly fact: DerivedFact;
}

export interface Use {
  readonly modality: 'CT' | 'MR';
  readonly facts: readonly DerivedFact[];
}

/** All that the files, the network and the person say. */
export interface NnunetParts {
  readonly plans: NnunetPlans;
  readonly dataset: NnunetDataset;
  readonly choices: ImportChoices;
  readonly chosen: Chosen;
  readonly use: Use;
  readonly intensity: Steps;
  readonly orientation: Orientation;
  readonly axes: ReturnType<typeof axesOf>;
  readonly view: FieldOfView;
  readonly output: NnunetOutput;
  readonly tensors: ReturnType<typeof singleTensors>;
  /** The network takes slices, not volumes. */
  readonly isSliced: boolean;
  readonly mirroring: Mirroring;
}

const regionOf = (choices: ImportChoices): string => choices.bodyRegion ?? 'Not stated';

export function nnunetDraft(parts: NnunetParts): ManifestDraft {
  const { plans, dataset, choices, use, axes, tensors, isSliced, mirroring } = parts;
  const { name } = parts.chosen;
  const isCt = use.modality === 'CT';
  return {
    schema: 1,
    id: choices.id ?? toModelId(`${plans.dataset_name}-${name}`),
    version: choices.version ?? '1.0.0',
    title: choices.title ?? `${dataset.name ?? plans.dataset_name.replace(/^Dataset\d+_/, '')} (nnU-Net ${name})`,
    average: 'logits',
    mirroring: mirroring.axes.length === 0 ? null : { axes: [...mirroring.axes] },
    input: {
      name: tensors.input.name,
      dtype: 'float32',
      axes,
      lattice: 'fit',
      sliceAxis: isSliced ? axes[0].axis : null,
      outside: isCt ? AIR_HU : 0,
      // nnU-Net pads after it has normalised.
      padding: 0,
      airBelow: null,
      intensity: parts.intensity,
    },
    tiling: {
      overlap: OVERLAP,
      blend: { kind: 'gaussian', sigmaOfPatch: SIGMA_OF_PATCH },
      placement: 'even',
      batch: isSliced && tensors.input.shape?.[0] === null ? SLICES_AT_ONCE : 1,
      smallestPatch: smallestPatch(axes, tensors.input.shape),
    },
    output: { name: tensors.output.name, threshold: 0.5, ...parts.output.output },
    external: null,
    intendedUse: {
      modality: use.modality,
      bodyRegion: regionOf(choices),
      description: dataset.description?.trim() || `Trained with nnU-Net v2, ${plans.dataset_name}. Research software.`,
      tissueMedian: isCt ? CT_TISSUE_MEDIAN : null,
      minimumExtentMm: parts.view.minimumExtentMm,
    },
  };
}

export function nnunetFacts(parts: NnunetParts): DerivedFact[] {
  const { plans, choices, chosen, axes, tensors } = parts;
  return [
    { what: 'configuration', value: chosen.name, from: chosen.from },
    ...parts.use.facts,
    { what: 'body region', value: regionOf(choices), from: choices.bodyRegion === null ? 'assumed' : 'given' },
    parts.orientation.fact,
    parts.view.fact,
    { what: 'transposed axes', value: plans.transpose_forward.map((a) => AXIS_NAMES[a]).join(', '), from: PLANS },
    {
      what: 'spacing, mm',
      value: axes.map((a) => (a.spacingMm === null ? 'own' : figure(a.spacingMm))).join(' x '),
      from: PLANS,
    },
    { what: 'patch', value: axes.map((a) => a.patch).join(' x '), from: PLANS },
    {
      what: 'normalisation',
      value: describeSteps(parts.intensity),
      from: `${PLANS} (${chosen.configuration.normalization_schemes[0]})`,
    },
    ...parts.output.facts,
    parts.mirroring.fact,
    { what: 'tiles', value: 'half a patch apart, Gaussian weights', from: 'assumed (as nnUNetv2_predict does)' },
    { what: 'sizes', value: isFreeSize(tensors.input.shape) ? 'any' : 'the patch alone', from: 'the network' },
    smallestPatchFact(smallestPatch(axes, tensors.input.shape)),
  ];
}
