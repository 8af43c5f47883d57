// A model as the window shows it and as the library keeps it, one made of the other.

import type { PrintState as KeptState, PrintMeasureWire, PrintSetup } from '../../../core/contract/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import { askedMeasure, keptMeasure } from '../../state/print-measures.ts';
import type { PrintState, RecipeMoment } from '../../state/print-state.ts';

/** One version of the steps. */
export interface ModelVersion {
  readonly recipe: PrintRecipe | null;
  readonly measures: PrintMeasureWire[];
  readonly label: string;
}

export const setupOf = ({ printerId, materialId, minWallMm }: PrintState): PrintSetup => ({
  printerId,
  materialId,
  minWallMm,
});

/** What is on the screen. */
export const versionOf = ({ recipe, measures, past }: PrintState): ModelVersion => ({
  recipe,
  measures: measures.map((one) => keptMeasure(one) as PrintMeasureWire),
  label: past.at(-1)?.label ?? 'Change the model',
});

const keptMoments = (labels: readonly { readonly label: string }[]): RecipeMoment[] =>
  labels.map(({ label }) => ({ label, recipe: 'kept', selectedStep: null, measures: [] }));

/** What is not there any more or was drawn on since, in words; null: all is as it was. */
const changeWords = ({ changed }: KeptState): string | null =>
  changed.length === 0
    ? null
    : `${changed.map(({ name, how }) => `${name} was ${how} since`).join('; ')}. The steps ran on what is there now.`;

/** What the screen shows of it: the steps and their history, no figures. */
export const shownOf = (state: KeptState): Partial<PrintState> => ({
  recipe: state.recipe,
  selectedStep: null,
  sources: Object.fromEntries(state.sources.map(({ name, structureId }) => [name, structureId])),
  past: keptMoments(state.history.slice(0, state.head)),
  future: keptMoments(state.history.slice(state.head)).reverse(),
  measures: state.measures.map(askedMeasure),
  lastChange: null,
  replayed: changeWords(state),
});
