// The values of steps as a person sees and changes them.
import { describe, expect, it } from 'vitest';
import { PrintStep } from '../../../core/print/index.ts';
import { shortNames, stepResult, stepTitle } from '../../../renderer/features/print/print-words.ts';
import type { StepField } from '../../../renderer/features/print/step-field.ts';
import { fieldsOf } from '../../../renderer/features/print/step-fields.ts';

const FACTS = {
  box: { minLps: [-60, -50, 0], maxLps: [60, 50, 80] },
  parts: ['Bone Left', 'Bone Right'],
  structures: ['Bone', 'Sinus'],
} as const;
const CUT: PrintStep = {
  name: 'cut',
  plane: { originLps: [-12, 0, 40], normalLps: [1, 0, 0] },
  keep: 'both',
};

const field = <Kind extends StepField['kind']>(step: PrintStep, id: string, kind: Kind) => {
  const found = fieldsOf(step, FACTS).find((own) => own.id === id);
  if (found?.kind !== kind) throw new Error(`no ${kind} called ${id}`);
  return found as Extract<StepField, { kind: Kind }>;
};

describe('the values of a step', () => {
  it('give a place on the right a letter', () => {
    const position = field(CUT, 'position', 'number');
    expect([position.value, position.unit]).toEqual([-12, 'mm R']);
    expect(position.put(8)).toMatchObject({ plane: { originLps: [8, 0, 40] } });
  });

  it('name the sides that a cut keeps by where its front looks', () => {
    const labels = (step: PrintStep) => field(step, 'keep', 'choice').options.map(({ label }) => label);
    expect(labels(CUT)).toEqual(['Both', 'Left', 'Right']);
    const turned = { ...CUT, plane: { originLps: [0, 0, 40], normalLps: [0, 0, -1] } } satisfies PrintStep;
    expect(labels(turned)).toEqual(['Both', 'Foot', 'Head']);
  });

  it('join two parts by pins, and part them again', () => {
    const joined = field(CUT, 'joint', 'menu').put('2');
    expect(joined).toMatchObject({ joint: { pins: 2, clearanceMm: 0.2 } });
    expect(field(joined, 'joint', 'menu').put('0')).toEqual(CUT);
  });

  it('leave out the parts where all are meant', () => {
    const one = field(CUT, 'on', 'names').put(['Bone Left']);
    expect(one).toMatchObject({ on: ['Bone Left'] });
    expect(field(one, 'on', 'names').put(['Bone Left', 'Bone Right'])).toEqual(CUT);
  });

  it('are always steps that a recipe takes', () => {
    const steps: readonly PrintStep[] = [
      { name: 'surface' },
      { name: 'simplify', maxErrorMm: 0.1 },
      { name: 'shells', keep: 'largest', fillCavities: false },
      CUT,
      { name: 'hole', atLps: [0, 0, 0], directionLps: [0, 1, 0], diameterMm: 3 },
    ];
    for (const step of steps) {
      for (const own of fieldsOf(step, FACTS)) {
        const made =
          own.kind === 'choice' || own.kind === 'menu'
            ? own.options.map(({ value }) => own.put(value))
            : own.kind === 'number'
              ? [own.put(Math.max(own.min, Math.min(own.value + own.step, own.max)))]
              : [];
        for (const next of made) expect(PrintStep.safeParse(next).success, JSON.stringify(next)).toBe(true);
      }
    }
  });
});

describe('words of a model', () => {
  it('say what a step came to', () => {
    const row = { changeMl: -0.6, volumeMl: 49.4, maxDeviationMm: 0.3, partNames: ['Bone'], triangles: 1234 };
    expect(stepResult({ name: 'smooth', distanceMm: 1 }, row)).toBe('−1.2 % volume');
    expect(stepResult(CUT, { ...row, partNames: ['Left', 'Right'] })).toBe('2 parts');
    expect(stepTitle({ name: 'surface', structures: ['A', 'B', 'C'] })).toBe('Surface from A and 2 more');
  });

  it('call two parts of one bone by their sides', () => {
    expect(shortNames(FACTS.parts)).toEqual(['Left', 'Right']);
    expect(shortNames(['Bone', 'Sinus Left'])).toEqual(['Bone', 'Sinus Left']);
  });
});
