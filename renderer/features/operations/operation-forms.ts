// What a person sets for each kind of structure work, and the operation that follows from it.

import type { BooleanOperation, StructureOperation } from '../../../core/edit/index.ts';
import { prvName } from '../../../core/terminology/index.ts';

export interface NumberInput {
  readonly kind: 'number';
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly decimals: number;
}

export interface ChoiceInput {
  readonly kind: 'choice';
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface StructuresInput {
  readonly kind: 'structures';
  readonly id: 'others';
  readonly label: string;
  readonly isOne: boolean;
}

export type FormInput = NumberInput | ChoiceInput | StructuresInput;
export type FormValues = Readonly<Record<string, number | string | boolean | readonly string[]>>;

export interface OperationForm {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
  readonly inputs: readonly FormInput[];
  /** The result is a structure of its own unless the person says otherwise. */
  readonly makesNew: 'always' | 'choice' | 'never';
  /** Name of the structure that it makes. */
  newName(name: string, values: FormValues): string;
  /** `at`: the crosshair, LPS mm. */
  toOperation(values: FormValues, at: readonly [number, number, number]): StructureOperation;
}

const number = (id: string, label: string, value: number, more: Partial<NumberInput> = {}): NumberInput => ({
  kind: 'number',
  id,
  label,
  unit: 'mm',
  value,
  min: 0,
  max: 100,
  step: 1,
  decimals: 1,
  ...more,
});

const choice = (id: string, label: string, options: ChoiceInput['options']): ChoiceInput => ({
  kind: 'choice',
  id,
  label,
  value: options[0]?.value ?? '',
  options,
});

const EXTENT = choice('extent', 'Works', [
  { value: 'volume', label: 'In 3D' },
  { value: 'planes', label: 'Slice by slice' },
]);

const amount = (values: FormValues, id: string) => Number(values[id] ?? 0);
const extentOf = (values: FormValues) => (values['extent'] === 'planes' ? 'planes' : 'volume');
/** '05' of 5 mm. */
const twoDigits = (mm: number) => Math.round(mm).toString().padStart(2, '0');

export const MARGIN_SIDES = ['left', 'right', 'anterior', 'posterior', 'superior', 'inferior'] as const;

export const OPERATION_FORMS: readonly OperationForm[] = [
  {
    id: 'margin',
    title: 'Margin',
    keys: ['Ctrl M'],
    inputs: [
      choice('direction', 'Surface moves', [
        { value: 'expand', label: 'Outwards' },
        { value: 'shrink', label: 'Inwards' },
      ]),
      number('left', 'Left', 5),
      number('right', 'Right', 5),
      number('anterior', 'Anterior', 5),
      number('posterior', 'Posterior', 5),
      number('superior', 'Superior', 5),
      number('inferior', 'Inferior', 5),
    ],
    makesNew: 'choice',
    newName: (name, values) =>
      values['direction'] === 'shrink'
        ? `${name}-${twoDigits(amount(values, 'left'))}`
        : prvName(name, amount(values, 'left')),
    toOperation: (values) => ({
      kind: values['direction'] === 'shrink' ? 'shrink' : 'expand',
      margin: {
        left: amount(values, 'left'),
        right: amount(values, 'right'),
        anterior: amount(values, 'anterior'),
        posterior: amount(values, 'posterior'),
        superior: amount(values, 'superior'),
        inferior: amount(values, 'inferior'),
      },
    }),
  },
  {
    id: 'boolean',
    title: 'Boolean',
    keys: ['Ctrl B'],
    inputs: [
      choice('operation', 'Keep', [
        { value: 'union', label: 'All of them' },
        { value: 'intersection', label: 'What they share' },
        { value: 'difference', label: 'This without the others' },
        { value: 'xor', label: 'What only one has' },
      ]),
      { kind: 'structures', id: 'others', label: 'With', isOne: false },
    ],
    makesNew: 'choice',
    newName: (name) => `${name}_Bool`,
    toOperation: (values) => ({ kind: 'boolean', operation: (values['operation'] ?? 'union') as BooleanOperation }),
  },
  {
    id: 'smooth',
    title: 'Smooth',
    keys: ['Ctrl Shift S'],
    inputs: [number('sigmaMm', 'Strength', 2, { min: 0.2, max: 20, step: 0.5 }), EXTENT],
    makesNew: 'never',
    newName: (name) => name,
    toOperation: (values) => ({ kind: 'smooth', sigmaMm: amount(values, 'sigmaMm'), extent: extentOf(values) }),
  },
  {
    id: 'fillHoles',
    title: 'Fill holes',
    keys: ['Ctrl Shift F'],
    inputs: [{ ...EXTENT, value: 'planes', options: [...EXTENT.options].reverse() }],
    makesNew: 'never',
    newName: (name) => name,
    toOperation: (values) => ({ kind: 'fillHoles', extent: extentOf(values) }),
  },
  {
    id: 'islands',
    title: 'Islands',
    keys: ['Ctrl Shift L'],
    inputs: [
      choice('keep', 'Keep', [
        { value: 'largest', label: 'The largest part' },
        { value: 'over', label: 'Parts over' },
      ]),
      number('limitMl', 'Limit', 1, { unit: 'ml', max: 1000, step: 0.1, decimals: 2 }),
    ],
    makesNew: 'never',
    newName: (name) => name,
    toOperation: (values) =>
      values['keep'] === 'over'
        ? { kind: 'removeIslands', limitMl: amount(values, 'limitMl') }
        : { kind: 'keepLargest' },
  },
  {
    id: 'crop',
    title: 'Crop',
    keys: ['Ctrl Shift X'],
    inputs: [
      choice('side', 'Keep what is', [
        { value: 'cropAway', label: 'Outside of' },
        { value: 'cropTo', label: 'Inside of' },
      ]),
      { kind: 'structures', id: 'others', label: 'Structure', isOne: true },
      number('distanceMm', 'Distance', 0, { min: -50, max: 100 }),
    ],
    makesNew: 'choice',
    newName: (name) => `${name}_Crop`,
    toOperation: (values) => ({
      kind: values['side'] === 'cropTo' ? 'cropTo' : 'cropAway',
      distanceMm: amount(values, 'distanceMm'),
    }),
  },
  {
    id: 'mirror',
    title: 'Mirror left and right',
    keys: ['Ctrl Shift M'],
    inputs: [],
    makesNew: 'always',
    newName: (name) =>
      /_L$/.test(name) ? name.replace(/_L$/, '_R') : /_R$/.test(name) ? name.replace(/_R$/, '_L') : `${name}_Mirror`,
    toOperation: (_values, at) => ({ kind: 'mirror', xLps: at[0] }),
  },
  {
    id: 'split',
    title: 'Split by plane',
    keys: ['Ctrl Shift K'],
    inputs: [
      choice('axis', 'Plane through the crosshair', [
        { value: '2', label: 'Axial' },
        { value: '1', label: 'Coronal' },
        { value: '0', label: 'Sagittal' },
      ]),
      choice('side', 'Make of', [
        { value: 'front', label: 'Left, posterior or superior part' },
        { value: 'behind', label: 'Right, anterior or inferior part' },
      ]),
    ],
    makesNew: 'always',
    newName: (name) => `${name}_Part`,
    toOperation: (values, at) => {
      const axis = (Number(values['axis'] ?? 2) as 0 | 1 | 2) ?? 2;
      return { kind: 'split', axis, atLps: at[axis], side: values['side'] === 'behind' ? 'behind' : 'front' };
    },
  },
  {
    id: 'fillBetween',
    title: 'Fill between slices',
    keys: ['J'],
    inputs: [],
    makesNew: 'never',
    newName: (name) => name,
    toOperation: () => ({ kind: 'fillBetween' }),
  },
];

export const initialValues = (form: OperationForm): FormValues => ({
  ...Object.fromEntries(
    form.inputs.map((input): [string, number | string | readonly string[]] => [
      input.id,
      input.kind === 'structures' ? [] : input.value,
    ]),
  ),
  isNew: form.makesNew !== 'never',
  areAllAlike: true,
});
