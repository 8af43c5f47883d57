// Undo of a recipe: one step for one act of the hand.
import { expect, it } from 'vitest';
import { firstRecipe } from '../../../renderer/data/print-steps.ts';
import { INITIAL_PRINT, redoRecipe, undoRecipe, withRecipe } from '../../../renderer/state/print-state.ts';

const recipeOf = (structure: string) => firstRecipe([structure]);
const change = (structure: string, nowMs: number, key: string | null = 'position') => ({
  recipe: recipeOf(structure),
  selectedStep: 0,
  label: `To ${structure}`,
  key,
  nowMs,
});

it('takes back a drag as a whole, and names it', () => {
  const dragged = [0, 100, 200].reduce(
    (print, ms) => withRecipe(print, change(`at ${ms.toString()}`, ms)),
    withRecipe(INITIAL_PRINT, change('Bone', 0, null)),
  );
  expect(dragged.past.map(({ label }) => label)).toEqual(['To Bone', 'To at 0']);
  const back = undoRecipe(dragged);
  expect(back.recipe).toEqual(recipeOf('Bone'));
  expect(redoRecipe(back).recipe).toEqual(recipeOf('at 200'));
  expect(undoRecipe(back).recipe).toBeNull();
  expect(undoRecipe(undoRecipe(back))).toEqual(undoRecipe(back));
});

it('forgets what was undone once something else is done', () => {
  const undone = undoRecipe(withRecipe(withRecipe(INITIAL_PRINT, change('A', 0, null)), change('B', 5000, null)));
  expect(withRecipe(undone, change('C', 9000, null)).future).toEqual([]);
});
