import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../../../core/print/index.ts';

const recipe = (...steps: readonly unknown[]) => ({ version: 1, steps: [{ name: 'surface' }, ...steps] });
const plane = { originLps: [0, 0, 12], normalLps: [0, 0, 1] };

describe('a recipe from outside', () => {
  it('fills in what it leaves to the form', () => {
    expect(parseRecipe(recipe({ name: 'hollow', wallMm: 2 })).steps[1]).toEqual({
      name: 'hollow',
      wallMm: 2,
      drains: [],
    });
  });

  it.each([
    ['no object', [], 'it is no list of steps'],
    ['no steps', { version: 1, steps: [] }, 'steps: too small: expected array to have >=1 items'],
    ['an unknown word', { ...recipe(), colour: 'red' }, 'unrecognized key: "colour"'],
    ['an unknown step', recipe({ name: 'melt' }), 'step 2 has "melt"; steps are surface, smooth, simplify'],
    ['a step without a name', recipe({}), 'step 2 has no name'],
    ['a missing field', recipe({ name: 'hollow' }), 'step 2 (hollow), wallMm: expected number, received undefined'],
    [
      'a field too many',
      recipe({ name: 'smooth', distanceMm: 1, wallMm: 2 }),
      'step 2 (smooth): unrecognized key: "wallMm"',
    ],
    ['a negative length', recipe({ name: 'smooth', distanceMm: -1 }), 'step 2 (smooth), distanceMm: too small'],
    [
      'a field inside of a field',
      recipe({ name: 'hollow', wallMm: 2, drains: [{ atLps: [0, 0, 'x'], diameterMm: 3 }] }),
      'step 2 (hollow), drains.0.atLps.2: expected number, received string',
    ],
    [
      'a direction of no length',
      recipe({ name: 'cut', keep: 'both', plane: { ...plane, normalLps: [0, 0, 0] } }),
      'step 2 (cut), plane.normalLps: a direction of no length',
    ],
    [
      'a form of none',
      recipe({ name: 'combine', operation: 'union', with: { file: 3 } }),
      'step 2 (combine), with.file',
    ],
    ['a second surface', recipe({ name: 'surface' }), 'step 2 is a second surface'],
    ['no surface', { version: 1, steps: [{ name: 'scale', factor: 2 }] }, 'step 1 (scale) has no part to work on'],
  ])('is refused for %s, with step and field', (_, value, why) => {
    expect(() => parseRecipe(value)).toThrow(why);
    expect(() => parseRecipe(value)).toThrow(/^The recipe cannot be used: .*Mend it and try again\.$/);
  });

  it('of a later version asks for a newer program', () => {
    expect(() => parseRecipe({ version: 2, steps: [] })).toThrow('Update Limner.');
  });
});
