// Contours with their measures and what they are worth: the clinical ones, those of a network where there are any, and
// both gone wrong on purpose.

import { bodyAround, type CaseModel, measure, type Neighbour } from '../../core/checks/index.ts';
import { type StructureSlices, slicesFromMask } from '../../core/edit/index.ts';
import { computeDice } from '../../core/metrics/index.ts';
import type { Mask } from '../../core/volume/index.ts';
import { type LoadedCase, modelOf, planesOf } from './cases.ts';
import { seededNumbers, spoil } from './failures.ts';
import { BAD_DICE, type Example } from './learn.ts';

/** Contours worse than that are so far off that every check finds them. */
const WORST_DICE = 0.25;
const SPOILED_OF_CLINICAL = 3;
const SPOILED_OF_MODEL = 2;
const TRIES = 12;

function measuresOf(model: CaseModel, names: readonly string[], name: string): Record<string, number> | null {
  const facts = model.factsOf(name);
  if (facts === null) return null;
  const neighbours = names.flatMap((other): Neighbour[] => {
    const own = other === name ? null : model.factsOf(other);
    return own === null ? [] : [{ name: other, facts: own }];
  });
  return { ...measure(name, facts, neighbours, bodyAround(model, 'External', facts.planes)) };
}

/** Puts other voxels in the place of a structure's. */
export function replaceStructure(
  model: CaseModel,
  own: LoadedCase,
  name: string,
  before: StructureSlices,
  after: StructureSlices,
): void {
  const gone = [...before.keys()].filter((k) => !after.has(k)).map((k) => ({ k, bits: null, values: null }));
  model.setPlanes(name, [...gone, ...planesOf(after, own.image)]);
}

function spoiled(own: LoadedCase, model: CaseModel, names: readonly string[], name: string, options: SpoilOptions) {
  const { mask, reference, kind, random } = options;
  const examples: Example[] = [];
  const before = slicesFromMask(mask);
  let now: StructureSlices = before;
  const wanted = kind === 'clinical' ? SPOILED_OF_CLINICAL : SPOILED_OF_MODEL;
  for (let tries = 0; examples.length < wanted && tries < TRIES; tries++) {
    const bad = spoil(mask, own.geometry, random, 0.35 + 0.65 * random());
    const dice = bad.voxels.length === 0 ? 0 : (computeDice(reference, bad, own.geometry) ?? 0);
    if (dice >= BAD_DICE || dice < WORST_DICE) continue;
    const slices = slicesFromMask(bad);
    replaceStructure(model, own, name, now, slices);
    now = slices;
    const measures = measuresOf(model, names, name);
    if (measures !== null) examples.push({ case: own.name, kind: `spoiled-${kind}`, name, dice, measures });
  }
  replaceStructure(model, own, name, now, before);
  return examples;
}

interface SpoilOptions {
  readonly mask: Mask;
  readonly reference: Mask;
  readonly kind: string;
  readonly random: () => number;
}

/** @param sets contours of the case by kind; 'clinical' are the good ones. @param seed of what is spoiled. */
export function examplesOf(
  own: LoadedCase,
  sets: Readonly<Record<string, ReadonlyMap<string, Mask>>>,
  seed: number,
): Example[] {
  const examples: Example[] = [];
  const random = seededNumbers(seed);
  for (const [kind, masks] of Object.entries(sets)) {
    if (masks.size === 0) continue;
    const model = modelOf(own, masks);
    const names = [...masks.keys()];
    for (const [name, mask] of masks) {
      const reference = own.clinical.get(name);
      const measures = measuresOf(model, names, name);
      if (measures === null) continue;
      const dice = kind === 'clinical' ? 1 : reference ? computeDice(reference, mask, own.geometry) : null;
      examples.push({ case: own.name, kind, name, dice, measures });
      if (reference) examples.push(...spoiled(own, model, names, name, { mask, reference, kind, random }));
    }
  }
  return examples;
}
