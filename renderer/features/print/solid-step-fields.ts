// The values of steps that cut, trim and join.

import type { PrintStep } from '../../../core/print/index.ts';
import { planeValues } from '../../data/plane-values.ts';
import {
  type Fields,
  limitsOn,
  MINUS,
  middleOf,
  mm,
  PLUS,
  place,
  planeFields,
  SIDE_WORDS,
  type StepField,
  type Triple,
  without,
} from './step-field.ts';

export const cutFields: Fields<'cut'> = (step, { box }) => {
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

export const trimFields: Fields<'trim'> = (step, { box }) => {
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

export const combineFields: Fields<'combine'> = (step, { parts, structures }) => {
  const value =
    'structure' in step.with
      ? `s ${step.with.structure}`
      : 'part' in step.with
        ? `p ${step.with.part}`
        : `f ${step.with.file}`;
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
        ...('file' in step.with ? [{ value: `f ${step.with.file}`, label: step.with.file }] : []),
        ...structures.map((name) => ({ value: `s ${name}`, label: name })),
        ...parts.map((name) => ({ value: `p ${name}`, label: `Part ${name}` })),
      ],
      value,
      put: (next) => {
        const name = next.slice(2);
        const kind = next[0];
        return { ...step, with: kind === 's' ? { structure: name } : kind === 'p' ? { part: name } : { file: name } };
      },
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
