// How parts stand on the bed of the printer, as a person says it.

import type { PrintStep } from '../../../core/print/index.ts';
import { MOST_TILT_DEG, otherAxes, type PlaneValues, planeFrom, planeValues } from '../../data/plane-values.ts';
import { type Fields, MINUS, PLUS, SIDE_WORDS, type StepField } from './step-field.ts';

const angle = (id: string, label: string, value: number, most: number) => {
  const slider: readonly [number, number] = [-most, most];
  return { kind: 'number', id, label, value, unit: '°', min: -most, max: most, step: 1, decimals: 0, slider } as const;
};

const UPS = { S: [0, 0, 1], I: [0, 0, -1], A: [0, -1, 0], P: [0, 1, 0], L: [1, 0, 0], R: [-1, 0, 0] } as const;

/** Which of the patient's sides looks up, and how far it leans to the other axes. */
export const standFields: Fields<'stand'> = (step, { parts }) => {
  const lean = step.up === 'best' ? null : planeValues({ originLps: [0, 0, 0], normalLps: step.up }, [0, 0, 0]);
  const letter = lean === null ? 'best' : (lean.isPositive ? PLUS : MINUS)[lean.axis];
  const turned = (tiltsDeg: readonly [number, number]): PrintStep => {
    const { normalLps } = planeFrom({ ...(lean as PlaneValues), tiltsDeg }, [0, 0, 0]);
    return { ...step, up: [normalLps[0], normalLps[1], normalLps[2]] };
  };
  const tilt = (n: 0 | 1): StepField[] =>
    lean === null
      ? []
      : [
          {
            ...angle(
              `tilt${n.toString()}`,
              `Lean ${MINUS[otherAxes(lean.axis)[n]]}–${PLUS[otherAxes(lean.axis)[n]]}`,
              lean.tiltsDeg[n],
              MOST_TILT_DEG,
            ),
            put: (value: number) => turned(n === 0 ? [value, lean.tiltsDeg[1]] : [lean.tiltsDeg[0], value]),
          },
        ];
  return [
    {
      kind: 'menu',
      id: 'up',
      label: 'Up',
      options: [
        { value: 'best', label: 'Best side' },
        ...Object.keys(UPS).map((value) => ({ value, label: SIDE_WORDS[value] ?? value })),
      ],
      value: letter,
      put: (value) => ({ ...step, up: value === 'best' ? 'best' : [...UPS[value as keyof typeof UPS]] }),
    },
    ...tilt(0),
    ...tilt(1),
    { ...angle('turn', 'Turn', step.turnDeg, 180), put: (turnDeg: number) => ({ ...step, turnDeg }) },
    ...(parts.length < 2
      ? []
      : [
          {
            kind: 'switch',
            id: 'together',
            label: 'As one body',
            isOn: step.together,
            put: (together: boolean) => ({ ...step, together }),
          } as const,
        ]),
    { kind: 'place', id: 'face', label: 'Face', what: 'stand', words: 'Lay down by a click' },
  ];
};
