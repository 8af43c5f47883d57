// nnU-Net v2 (Isensee et al., Nature Methods 18, 2021) -> manifest: what its predictor does with an image, said in ours.

import type { ModelManifestJson } from '../inference/index.ts';
import {
  brokenImport,
  type Derivation,
  type DerivedFact,
  figure,
  fitsSize,
  type ImportChoices,
  isFreeSize,
  singleTensors,
  toModelId,
  unsupportedImport,
} from './derivation.ts';
import { describeSteps } from './describe-steps.ts';
import { AXIS_NAMES, axesOf, fieldOfView, orientationOf } from './nnunet-axes.ts';
import {
  type NnunetConfiguration,
  type NnunetDataset,
  type NnunetPlans,
  readConfiguration,
  readDataset,
  readPlans,
} from './nnunet-files.ts';
import { nnunetOutput } from './nnunet-labels.ts';
import type { OnnxSummary } from './onnx-file.ts';

const PLANS = 'plans.json';
const NOTES = 'notes in the network';
type Steps = ModelManifestJson['input']['intensity'];

/** HU of air: what CT images have outside of them. */
const AIR_HU = -1000;
/** Of body tissue in CT images of the trunk and the head: the median of what is not air. */
const CT_TISSUE_MEDIAN = { min: -200, max: 250 };
/** How the predictor of nnU-Net tiles an image unless it is told otherwise. */
const OVERLAP = 0.5;
const SIGMA_OF_PATCH = 1 / 8;
const SLICES_AT_ONCE = 4;

interface Chosen {
  readonly name: string;
  readonly configuration: NnunetConfiguration;
  readonly from: string;
}

/** The configuration that a person or the network's notes name, else the one whose patch fits the network. */
function chooseConfiguration(plans: NnunetPlans, onnx: OnnxSummary, choices: ImportChoices): Chosen {
  const noted = onnx.notes.get('nnunet.configuration');
  const named = choices.configuration ?? noted;
  if (named !== undefined) {
    return {
      name: named,
      configuration: readConfiguration(plans, named),
      from: choices.configuration === null ? NOTES : 'given',
    };
  }
  const shape = singleTensors(onnx).input.shape;
  const fitting = Object.entries(plans.configurations).flatMap(([name, own]) => {
    const patch = own['patch_size'];
    const isStage = typeof own['previous_stage'] === 'string';
    if (!Array.isArray(patch) || isStage || shape === null || shape.length !== patch.length + 2) return [];
    return patch.every((n: number, at) => fitsSize(shape[at + 2], n)) ? [name] : [];
  });
  const name = fitting.find((one) => one === '3d_fullres') ?? fitting[0];
  if (name === undefined) throw brokenImport(PLANS, 'none of its configurations fits the sizes of the network');
  return {
    name,
    configuration: readConfiguration(plans, name),
    from: fitting.length > 1 ? `assumed; ${fitting.join(', ')} fit the network` : PLANS,
  };
}

function intensityOf(plans: NnunetPlans, { normalization_schemes, use_mask_for_norm }: NnunetConfiguration): Steps {
  const [scheme] = normalization_schemes as [string];
  switch (scheme) {
    case 'CTNormalization': {
      const f = plans.foreground_intensity_properties_per_channel?.['0'];
      if (f === undefined) throw brokenImport(PLANS, 'it lacks the intensities of the fingerprint');
      return [
        { op: 'clip', min: f.percentile_00_5, max: f.percentile_99_5 },
        { op: 'shift', by: -f.mean },
        { op: 'divide', by: Math.max(f.std, 1e-8) },
      ];
    }
    case 'ZScoreNormalization':
      return [{ op: 'zScore', over: use_mask_for_norm[0] ? 'nonZero' : 'all' }];
    case 'RescaleTo01Normalization':
      return [{ op: 'minMax' }];
    case 'RGBTo01Normalization':
      return [{ op: 'divide', by: 255 }];
    case 'NoNormalization':
      return [];
    default:
      throw unsupportedImport(`The plans name a normalisation of their own (${scheme}), unknown here.`);
  }
}

interface Mirroring {
  readonly axes: readonly string[];
  readonly fact: DerivedFact;
}

/** Along which axes the predictor mirrors stands in the checkpoint alone; its trainer's default is all of them. */
function mirroringOf(onnx: OnnxSummary, names: readonly string[], choices: ImportChoices): Mirroring {
  const say = (axes: readonly string[], from: string): Mirroring => ({
    axes,
    fact: { what: 'mirroring at test time', value: axes.length === 0 ? 'none' : axes.join(', '), from },
  });
  if (choices.hasMirroring === false) return say([], 'given');
  const noted = onnx.notes.get('nnunet.mirroring_axes');
  if (noted === undefined) return say(names, 'assumed (nnUNetTrainer mirrors along all axes)');
  const parsed = readJson(noted);
  if (!Array.isArray(parsed) || parsed.some((n) => typeof n !== 'number' || names[n] === undefined)) {
    throw brokenImport('The network', 'its note nnunet.mirroring_axes names an axis that it does not have');
  }
  return say(
    parsed.map((n: number) => names[n] as string),
    NOTES,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface Use {
  readonly modality: 'CT' | 'MR';
  readonly facts: readonly DerivedFact[];
}

function useOf(dataset: NnunetDataset, choices: ImportChoices): Use {
  const channels = Object.values(dataset.channel_names ?? dataset.modality ?? {});
  if (channels.length !== 1) {
    throw unsupportedImport(`The network takes ${channels.length} images at once; one is supported.`);
  }
  const [channel] = channels as [string];
  const found = /^ct$/i.test(channel)
    ? 'CT'
    : /^(mri?|t1|t2|flair|dwi|adc|pd|t1c|t1ce|t1gd|t2w|t1w)$/i.test(channel)
      ? 'MR'
      : null;
  const modality = choices.modality ?? found;
  if (modality === null) {
    throw unsupportedImport(
      `dataset.json calls its images '${channel}': say with --modality whether they are CT or MR.`,
    );
  }
  return {
    modality,
    facts: [{ what: 'modality', value: modality, from: choices.modality ? 'given' : `dataset.json ('${channel}')` }],
  };
}

function checkNetwork(onnx: OnnxSummary, configuration: NnunetConfiguration, channels: number) {
  const { input, output } = singleTensors(onnx);
  const patch = configuration.patch_size;
  const wants = (shape: readonly (number | null)[] | null, first: number) =>
    shape === null ||
    (shape.length === patch.length + 2 &&
      fitsSize(shape[1], first) &&
      patch.every((n, at) => fitsSize(shape[at + 2], n)));
  if (!wants(input.shape, 1)) {
    throw brokenImport('The network', `its input is not 1 x 1 x ${patch.join(' x ')}, as the plans have it`);
  }
  if (!wants(output.shape, channels)) {
    throw brokenImport('The network', `its output has not the ${channels} channels that dataset.json has`);
  }
  return { input, output };
}

const RESAMPLING =
  'nnU-Net resamples images by cubic splines after it has normalised them; here linearly, and normalised after that. On images of another spacing than the network’s, edges may differ by a fraction of a voxel.';
const CROPPING =
  'nnU-Net takes mean and deviation over the image without its empty border; here over all of it. Images with wide borders of 0 come out otherwise.';

/**
 * Manifest of a network with the plans and the dataset file that it was trained with. `onnx`: the first network.
 * Throws `corrupt-data` MODEL_IMPORT_FILE, `unsupported` MODEL_IMPORT (several images, cascades, own normalisations),
 * `invalid-input` for choices that do not fit.
 */
export function deriveFromNnunet(
  plansJson: unknown,
  datasetJson: unknown,
  onnx: OnnxSummary,
  choices: ImportChoices,
): Derivation {
  const plans = readPlans(plansJson);
  const dataset = readDataset(datasetJson);
  if (plans.label_manager !== undefined && plans.label_manager !== 'LabelManager') {
    throw unsupportedImport(`The plans name a label manager of their own (${plans.label_manager}), unknown here.`);
  }
  const { name, configuration, from } = chooseConfiguration(plans, onnx, choices);
  const use = useOf(dataset, choices);
  const intensity = intensityOf(plans, configuration);
  const orientation = orientationOf(plans, dataset, choices);
  const axes = axesOf(plans, configuration, orientation);
  const view = fieldOfView(plans, axes);
  const { output, facts } = nnunetOutput(dataset, choices.names);
  const tensors = checkNetwork(onnx, configuration, output.labels.length);
  const isSliced = configuration.patch_size.length === 2;
  const mirroring = mirroringOf(
    onnx,
    axes.slice(isSliced ? 1 : 0).map(({ axis }) => axis),
    choices,
  );
  const title = choices.title ?? `${dataset.name ?? plans.dataset_name.replace(/^Dataset\d+_/, '')} (nnU-Net ${name})`;
  const region = choices.bodyRegion ?? 'Not stated';
  const isCt = use.modality === 'CT';
  return {
    draft: {
      schema: 1,
      id: choices.id ?? toModelId(`${plans.dataset_name}-${name}`),
      version: choices.version ?? '1.0.0',
      title,
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
        intensity,
      },
      tiling: {
        overlap: OVERLAP,
        blend: { kind: 'gaussian', sigmaOfPatch: SIGMA_OF_PATCH },
        placement: 'even',
        batch: isSliced && tensors.input.shape?.[0] === null ? SLICES_AT_ONCE : 1,
      },
      output: { name: tensors.output.name, threshold: 0.5, ...output },
      external: null,
      intendedUse: {
        modality: use.modality,
        bodyRegion: region,
        description:
          dataset.description?.trim() || `Trained with nnU-Net v2, ${plans.dataset_name}. Research software.`,
        tissueMedian: isCt ? CT_TISSUE_MEDIAN : null,
        minimumExtentMm: view.minimumExtentMm,
      },
    },
    facts: [
      { what: 'configuration', value: name, from },
      ...use.facts,
      { what: 'body region', value: region, from: choices.bodyRegion === null ? 'assumed' : 'given' },
      orientation.fact,
      view.fact,
      { what: 'transposed axes', value: plans.transpose_forward.map((a) => AXIS_NAMES[a]).join(', '), from: PLANS },
      {
        what: 'spacing, mm',
        value: axes.map((a) => (a.spacingMm === null ? 'own' : figure(a.spacingMm))).join(' x '),
        from: PLANS,
      },
      { what: 'patch', value: axes.map((a) => a.patch).join(' x '), from: PLANS },
      {
        what: 'normalisation',
        value: describeSteps(intensity),
        from: `${PLANS} (${configuration.normalization_schemes[0]})`,
      },
      ...facts,
      mirroring.fact,
      { what: 'tiles', value: 'half a patch apart, Gaussian weights', from: 'assumed (as nnUNetv2_predict does)' },
      { what: 'sizes', value: isFreeSize(tensors.input.shape) ? 'any' : 'the patch alone', from: 'the network' },
    ],
    questions: orientation.question === null ? [] : [orientation.question],
    remarks: [RESAMPLING, ...(intensity.some(({ op }) => op === 'zScore' || op === 'minMax') ? [CROPPING] : [])],
  };
}
