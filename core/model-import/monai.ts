// A MONAI bundle -> manifest: what its inference configuration does with an image, said in ours.

import * as z from 'zod';
import type { ModelManifestJson, PatientDirection } from '../inference/index.ts';
import {
  askOrientation,
  brokenImport,
  type Derivation,
  type DerivedFact,
  figure,
  fitsSize,
  type ImportChoices,
  isFreeSize,
  type ManifestDraft,
  parseOrientation,
  singleTensors,
  TO_BE_SAID,
  toModelId,
  unsupportedImport,
} from './derivation.ts';
import { describeSteps } from './describe-steps.ts';
import { createMonaiConfig, type JsonObject } from './monai-config.ts';
import { type Ending, readInferer, readPostprocessing, readPreprocessing } from './monai-sections.ts';
import type { OnnxSummary } from './onnx-file.ts';
import { likelyMultiple, smallestPatch, smallestPatchFact } from './smallest-patch.ts';
import { checkNames, labelColour, toLabel } from './structure-labels.ts';

const METADATA = 'configs/metadata.json';
const INFERENCE = 'configs/inference.json';
type Axis = ModelManifestJson['input']['axes'][number];

const AIR_HU = -1000;
const CT_TISSUE_MEDIAN = { min: -200, max: 250 };
const AXIS_OF: Readonly<Record<PatientDirection, string>> = { L: 'x', R: 'x', P: 'y', A: 'y', S: 'z', I: 'z' };

const tensorSchema = () =>
  z.object({
    type: z.string().optional(),
    format: z.string().optional(),
    modality: z.string().optional(),
    num_channels: z.int().positive(),
    channel_def: z.record(z.string(), z.string()).optional(),
  });

const metadataSchema = () =>
  z.object({
    name: z.string().optional(),
    version: z.string().optional(),
    task: z.string().optional(),
    description: z.string().optional(),
    intended_use: z.string().optional(),
    network_data_format: z.object({
      inputs: z.record(z.string(), tensorSchema()),
      outputs: z.record(z.string(), tensorSchema()),
    }),
  });

type Metadata = z.output<ReturnType<typeof metadataSchema>>;

function readMetadata(json: unknown): Metadata {
  const parsed = metadataSchema().safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw brokenImport(METADATA, `${issue?.path.join('.') || 'its form'}: ${issue?.message ?? 'wrong'}`);
}

function one<T>(entries: Readonly<Record<string, T>>, what: string): T {
  const values = Object.values(entries);
  if (values.length !== 1) throw unsupportedImport(`The bundle has ${values.length} ${what}; one is supported.`);
  return values[0] as T;
}

function labelsOf(metadata: Metadata, ending: Ending, choices: ImportChoices) {
  const output = one(metadata.network_data_format.outputs, 'outputs');
  const names = output.channel_def ?? {};
  const isBackground = (name: string) => /^(background|bg|other)$/i.test(name);
  const nameOf = (channel: number) => names[String(channel)] ?? `Channel_${channel}`;
  const channels = Array.from({ length: output.num_channels }, (_, channel) => channel);
  const isOne = (channel: number) =>
    !isBackground(nameOf(channel)) && !(ending.activation === 'softmax' && channel === 0);
  checkNames(choices.names, channels.filter(isOne).map(nameOf));
  const labels = channels.map((channel) =>
    isOne(channel) ? toLabel(nameOf(channel), choices.names, labelColour(channel), ending.isLargest(channel)) : null,
  );
  const facts: DerivedFact[] = [
    {
      what: 'labels',
      value: labels.flatMap((l, channel) => (l === null ? [] : [`${channel} ${l.label.name}`])).join(', '),
      from: output.channel_def === undefined ? 'assumed' : METADATA,
    },
    ...labels.flatMap((l) =>
      l === null || l.suggestion === null
        ? []
        : [{ what: `name of ${l.label.name}`, value: `TG-263 would call it ${l.suggestion}`, from: 'advice' }],
    ),
  ];
  return { labels: labels.map((l) => l?.label ?? null), facts };
}

function modalityOf(
  metadata: Metadata,
  choices: ImportChoices,
): { readonly modality: 'CT' | 'MR'; readonly from: string } {
  if (choices.modality !== null) return { modality: choices.modality, from: 'given' };
  const input = one(metadata.network_data_format.inputs, 'inputs');
  if (input.num_channels !== 1) {
    throw unsupportedImport(`The network takes ${input.num_channels} images at once; one is supported.`);
  }
  if (/^ct$/i.test(input.modality ?? '') || input.format === 'hounsfield') return { modality: 'CT', from: METADATA };
  if (/^(mri?|mr-?t[12].*)$/i.test(input.modality ?? '')) return { modality: 'MR', from: METADATA };
  throw unsupportedImport(
    `The bundle says of its images '${input.modality ?? 'nothing'}': say with --modality whether they are CT or MR.`,
  );
}

function checkTensors(onnx: OnnxSummary, roi: readonly number[], channels: number) {
  const tensors = singleTensors(onnx);
  const fits = (shape: readonly (number | null)[] | null, first: number) =>
    shape === null ||
    (shape.length === 5 && fitsSize(shape[1], first) && roi.every((n, at) => fitsSize(shape[at + 2], n)));
  if (!fits(tensors.input.shape, 1)) {
    throw brokenImport('The network', `its input is not 1 x 1 x ${roi.join(' x ')}, as the bundle has it`);
  }
  if (!fits(tensors.output.shape, channels)) {
    throw brokenImport('The network', `its output has not the ${channels} channels of ${METADATA}`);
  }
  return tensors;
}

/** Which way the axes of its arrays point; without Orientation in its preprocessing MONAI, too, takes images as they lie
 * in their files. */
function axesOf(orientation: string | null, spacingMm: readonly (number | null)[], roi: readonly number[]) {
  return parseOrientation(orientation ?? 'LPS').map(
    (towards, at): Axis => ({
      axis: AXIS_OF[towards],
      towards,
      spacingMm: spacingMm[at] ?? null,
      patch: roi[at] as number,
      multipleOf: 1,
    }),
  ) as [Axis, Axis, Axis];
}

function readBundle(metadataJson: unknown, inferenceJson: unknown, onnx: OnnxSummary, choices: ImportChoices) {
  const metadata = readMetadata(metadataJson);
  if (typeof inferenceJson !== 'object' || inferenceJson === null || Array.isArray(inferenceJson)) {
    throw brokenImport(INFERENCE, 'it is no configuration');
  }
  const config = createMonaiConfig(inferenceJson as JsonObject);
  const use = modalityOf(metadata, choices);
  const prepared = readPreprocessing(config);
  const tiles = readInferer(config);
  const ending = readPostprocessing(config);
  const output = labelsOf(metadata, ending, choices);
  const tensors = checkTensors(onnx, tiles.roi, output.labels.length);
  const orientation = choices.orientation ?? prepared.orientation;
  const axes = axesOf(orientation, prepared.spacingMm, tiles.roi);
  return { metadata, choices, use, prepared, tiles, ending, output, tensors, orientation, axes };
}

type Bundle = ReturnType<typeof readBundle>;

/** A bundle does not say what its network asks of sizes. */
function smallestTiles({ axes, tensors }: Bundle) {
  const likely = ({ patch }: Axis) => ({ patch, multipleOf: likelyMultiple(patch) });
  return smallestPatch([likely(axes[0]), likely(axes[1]), likely(axes[2])], tensors.input.shape);
}

const regionOf = (choices: ImportChoices): string => choices.bodyRegion ?? 'Not stated';

function draftOf(bundle: Bundle): ManifestDraft {
  const { metadata, choices, use, prepared, tiles, ending, output, tensors, axes } = bundle;
  const ownVersion = /^\d+\.\d+\.\d+$/.test(metadata.version ?? '') ? metadata.version : undefined;
  const isCt = use.modality === 'CT';
  return {
    schema: 1,
    id: choices.id ?? toModelId(metadata.name ?? metadata.task ?? 'monai-bundle'),
    version: choices.version ?? ownVersion ?? '1.0.0',
    title: choices.title ?? metadata.name ?? metadata.task ?? 'MONAI bundle',
    input: {
      name: tensors.input.name,
      dtype: 'float32',
      axes,
      lattice: 'firstVoxel',
      outside: isCt ? AIR_HU : 0,
      // MONAI pads after it has normalised.
      padding: tiles.padding,
      airBelow: null,
      intensity: prepared.intensity,
    },
    tiling: { ...tiles.tiling, smallestPatch: smallestTiles(bundle) },
    output: {
      name: tensors.output.name,
      activation: ending.activation,
      threshold: ending.threshold,
      labels: output.labels,
    },
    external: null,
    intendedUse: {
      modality: use.modality,
      bodyRegion: regionOf(choices),
      description:
        metadata.intended_use?.trim() || metadata.description?.trim() || 'A MONAI bundle. Research software.',
      tissueMedian: isCt ? CT_TISSUE_MEDIAN : null,
      minimumExtentMm: { L: 0, P: 0, S: 0 },
    },
  };
}

function factsOf(bundle: Bundle): DerivedFact[] {
  const { choices, use, prepared, tiles, ending, output, tensors, orientation, axes } = bundle;
  return [
    { what: 'modality', value: use.modality, from: use.from },
    { what: 'body region', value: regionOf(choices), from: choices.bodyRegion === null ? 'assumed' : 'given' },
    {
      what: 'orientation of the arrays',
      value: orientation?.toUpperCase() ?? 'not known',
      from: choices.orientation !== null ? 'given' : orientation !== null ? INFERENCE : TO_BE_SAID,
    },
    {
      what: 'spacing, mm',
      value: axes.map((a) => (a.spacingMm == null ? 'own' : figure(a.spacingMm))).join(' x '),
      from: INFERENCE,
    },
    { what: 'patch', value: tiles.roi.join(' x '), from: INFERENCE },
    { what: 'intensity', value: describeSteps(prepared.intensity), from: INFERENCE },
    { what: 'smallest field of view', value: 'not stated', from: 'assumed' },
    { what: 'activation', value: ending.words, from: INFERENCE },
    ...output.facts,
    { what: 'tiles', value: tiles.words, from: INFERENCE },
    { what: 'sizes', value: isFreeSize(tensors.input.shape) ? 'any' : 'the patch alone', from: 'the network' },
    smallestPatchFact(smallestTiles(bundle)),
  ];
}

/**
 * Manifest of a bundle with configs/metadata.json, configs/inference.json and an ONNX export.
 * Throws `corrupt-data` MODEL_IMPORT_FILE, `unsupported` MODEL_IMPORT for what a manifest cannot say.
 */
export function deriveFromMonai(
  metadataJson: unknown,
  inferenceJson: unknown,
  onnx: OnnxSummary,
  choices: ImportChoices,
): Derivation {
  const bundle = readBundle(metadataJson, inferenceJson, onnx, choices);
  return {
    draft: draftOf(bundle),
    facts: factsOf(bundle),
    remarks: bundle.prepared.remarks,
    questions: bundle.orientation === null ? [askOrientation('The bundle')] : [],
  };
}
