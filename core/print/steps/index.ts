// Every kind of step has its file here; one that is missing is refused by name in `runRecipe`.

import type { StepName } from '../recipe.ts';
import type { StepRunner } from '../step-runner.ts';
import { base } from './base.ts';
import { combine } from './combine.ts';
import { cut } from './cut.ts';
import { hole } from './hole.ts';
import { hollow } from './hollow.ts';
import { mirror } from './mirror.ts';
import { offset } from './offset.ts';
import { pin } from './pin.ts';
import { scale } from './scale.ts';
import { shells } from './shells.ts';
import { simplify } from './simplify.ts';
import { smooth } from './smooth.ts';
import { stand } from './stand.ts';
import { surface } from './surface.ts';
import { text } from './text.ts';
import { thicken } from './thicken.ts';
import { trim } from './trim.ts';

export const STEP_RUNNERS: { readonly [Name in StepName]?: StepRunner<Name> } = {
  surface,
  smooth,
  simplify,
  hollow,
  thicken,
  offset,
  cut,
  trim,
  hole,
  pin,
  base,
  mirror,
  scale,
  shells,
  combine,
  text,
  stand,
};
