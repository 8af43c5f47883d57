// Axes of an nnU-Net network: which way they run in the patient, their spacing and patch.

import { AppError } from '../error/index.ts';
import { lpsComponent, type ModelManifestJson, type PatientDirection } from '../inference/index.ts';
import {
  askOrientation,
  brokenImport,
  type DerivedFact,
  type ImportChoices,
  type ImportQuestion,
  parseOrientation,
  TO_BE_SAID,
} from './derivation.ts';
import type { NnunetConfiguration, NnunetDataset, NnunetPlans } from './nnunet-files.ts';

const PLANS = 'plans.json';
type Axis = ModelManifestJson['input']['axes'][number];

/** By how much a network halves, along each axis of its patch. */
function multiples(configuration: NnunetConfiguration): number[] {
  const strides = configuration.architecture?.arch_kwargs?.strides ?? configuration.pool_op_kernel_sizes ?? [];
  return configuration.patch_size.map((patch, axis) => {
    const product = strides.reduce<number>(
      (n, stride) => n * (typeof stride === 'number' ? stride : (stride[axis] ?? 1)),
      1,
    );
    if (patch % product !== 0) throw brokenImport(PLANS, `the patch size ${patch} is no multiple of ${product}`);
    return product;
  });
}

export interface Orientation {
  /** Of i, j, k of the image. */
  readonly ijk: readonly [PatientDirection, PatientDirection, PatientDirection];
  readonly fact: DerivedFact;
  /** null: it is known. */
  readonly question: ImportQuestion | null;
}

/** What a person is shown before the answer is there. */
const BEFORE_THE_ANSWER = 'LPS';

/**
 * SimpleITKIO and NibabelIO, the readers that nnU-Net takes by itself, hand on the array as it lies in the file (k, j, i)
 * and drop its directions; the two that reorient turn every image to RAS first. `plans.json` names the reader; before it
 * did, `dataset.json` could. Throws `invalid-input` MODEL_ORIENTATION for what the reader contradicts.
 */
export function orientationOf(plans: NnunetPlans, dataset: NnunetDataset, choices: ImportChoices): Orientation {
  const what = 'orientation of the training images (i, j, k)';
  const [reader, file] =
    plans.image_reader_writer === undefined
      ? [dataset.overwrite_image_reader_writer ?? '', 'dataset.json']
      : [plans.image_reader_writer, PLANS];
  const given = choices.orientation === null ? null : parseOrientation(choices.orientation);
  if (/WithReorient$/.test(reader)) {
    const ijk = parseOrientation('RAS');
    if (given !== null && given.join('') !== ijk.join('')) {
      throw new AppError(
        'invalid-input',
        'MODEL_ORIENTATION',
        `${file} names the reader ${reader}, which turns every image to RAS: no other orientation can be right.`,
      );
    }
    return { ijk, fact: { what, value: 'RAS', from: `${file} (${reader})` }, question: null };
  }
  if (given !== null) return { ijk: given, fact: { what, value: given.join(''), from: 'given' }, question: null };
  return {
    ijk: parseOrientation(BEFORE_THE_ANSWER),
    fact: { what, value: 'not known', from: TO_BE_SAID },
    question: askOrientation('nnU-Net'),
  };
}

export const AXIS_NAMES = ['z', 'y', 'x'] as const;

export function axesOf(
  plans: NnunetPlans,
  configuration: NnunetConfiguration,
  { ijk }: Orientation,
): [Axis, Axis, Axis] {
  const { patch_size: patch, spacing } = configuration;
  const isSliced = patch.length === 2;
  if (spacing.length !== patch.length) throw brokenImport(PLANS, 'spacing and patch_size differ in length');
  if (new Set(plans.transpose_forward).size !== 3) throw brokenImport(PLANS, 'transpose_forward is no permutation');
  const multipleOf = multiples(configuration);
  // Arrays of nnU-Net run k, j, i before they are transposed.
  const kji = [ijk[2], ijk[1], ijk[0]] as const;
  return plans.transpose_forward.map((from, at): Axis => {
    const own = at - (isSliced ? 1 : 0);
    const base = { axis: AXIS_NAMES[from] as string, towards: kji[from] as PatientDirection };
    if (own < 0) return { ...base, spacingMm: null, patch: 1, multipleOf: 1 };
    return {
      ...base,
      spacingMm: spacing[own] as number,
      patch: patch[own] as number,
      multipleOf: multipleOf[own] as number,
    };
  }) as [Axis, Axis, Axis];
}

export interface FieldOfView {
  readonly minimumExtentMm: { readonly L: number; readonly P: number; readonly S: number };
  readonly fact: DerivedFact;
}

/** Share of the median training image below which an image shows another field than the network has seen. */
const SMALLEST_SHARE = 0.5;
const SIDES = ['L', 'P', 'S'] as const;

/** The smallest image that a network should be given, from the sizes of its training images. */
export function fieldOfView(plans: NnunetPlans, axes: readonly [Axis, Axis, Axis]): FieldOfView {
  const what = 'smallest field of view, mm (L x P x S)';
  const [shape, spacing] = [plans.original_median_shape_after_transp, plans.original_median_spacing_after_transp];
  const minimumExtentMm = { L: 0, P: 0, S: 0 };
  if (shape === undefined || spacing === undefined) {
    return { minimumExtentMm, fact: { what, value: 'not stated', from: 'assumed' } };
  }
  for (const [at, { towards }] of axes.entries()) {
    const side = SIDES[lpsComponent(towards)] as (typeof SIDES)[number];
    minimumExtentMm[side] = Math.round(SMALLEST_SHARE * (shape[at] as number) * (spacing[at] as number));
  }
  const value = SIDES.map((side) => minimumExtentMm[side]).join(' x ');
  return { minimumExtentMm, fact: { what, value, from: 'assumed (half of the median training image in plans.json)' } };
}
