// The plane of the open step as the hand moves it: a change of the recipe, merged with what the same hand did just before.

import { planeForStep, replaceStep } from '../../data/print-steps.ts';
import type { AppStore } from '../../state/app-store.ts';
import { withRecipe } from '../../state/print-state.ts';
import type { PrintPlane } from '../../workers/print-messages.ts';

export function movePlane(store: AppStore, { originLps, normalLps }: PrintPlane, act: 'move' | 'turn'): void {
  const { recipe, selectedStep } = store.getState().print;
  const step = recipe?.steps[selectedStep ?? -1];
  if (recipe === null || selectedStep === null || (step?.name !== 'cut' && step?.name !== 'mirror')) return;
  const plane = planeForStep(originLps, normalLps);
  const label = act === 'move' ? 'Move the plane' : 'Turn the plane';
  store.setState(({ print }) => ({
    print: withRecipe(print, {
      recipe: replaceStep(recipe, selectedStep, { ...step, plane }),
      selectedStep,
      label,
      key: `${selectedStep.toString()} ${act}`,
      nowMs: performance.now(),
    }),
  }));
}
