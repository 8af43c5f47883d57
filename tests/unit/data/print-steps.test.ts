// The list of steps as a person changes it.
import { describe, expect, it } from 'vitest';
import { PrintRecipe } from '../../../core/print/index.ts';
import { sourceIds } from '../../../renderer/data/print-sources.ts';
import {
  firstRecipe,
  insertStep,
  moveStep,
  newStep,
  type PlainStep,
  placedStep,
  removeStep,
  structuresOf,
} from '../../../renderer/data/print-steps.ts';
import { GROUP, structure } from '../../support/random-edits.ts';

const FACTS = {
  minLps: [-60, -50, 0],
  maxLps: [60, 50, 80],
  parts: ['Bone'],
  structures: ['Bone', 'Sinus'],
  label: '',
} as const;
const PLACE = { partName: 'Bone', atLps: [1, 2, 3], normalLps: [0, -1, 0] } as const;
const names = (recipe: PrintRecipe) => recipe.steps.map(({ name }) => name);

describe('the structure that a name means', () => {
  const group = (id: string, version: number, parentGroupId: string | null) => ({
    ...GROUP,
    id,
    version,
    parentGroupId,
  });
  const bone = (id: string, groupId: string, name = 'Bone') => structure(id, { groupId, name });
  const groups = [group('g1', 1, null), group('g2', 2, 'g1'), group('g3', 3, 'g2'), group('other', 1, null)];

  it('stays the one it was, and goes on to the newest version of its set that has it', () => {
    const structures = [bone('b1', 'g1'), bone('b9', 'other'), bone('b2', 'g2')];
    expect(sourceIds(['Bone'], { groups, structures }, { Bone: 'b9' })).toEqual({ Bone: 'b9' });
    expect(sourceIds(['Bone'], { groups, structures }, { Bone: 'b1' })).toEqual({ Bone: 'b2' });
    const renamed = [...structures, bone('b3', 'g3', 'Jaw')];
    expect(sourceIds(['Bone'], { groups, structures: renamed }, { Bone: 'b1' })).toEqual({ Bone: 'b2' });
    expect(sourceIds(['None'], { groups, structures }, {})).toEqual({});
  });
});

describe('steps of a model', () => {
  const recipe = insertStep(
    insertStep(firstRecipe(['Bone']), 0, newStep('smooth', FACTS)),
    1,
    newStep('combine', FACTS),
  );

  it('begin with values that a recipe takes, every one of them', () => {
    const plain: readonly PlainStep[] = [
      ...(['smooth', 'simplify', 'shells', 'cut', 'trim', 'hollow', 'thicken', 'offset'] as const),
      ...(['combine', 'base', 'mirror', 'scale'] as const),
    ];
    const steps = [
      ...plain.map((name) => newStep(name, FACTS)),
      ...(['hole', 'pin', 'text'] as const).map((what) => placedStep(what, PLACE, FACTS)),
    ];
    expect(() => PrintRecipe.parse({ version: 1, steps: [...firstRecipe(['Bone']).steps, ...steps] })).not.toThrow();
  });

  it('drill into the surface and stand pins out of it', () => {
    expect(placedStep('hole', PLACE, FACTS)).toMatchObject({ directionLps: [-0, 1, -0] });
    expect(placedStep('pin', PLACE, FACTS)).toMatchObject({ directionLps: [0, -1, 0] });
  });

  it('keep the surface in front whatever is moved', () => {
    expect(names(moveStep(recipe, 2, -1) as PrintRecipe)).toEqual(['surface', 'combine', 'smooth']);
    expect(moveStep(recipe, 1, -1)).toBeNull();
    expect(moveStep(recipe, 0, 1)).toBeNull();
    expect(names(removeStep(recipe, 1))).toEqual(['surface', 'combine']);
  });

  it('name all structures that they work with', () => {
    expect(structuresOf(recipe)).toEqual(['Bone', 'Sinus']);
  });
});
