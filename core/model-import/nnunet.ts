// nnU-Net v2 (Isensee et al., Nature Methods 18, 2021) -> manifest: what its predictor does with an image, said in ours.

import {
  brokenImport,
  type Derivation,
  fitsSize,
  type ImportChoices,
  singleTensors,
  unsupportedImport,
} from './derivation.ts';
import { axesOf, fieldOfView, orientationOf } from './nnunet-axes.ts';
import {
  type Chosen,
  type Mirroring,
  type NnunetParts,
  nnunetDraft,
  nnunetFacts,
  PLANS,
  type Steps,
  type Use,
} from './nnunet-draft.ts';
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

const NOTES = 'notes in the network';

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

function readParts(plansJson: unknown, datasetJson: unknown, onnx: OnnxSummary, choices: ImportChoices): NnunetParts {
  const plans = readPlans(plansJson);
  const dataset = readDataset(datasetJson);
  if (plans.label_manager !== undefined && plans.label_manager !== 'LabelManager') {
    throw unsupportedImport(`The plans name a label manager of their own (${plans.label_manager}), unknown here.`);
  }
  const chosen = chooseConfiguration(plans, onnx, choices);
  const { configuration } = chosen;
  const use = useOf(dataset, choices);
  const intensity = intensityOf(plans, configuration);
  const orientation = orientationOf(plans, dataset, choices);
  const axes = axesOf(plans, configuration, orientation);
  const view = fieldOfView(plans, axes);
  const output = nnunetOutput(dataset, choices.names);
  const tensors = checkNetwork(onnx, configuration, output.output.labels.length);
  const isSliced = configuration.patch_size.length === 2;
  const mirroring = mirroringOf(
    onnx,
    axes.slice(isSliced ? 1 : 0).map(({ axis }) => axis),
    choices,
  );
  return {
    plans,
    dataset,
    choices,
    chosen,
    use,
    intensity,
    orientation,
    axes,
    view,
    output,
    tensors,
    isSliced,
    mirroring,
  };
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
  const parts = readParts(plansJson, datasetJson, onnx, choices);
  const { intensity, orientation } = parts;
  return {
    draft: nnunetDraft(parts),
    facts: nnunetFacts(parts),
    questions: orientation.question === null ? [] : [orientation.question],
    remarks: [RESAMPLING, ...(intensity.some(({ op }) => op === 'zScore' || op === 'minMax') ? [CROPPING] : [])],
  };
}
