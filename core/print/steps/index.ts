// Every kind of step has its file here; one that is missing is refused by name in `runRecipe`.

import type { StepName } from '../recipe.ts';
import type { StepRunner } from '../step-runner.ts';
import { cut } from './cut.ts';
import { surface } from './surface.ts';

export const STEP_RUNNERS: { readonly [Name in StepName]?: StepRunner<Name> } = { surface, cut };
