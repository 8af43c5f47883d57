// The values of each kind of step as fields, in the order in which a person thinks of them. A field makes the step anew.

import type { Vec3 } from '../../../core/geometry/index.ts';
import type { PrintStep, StepName, StepOf } from '../../../core/print/index.ts';
import {
  MOST_TILT_DEG,
  otherAxes,
  type PlaneLps,
  type PlaneValues,
  planeFrom,
  planeValues,
} from '../../data/plane-values.ts';
import type { BoxLps, PlacedStep } from '../../state/print-state.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface Named {
  readonly id: string;
  readonly label: string;
}

export type StepField =
  | (Named & {
      readonly kind: 'number';
      readonly value: number;
      readonly unit: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly decimals: number;
      /** Limits of a slider beside it. */
      readonly slider?: readonly [number, number];
      readonly put: (value: number) => PrintStep;
    })
  /** A few short words side by side, or a menu of many. */
  | (Named & {
      readonly kind: 'choice' | 'menu';
      readonly options: readonly Option[];
      readonly value: string;
      readonly put: (value: string) => PrintStep;
    })
  | (Named & {
      readonly kind: 'names';
      readonly options: readonly string[];
      readonly chosen: readonly string[];
      readonly put: (names: readonly string[]) => PrintStep;
    })
  | (Named & { readonly kind: 'text'; readonly value: string; readonly put: (value: string) => PrintStep })
  | (Named & { readonly kind: 'switch'; readonly isOn: boolean; readonly put: (isOn: boolean) => PrintStep })
  /** A place that is moved by a click on the model. */
  | (Named & { readonly kind: 'place'; readonly what: PlacedStep; readonly words: string })
  | (Named & { readonly kind: 'remove'; readonly words: string; readonly put: () => PrintStep });

export interface FieldFacts {
  /** About the model; null: there is none yet. */
  readonly box: BoxLps | null;
  /** Parts before this step. */
  readonly parts: readonly string[];
  readonly structures: readonly string[];
}

const PLUS = ['L', 'P', 'S'] as const;
const MINUS = ['R', 'A', 'I'] as const;
const AXIS_WORDS = ['Left, right', 'Front, back', 'Head, foot'] as const;
const SIDE_WORDS: Readonly<Record<string, string>> = {
  L: 'Left',
  R: 'Right',
  P: 'Back',
  A: 'Front',
  S: 'Head',
  I: 'Foot',
};

const mm = (id: string, label: string, value: number, put: (value: number) => PrintStep) =>
  ({ kind: 'number', id, label, value, unit: 'mm', min: 0.1, max: 100, step: 0.1, decimals: 1, put }) as const;

/** Letters, never signs: a place to the right is so many mm R. */
const place = (
  named: Named,
  axis: 0 | 1 | 2,
  value: number,
  limits: readonly [number, number] | null,
  put: (value: number) => PrintStep,
): StepField => ({
  kind: 'number',
  ...named,
  value,
  unit: `mm ${value < 0 ? MINUS[axis] : PLUS[axis]}`,
  min: -2000,
  max: 2000,
  step: 0.5,
  decimals: 1,
  ...(limits === null ? {} : { slider: limits }),
  put,
});

const limitsOn = (box: BoxLps | null, axis: 0 | 1 | 2): readonly [number, number] | null =>
  box === null ? null : [box.minLps[axis], box.maxLps[axis]];

const middleOf = (box: BoxLps | null): Vec3 =>
  box === null
    ? [0, 0, 0]
    : ([0, 1, 2].map((axis) => ((box.minLps[axis] as number) + (box.maxLps[axis] as number)) / 2) as unknown as Vec3);

type Triple = [number, number, number];
type CorePlane = { originLps: Triple; normalLps: Triple };

function planeFields(plane: PlaneLps, box: BoxLps | null, put: (plane: CorePlane) => PrintStep): StepField[] {
  const middle = middleOf(box);
  const values = planeValues(plane, middle);
  const { axis, positionMm, tiltsDeg } = values;
  const make = (patch: Partial<PlaneValues>) => put(planeFrom({ ...values, ...patch }, middle) as CorePlane);
  const tilt = (n: 0 | 1): StepField => {
    const other = otherAxes(axis)[n];
    return {
      kind: 'number',
      id: `tilt${n.toString()}`,
      label: `Tilt ${MINUS[other]}–${PLUS[other]}`,
      value: tiltsDeg[n],
      unit: '°',
      min: -MOST_TILT_DEG,
      max: MOST_TILT_DEG,
      step: 1,
      decimals: 0,
      slider: [-MOST_TILT_DEG, MOST_TILT_DEG],
      put: (value) => make({ tiltsDeg: n === 0 ? [value, tiltsDeg[1]] : [tiltsDeg[0], value] }),
    };
  };
  return [
    {
      kind: 'menu',
      id: 'axis',
      label: 'Across',
      options: AXIS_WORDS.map((label, n) => ({ value: n.toString(), label })),
      value: axis.toString(),
      put: (value) => {
        const next = Number(value) as 0 | 1 | 2;
        return make({ axis: next, positionMm: middle[next], tiltsDeg: [0, 0] });
      },
    },
    place({ id: 'position', label: 'Position' }, axis, positionMm, limitsOn(box, axis), (value) =>
      make({ positionMm: value }),
    ),
    tilt(0),
    tilt(1),
  ];
}

const without = <Step extends PrintStep, Key extends keyof Step>(step: Step, key: Key): Omit<Step, Key> => {
  const { [key]: _, ...rest } = step;
  return rest;
};

type Fields<Name extends StepName> = (step: StepOf<Name>, facts: FieldFacts) => readonly StepField[];

const cutFields: Fields<'cut'> = (step, { box }) => {
  const { axis, isPositive } = planeValues(step.plane, middleOf(box));
  const [front, back] = isPositive ? [PLUS[axis], MINUS[axis]] : [MINUS[axis], PLUS[axis]];
  const joint = step.joint;
  const withPins = (pins: number): PrintStep =>
    pins === 0
      ? (without(step, 'joint') as PrintStep)
      : { ...step, joint: { diameterMm: 3, lengthMm: 4, clearanceMm: 0.2, ...joint, pins } };
  const jointMm = (key: 'diameterMm' | 'lengthMm' | 'clearanceMm', label: string, step_: number, least: number) =>
    joint === undefined
      ? []
      : [
          {
            ...mm(key, label, joint[key], (value) => ({ ...step, joint: { ...joint, [key]: value } })),
            min: least,
            step: step_,
            decimals: key === 'clearanceMm' ? 2 : 1,
            max: key === 'clearanceMm' ? 5 : 50,
          },
        ];
  return [
    ...planeFields(step.plane, box, (plane) => ({ ...step, plane })),
    {
      kind: 'choice',
      id: 'keep',
      label: 'Keep',
      options: [
        { value: 'both', label: 'Both' },
        { value: 'front', label: SIDE_WORDS[front] ?? '' },
        { value: 'back', label: SIDE_WORDS[back] ?? '' },
      ],
      value: step.keep,
      put: (value) => ({ ...step, keep: value as typeof step.keep }),
    },
    ...(step.keep === 'both'
      ? [
          {
            kind: 'menu',
            id: 'joint',
            label: 'Joint',
            options: ['None', '1 pin', '2 pins', '3 pins', '4 pins'].map((label, n) => ({
              value: n.toString(),
              label,
            })),
            value: (joint?.pins ?? 0).toString(),
            put: (value: string) => withPins(Number(value)),
          } as const,
          ...jointMm('diameterMm', 'Diameter', 0.5, 0.5),
          ...jointMm('lengthMm', 'Length', 0.5, 0.5),
          ...jointMm('clearanceMm', 'Clearance', 0.05, 0),
        ]
      : []),
  ];
};

const trimFields: Fields<'trim'> = (step, { box }) => {
  const edge = (side: 'minLps' | 'maxLps', axis: 0 | 1 | 2): StepField => {
    const letter = side === 'minLps' ? MINUS[axis] : PLUS[axis];
    const put = (value: number): PrintStep => {
      const corner: Triple = [...step[side]];
      corner[axis] = value;
      return { ...step, [side]: corner };
    };
    return place(
      { id: `${side} ${axis.toString()}`, label: SIDE_WORDS[letter] ?? '' },
      axis,
      step[side][axis],
      limitsOn(box, axis),
      put,
    );
  };
  return [
    ...([0, 1, 2] as const).flatMap((axis) => [edge('minLps', axis), edge('maxLps', axis)]),
    {
      kind: 'choice',
      id: 'keep',
      label: 'Keep',
      options: [
        { value: 'inside', label: 'Inside' },
        { value: 'outside', label: 'Outside' },
      ],
      value: step.keep,
      put: (value) => ({ ...step, keep: value as typeof step.keep }),
    },
  ];
};

const combineFields: Fields<'combine'> = (step, { parts, structures }) => {
  const value =
    'structure' in step.with ? `s ${step.with.structure}` : 'part' in step.with ? `p ${step.with.part}` : '';
  return [
    {
      kind: 'menu',
      id: 'operation',
      label: 'Do',
      options: [
        { value: 'union', label: 'Join' },
        { value: 'difference', label: 'Take away' },
        { value: 'intersection', label: 'Keep what is common' },
      ],
      value: step.operation,
      put: (next) => ({ ...step, operation: next as typeof step.operation }),
    },
    {
      kind: 'menu',
      id: 'with',
      label: 'With',
      options: [
        ...structures.map((name) => ({ value: `s ${name}`, label: name })),
        ...parts.map((name) => ({ value: `p ${name}`, label: `Part ${name}` })),
      ],
      value,
      put: (next) => ({
        ...step,
        with: next.startsWith('s ') ? { structure: next.slice(2) } : { part: next.slice(2) },
      }),
    },
    {
      ...mm('clearance', 'Clearance', step.clearanceMm, (clearanceMm) => ({ ...step, clearanceMm })),
      min: 0,
      max: 20,
      step: 0.05,
      decimals: 2,
    },
  ];
};

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
