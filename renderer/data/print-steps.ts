// Steps of a printable model as the window makes them: what a new one begins with, and lists of them changed.

import { add, scale, type Vec3 } from '../../core/geometry/index.ts';
import type { PrintRecipe, PrintStep, StepName } from '../../core/print/index.ts';

/** What a new step is made to fit. */
export interface ModelFacts {
  readonly minLps: Vec3;
  readonly maxLps: Vec3;
  readonly parts: readonly string[];
  /** Structures that are not empty. */
  readonly structures: readonly string[];
  /** What a label may say without a question; empty: nothing is known. */
  readonly label: string;
}

export interface PlaceOnSurface {
  readonly partName: string;
  readonly atLps: Vec3;
  /** Unit vector, outwards. */
  readonly normalLps: Vec3;
}

/** Steps that can be added by name alone; the others begin with a place on the surface. */
export type PlainStep = Exclude<StepName, 'surface' | 'hole' | 'pin' | 'text'>;

export const firstRecipe = (structures: readonly string[]): PrintRecipe => ({
  version: 1,
  steps: [{ name: 'surface', structures: [...structures] }],
});

const middleOf = ({ minLps, maxLps }: ModelFacts): Vec3 => scale(add(minLps, maxLps), 0.5);

type Triple = [number, number, number];
const triple = (v: Vec3): Triple => [v[0], v[1], v[2]];
/** Half-millimetres: what a person reads is what is cut. */
const rounded = (v: Vec3): Triple => triple(v.map((mm) => Math.round(2 * mm) / 2) as unknown as Vec3);

export const planeForStep = (originLps: Vec3, normalLps: Vec3) => ({
  originLps: triple(originLps),
  normalLps: triple(normalLps),
});

const planeToL = (facts: ModelFacts) => ({ originLps: rounded(middleOf(facts)), normalLps: [1, 0, 0] as Triple });

const MAKERS: { readonly [Name in PlainStep]: (facts: ModelFacts) => PrintStep } = {
  smooth: () => ({ name: 'smooth', distanceMm: 1 }),
  simplify: () => ({ name: 'simplify', maxErrorMm: 0.1 }),
  shells: () => ({ name: 'shells', keep: 'largest', fillCavities: false }),
  cut: (facts) => ({ name: 'cut', plane: planeToL(facts), keep: 'both' }),
  trim: ({ minLps, maxLps }) => ({ name: 'trim', minLps: rounded(minLps), maxLps: rounded(maxLps), keep: 'inside' }),
  hollow: () => ({ name: 'hollow', wallMm: 2, drains: [] }),
  thicken: () => ({ name: 'thicken', minWallMm: 1.5 }),
  offset: () => ({ name: 'offset', distanceMm: 0.5 }),
  combine: ({ parts, structures }) => {
    const structure = structures.find((name) => !parts.includes(name)) ?? structures[0] ?? parts[0] ?? '';
    return { name: 'combine', operation: 'union', with: { structure }, clearanceMm: 0 };
  },
  base: () => ({ name: 'base', side: 'I', thicknessMm: 3, marginMm: 5 }),
  mirror: (facts) => ({ name: 'mirror', plane: planeToL(facts), keepOriginal: false }),
  scale: () => ({ name: 'scale', factor: 1 }),
  // Structures keep their places to each other; what was cut apart is laid piece by piece.
  stand: ({ parts, structures }) => {
    const together = parts.length > 1 && parts.every((name) => structures.includes(name));
    return { name: 'stand', up: 'best', turnDeg: 0, together };
  },
};

export const newStep = (name: PlainStep, facts: ModelFacts): PrintStep => MAKERS[name](facts);

/** Upright on the patient where the surface lets it; on a surface that looks up or down the top is the back. */
const uprightOn = (normalLps: Vec3): Triple => (Math.abs(normalLps[2]) > 0.9 ? [0, 1, 0] : [0, 0, 1]);

export function placedStep(what: 'hole' | 'pin' | 'text', place: PlaceOnSurface, facts: ModelFacts): PrintStep {
  const atLps = triple(place.atLps);
  const normalLps = triple(place.normalLps);
  const on = facts.parts.length > 1 ? { on: [place.partName] } : {};
  switch (what) {
    case 'hole':
      return { name: 'hole', ...on, atLps, directionLps: triple(scale(normalLps, -1)), diameterMm: 3, depthMm: 10 };
    case 'pin':
      return { name: 'pin', ...on, atLps, directionLps: normalLps, diameterMm: 3, lengthMm: 5 };
    case 'text': {
      const shape = { heightMm: 8, depthMm: 0.8, style: 'engraved' } as const;
      return { name: 'text', ...on, text: facts.label || 'A', atLps, normalLps, upLps: uprightOn(normalLps), ...shape };
    }
  }
}

/** The same step at another place of the surface. */
export function movedTo(step: PrintStep, place: PlaceOnSurface): PrintStep {
  const atLps = triple(place.atLps);
  const normalLps = triple(place.normalLps);
  switch (step.name) {
    case 'hole':
      return { ...step, atLps, directionLps: triple(scale(normalLps, -1)) };
    case 'pin':
      return { ...step, atLps, directionLps: normalLps };
    case 'text':
      return { ...step, atLps, normalLps, upLps: uprightOn(normalLps) };
    case 'stand':
      return { ...step, up: triple(scale(normalLps, -1)) };
    case 'hollow':
      return {
        ...step,
        drains: [...step.drains, { atLps, directionLps: triple(scale(normalLps, -1)), diameterMm: 3 }],
      };
    default:
      return step;
  }
}

const withSteps = (recipe: PrintRecipe, steps: readonly PrintStep[]): PrintRecipe => ({ ...recipe, steps: [...steps] });

/** After step `at`; the surface is always first. */
export const insertStep = (recipe: PrintRecipe, at: number, step: PrintStep): PrintRecipe =>
  withSteps(recipe, [...recipe.steps.slice(0, at + 1), step, ...recipe.steps.slice(at + 1)]);

export const replaceStep = (recipe: PrintRecipe, at: number, step: PrintStep): PrintRecipe =>
  withSteps(
    recipe,
    recipe.steps.map((own, n) => (n === at ? step : own)),
  );

export const removeStep = (recipe: PrintRecipe, at: number): PrintRecipe =>
  withSteps(
    recipe,
    recipe.steps.filter((_, n) => n !== at),
  );

/** Where a new step goes: before those that lay the parts on the bed, which are about what is printed at last. */
export function placeForStep({ steps }: PrintRecipe, step: PrintStep, selected: number | null): number {
  const last = steps.length - 1;
  if (step.name === 'stand') return last;
  let after = selected ?? last;
  while (after > 0 && steps[after]?.name === 'stand') after--;
  return after;
}

/** The face that lies on the bed; of one part of several that are laid singly, in a step of its own. */
export function laidOnFace(
  recipe: PrintRecipe,
  at: number,
  place: PlaceOnSurface,
  parts: readonly string[],
): PrintRecipe {
  const step = recipe.steps[at];
  if (step?.name !== 'stand') return recipe;
  const on = step.on ?? parts;
  if (step.together || (on.length === 1 && on[0] === place.partName))
    return replaceStep(recipe, at, movedTo(step, place));
  return insertStep(recipe, recipe.steps.length - 1, movedTo({ ...step, on: [place.partName] }, place));
}

/** One place up or down; null: there is none, as the surface stays first. */
export function moveStep(recipe: PrintRecipe, at: number, by: 1 | -1): PrintRecipe | null {
  const to = at + by;
  const step = recipe.steps[at];
  if (step === undefined || at < 1 || to < 1 || to >= recipe.steps.length) return null;
  const others = recipe.steps.filter((_, n) => n !== at);
  return withSteps(recipe, [...others.slice(0, to), step, ...others.slice(to)]);
}

/** Structures that a recipe works with, each once. */
export function structuresOf(recipe: PrintRecipe): readonly string[] {
  const names = recipe.steps.flatMap((step) => {
    if (step.name === 'surface') return step.structures ?? [];
    return step.name === 'combine' && 'structure' in step.with ? [step.with.structure] : [];
  });
  return [...new Set(names)];
}
