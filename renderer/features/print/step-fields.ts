// The values of each kind of step as fields, in the order in which a person thinks of them.

import type { PrintStep, StepName } from '../../../core/print/index.ts';
import { combineFields, cutFields, trimFields } from './solid-step-fields.ts';
import { standFields } from './stand-fields.ts';
import { type FieldFacts, type Fields, mm, planeFields, SIDE_WORDS, type StepField, without } from './step-field.ts';

const hollowFields: Fields<'hollow'> = (step) => [
  mm('wall', 'Wall', step.wallMm, (wallMm) => ({ ...step, wallMm })),
  ...step.drains.map((drain, n): StepField => {
    const drains = step.drains.filter((_, own) => own !== n);
    const words = `⌀ ${drain.diameterMm.toFixed(1)} mm`;
    return {
      kind: 'remove',
      id: `drain${n.toString()}`,
      label: `Drain ${(n + 1).toString()}`,
      words,
      put: () => ({ ...step, drains }),
    };
  }),
  { kind: 'place', id: 'drain', label: 'Drains', what: 'drain', words: 'Add by a click' },
];

const textFields: Fields<'text'> = (step) => [
  { kind: 'text', id: 'text', label: 'Text', value: step.text, put: (text) => ({ ...step, text }) },
  mm('height', 'Height', step.heightMm, (heightMm) => ({ ...step, heightMm })),
  mm('depth', 'Depth', step.depthMm, (depthMm) => ({ ...step, depthMm })),
  {
    kind: 'choice',
    id: 'style',
    label: 'Style',
    options: [
      { value: 'engraved', label: 'Engraved' },
      { value: 'raised', label: 'Raised' },
    ],
    value: step.style,
    put: (style) => ({ ...step, style: style as typeof step.style }),
  },
  { kind: 'place', id: 'place', label: 'Place', what: 'text', words: 'Move by a click' },
];

const shellsFields: Fields<'shells'> = (step) => [
  {
    kind: 'choice',
    id: 'keep',
    label: 'Keep',
    options: [
      { value: 'largest', label: 'Largest' },
      { value: 'volume', label: 'By volume' },
    ],
    value: step.keep === 'largest' ? 'largest' : 'volume',
    put: (value) => ({ ...step, keep: value === 'largest' ? 'largest' : { minVolumeMl: 0.1 } }),
  },
  ...(step.keep === 'largest'
    ? []
    : [
        {
          ...mm('minVolume', 'At least', step.keep.minVolumeMl, (minVolumeMl) => ({ ...step, keep: { minVolumeMl } })),
          unit: 'ml',
          min: 0,
          step: 0.05,
          decimals: 2,
        },
      ]),
  {
    kind: 'switch',
    id: 'cavities',
    label: 'Fill cavities',
    isOn: step.fillCavities,
    put: (fillCavities) => ({ ...step, fillCavities }),
  },
];

const simplifyFields: Fields<'simplify'> = (step) => [
  {
    kind: 'choice',
    id: 'to',
    label: 'To',
    options: [
      { value: 'error', label: 'An error' },
      { value: 'count', label: 'A number' },
    ],
    value: step.maxTriangles === undefined ? 'error' : 'count',
    put: (value) => {
      const rest = without(without(step, 'maxTriangles') as typeof step, 'maxErrorMm');
      return (value === 'error' ? { ...rest, maxErrorMm: 0.1 } : { ...rest, maxTriangles: 200_000 }) as PrintStep;
    },
  },
  step.maxTriangles === undefined
    ? {
        ...mm('error', 'At most', step.maxErrorMm ?? 0.1, (maxErrorMm) => ({ ...step, maxErrorMm })),
        min: 0.01,
        max: 10,
        step: 0.05,
        decimals: 2,
      }
    : {
        ...mm('triangles', 'Triangles', step.maxTriangles, (value) => ({ ...step, maxTriangles: Math.round(value) })),
        unit: '',
        min: 100,
        max: 5_000_000,
        step: 10_000,
        decimals: 0,
      },
];

const FIELDS: { readonly [Name in StepName]: Fields<Name> } = {
  surface: (step, { structures }) => [
    {
      kind: 'names',
      id: 'structures',
      label: 'From',
      options: structures,
      chosen: step.structures ?? structures,
      put: (names) => ({ ...step, structures: [...names] }),
    },
    {
      kind: 'choice',
      id: 'auto',
      label: 'Detail',
      options: [
        { value: 'auto', label: 'As the voxels' },
        { value: 'mm', label: 'In mm' },
      ],
      value: step.detailMm === undefined ? 'auto' : 'mm',
      put: (value) => (value === 'auto' ? (without(step, 'detailMm') as PrintStep) : { ...step, detailMm: 0.8 }),
    },
    ...(step.detailMm === undefined
      ? []
      : [{ ...mm('detail', 'Cells of', step.detailMm, (detailMm) => ({ ...step, detailMm })), max: 10 }]),
  ],
  smooth: (step) => [
    {
      ...mm('distance', 'Below', step.distanceMm, (distanceMm) => ({ ...step, distanceMm })),
      max: 10,
      slider: [0.1, 5],
    },
  ],
  simplify: simplifyFields,
  shells: shellsFields,
  cut: cutFields,
  trim: trimFields,
  hollow: hollowFields,
  thicken: (step) => [
    {
      ...mm('wall', 'Least wall', step.minWallMm, (minWallMm) => ({ ...step, minWallMm })),
      max: 10,
      slider: [0.5, 5],
    },
  ],
  offset: (step) => [
    {
      ...mm('distance', 'Outwards', step.distanceMm, (distanceMm) => ({ ...step, distanceMm })),
      min: -50,
      max: 50,
      step: 0.05,
      decimals: 2,
      slider: [-5, 5],
    },
  ],
  combine: combineFields,
  hole: (step) => [
    mm('diameter', 'Diameter', step.diameterMm, (diameterMm) => ({ ...step, diameterMm })),
    {
      kind: 'choice',
      id: 'through',
      label: 'Depth',
      options: [
        { value: 'through', label: 'Through' },
        { value: 'mm', label: 'In mm' },
      ],
      value: step.depthMm === undefined ? 'through' : 'mm',
      put: (value) => (value === 'through' ? (without(step, 'depthMm') as PrintStep) : { ...step, depthMm: 10 }),
    },
    ...(step.depthMm === undefined ? [] : [mm('depth', 'Down to', step.depthMm, (depthMm) => ({ ...step, depthMm }))]),
    { kind: 'place', id: 'place', label: 'Place', what: 'hole', words: 'Move by a click' },
  ],
  pin: (step) => [
    mm('diameter', 'Diameter', step.diameterMm, (diameterMm) => ({ ...step, diameterMm })),
    mm('length', 'Length', step.lengthMm, (lengthMm) => ({ ...step, lengthMm })),
    { kind: 'place', id: 'place', label: 'Place', what: 'pin', words: 'Move by a click' },
  ],
  base: (step) => [
    {
      kind: 'menu',
      id: 'side',
      label: 'Side',
      options: (['I', 'S', 'A', 'P', 'L', 'R'] as const).map((value) => ({ value, label: SIDE_WORDS[value] ?? value })),
      value: step.side,
      put: (side) => ({ ...step, side: side as typeof step.side }),
    },
    mm('thickness', 'Thickness', step.thicknessMm, (thicknessMm) => ({ ...step, thicknessMm })),
    { ...mm('margin', 'Margin', step.marginMm, (marginMm) => ({ ...step, marginMm })), min: 0, step: 1 },
  ],
  text: textFields,
  mirror: (step, { box }) => [
    ...planeFields(step.plane, box, (plane) => ({ ...step, plane })),
    {
      kind: 'switch',
      id: 'both',
      label: 'Keep both',
      isOn: step.keepOriginal,
      put: (keepOriginal) => ({ ...step, keepOriginal }),
    },
  ],
  scale: (step) => [
    {
      ...mm('factor', 'Factor', step.factor, (factor) => ({ ...step, factor })),
      unit: '×',
      min: 0.01,
      step: 0.01,
      decimals: 3,
    },
  ],
  stand: standFields,
};

/** Parts that the step works on, where there are several to choose from. */
function onField(step: PrintStep, parts: readonly string[]): StepField[] {
  if (step.name === 'surface' || parts.length < 2) return [];
  return [
    {
      kind: 'names',
      id: 'on',
      label: 'Parts',
      options: parts,
      chosen: step.on ?? parts,
      put: (names) => (names.length === parts.length ? without(step, 'on') : { ...step, on: [...names] }) as PrintStep,
    },
  ];
}

export function fieldsOf(step: PrintStep, facts: FieldFacts): readonly StepField[] {
  const make = FIELDS[step.name] as Fields<StepName>;
  return [...make(step as never, facts), ...onField(step, facts.parts)];
}
