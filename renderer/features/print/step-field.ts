// One value of a step as a field: what kind it is, and the step that it makes. Planes and places on the patient's axes are
// the same for all steps that have them.

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

interface Choice extends Named {
  readonly options: readonly Option[];
  readonly value: string;
  readonly put: (value: string) => PrintStep;
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
  | (Choice & { readonly kind: 'choice' })
  | (Choice & { readonly kind: 'menu' })
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

export const PLUS = ['L', 'P', 'S'] as const;
export const MINUS = ['R', 'A', 'I'] as const;
const AXIS_WORDS = ['Left, right', 'Front, back', 'Head, foot'] as const;
export const SIDE_WORDS: Readonly<Record<string, string>> = {
  L: 'Left',
  R: 'Right',
  P: 'Back',
  A: 'Front',
  S: 'Head',
  I: 'Foot',
};

export const mm = (id: string, label: string, value: number, put: (value: number) => PrintStep) =>
  ({ kind: 'number', id, label, value, unit: 'mm', min: 0.1, max: 100, step: 0.1, decimals: 1, put }) as const;

/** Letters, never signs: a place to the right is so many mm R. */
export const place = (
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

export const limitsOn = (box: BoxLps | null, axis: 0 | 1 | 2): readonly [number, number] | null =>
  box === null ? null : [box.minLps[axis], box.maxLps[axis]];

export const middleOf = (box: BoxLps | null): Vec3 =>
  box === null
    ? [0, 0, 0]
    : ([0, 1, 2].map((axis) => ((box.minLps[axis] as number) + (box.maxLps[axis] as number)) / 2) as unknown as Vec3);

export type Triple = [number, number, number];
type CorePlane = { originLps: Triple; normalLps: Triple };

export function planeFields(plane: PlaneLps, box: BoxLps | null, put: (plane: CorePlane) => PrintStep): StepField[] {
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

export const without = <Step extends PrintStep, Key extends keyof Step>(step: Step, key: Key): Omit<Step, Key> => {
  const { [key]: _, ...rest } = step;
  return rest;
};

export type Fields<Name extends StepName> = (step: StepOf<Name>, facts: FieldFacts) => readonly StepField[];
