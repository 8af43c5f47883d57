// plans.json and dataset.json of nnU-Net v2 (github.com/MIC-DKFZ/nnUNet, documentation/explanation_plans_files.md and
// dataset_format.md), as far as running a trained network needs them.

import * as z from 'zod';
import { brokenImport, unsupportedImport } from './derivation.ts';

/** No plans come near: nnU-Net itself writes chains of two. */
const MAX_INHERITED = 20;
/** Labels of a network; nobody has trained one of a hundredth of them by hand-drawn cases. */
const MAX_LABELS = 4096;

const sizes = () => z.array(z.int().positive()).min(2).max(3);
const strides = () => z.array(z.union([z.int().positive(), z.array(z.int().positive())]));

const configurationSchema = () =>
  z.object({
    inherits_from: z.string().optional(),
    preprocessor_name: z.string().optional(),
    patch_size: sizes(),
    spacing: z.array(z.number().positive()).min(2).max(3),
    normalization_schemes: z.array(z.string()).min(1),
    use_mask_for_norm: z.array(z.boolean()).min(1),
    previous_stage: z.string().nullish(),
    architecture: z.object({ arch_kwargs: z.object({ strides: strides().optional() }).optional() }).optional(),
    /** Plans before nnU-Net 2.4. */
    pool_op_kernel_sizes: strides().optional(),
  });

const intensitySchema = () =>
  z.object({
    mean: z.number(),
    std: z.number(),
    median: z.number().optional(),
    percentile_00_5: z.number(),
    percentile_99_5: z.number(),
  });

const plansSchema = () =>
  z.object({
    dataset_name: z.string(),
    plans_name: z.string().optional(),
    image_reader_writer: z.string().optional(),
    transpose_forward: z.tuple([z.int().min(0).max(2), z.int().min(0).max(2), z.int().min(0).max(2)]),
    label_manager: z.string().optional(),
    original_median_spacing_after_transp: z.array(z.number().positive()).length(3).optional(),
    original_median_shape_after_transp: z.array(z.number().positive()).length(3).optional(),
    configurations: z.record(z.string(), z.record(z.string(), z.unknown())),
    foreground_intensity_properties_per_channel: z.record(z.string(), intensitySchema()).optional(),
  });

const datasetSchema = () =>
  z.object({
    name: z.string().optional(),
    description: z.string().optional(),
    channel_names: z.record(z.string(), z.string()).optional(),
    /** Before nnU-Net 2.0.1. */
    modality: z.record(z.string(), z.string()).optional(),
    /** A reader that a person chose. */
    overwrite_image_reader_writer: z.string().optional(),
    labels: z
      .record(z.string(), z.union([z.int(), z.array(z.int()).min(1)]))
      .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `more than ${MAX_LABELS} labels`),
    regions_class_order: z.array(z.int().positive()).optional(),
  });

export type NnunetPlans = z.output<ReturnType<typeof plansSchema>>;
export type NnunetConfiguration = z.output<ReturnType<typeof configurationSchema>>;
export type NnunetDataset = z.output<ReturnType<typeof datasetSchema>>;

function checked<T>(schema: z.ZodType<T>, json: unknown, file: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw brokenImport(file, `${issue?.path.join('.') || 'its form'}: ${issue?.message ?? 'wrong'}`);
}

/** Throws `corrupt-data` MODEL_IMPORT_FILE with the first field that is wrong. */
export const readPlans = (json: unknown): NnunetPlans => checked(plansSchema(), json, 'plans.json');

/** Throws `corrupt-data` MODEL_IMPORT_FILE with the first field that is wrong. */
export const readDataset = (json: unknown): NnunetDataset => checked(datasetSchema(), json, 'dataset.json');

/** A configuration with what it inherits. Throws `corrupt-data`; `unsupported` for the second stage of a cascade. */
export function readConfiguration(plans: NnunetPlans, name: string): NnunetConfiguration {
  const chain: Record<string, unknown>[] = [];
  for (let at: string | undefined = name; at !== undefined; ) {
    const own: Record<string, unknown> | undefined = plans.configurations[at];
    if (own === undefined || chain.includes(own)) throw brokenImport('plans.json', `there is no configuration ${at}`);
    chain.unshift(own);
    if (chain.length > MAX_INHERITED) {
      throw brokenImport('plans.json', `${name} inherits from more than ${MAX_INHERITED} others`);
    }
    at = typeof own['inherits_from'] === 'string' ? own['inherits_from'] : undefined;
  }
  const merged = checked(configurationSchema(), Object.assign({}, ...chain), `plans.json, ${name},`);
  if (merged.previous_stage) {
    throw unsupportedImport(`${name} is the second stage of a cascade, which needs another network's answer first.`);
  }
  if (merged.preprocessor_name !== undefined && merged.preprocessor_name !== 'DefaultPreprocessor') {
    throw unsupportedImport(`The plans name a preprocessor of their own (${merged.preprocessor_name}), unknown here.`);
  }
  return merged;
}
