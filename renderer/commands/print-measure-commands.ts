// Measuring a printable model: distances and angles between places on its surface, and what lies between two parts.

import type { PlaceOnSurface } from '../data/print-steps.ts';
import { type AppStore, patchPrint } from '../state/app-store.ts';
import { askedMeasure, type MeasureEnd, PICKS, type PickedKind, type PrintMeasure } from '../state/print-measures.ts';
import { withMeasures } from '../state/print-state.ts';
import { argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Print';

/** Of one kind, as a person reads them in the list. */
const nextId = (measures: readonly PrintMeasure[]): string =>
  (1 + Math.max(0, ...measures.map(({ id }) => Number(id)))).toString();

const keep = (store: AppStore, measures: readonly PrintMeasure[], label: string): void =>
  store.setState(({ print }) => ({ print: withMeasures(print, measures, label) }));

/** One more place; with the last of them it is measured, and the next one may begin. */
export function pickForMeasure(store: AppStore, kind: PickedKind, { partName, atLps }: PlaceOnSurface): void {
  const { picks, measures } = store.getState().print;
  const next = [...picks, { partName, atLps }];
  if (next.length < PICKS[kind]) {
    patchPrint(store, { picks: next });
    return;
  }
  const made = askedMeasure({ id: nextId(measures), kind, picks: next });
  keep(store, [...measures, made], kind === 'angle' ? 'Measure an angle' : 'Measure a distance');
}

const pickCommand = (kind: PickedKind, title: string, keys: string, needsModel: Command['unavailable']): Command =>
  command(
    `print.measure.${kind}`,
    title,
    GROUP,
    'print',
    [keys],
    ({ store }) => patchPrint(store, { placing: { what: kind, step: null }, picks: [] }),
    needsModel,
  );

export const createPrintMeasureCommands = (needsModel: Command['unavailable']): Command[] => [
  pickCommand('distance', 'Measure a distance on the model', 'M', needsModel),
  pickCommand('angle', 'Measure an angle on the model', 'Shift M', needsModel),
  argumentCommand(
    'print.measure.between',
    'Measure between two structures or parts',
    GROUP,
    'print',
    ({ store }, args) => {
      const { from, to } = JSON.parse(args ?? '{}') as { from: MeasureEnd; to: MeasureEnd };
      const { measures } = store.getState().print;
      const made = askedMeasure({ id: nextId(measures), kind: 'between', from, to });
      keep(store, [...measures, made], 'Measure between');
    },
  ),
  argumentCommand('print.removeMeasure', 'Remove a measure', GROUP, 'print', ({ store }, args) => {
    const { measures } = store.getState().print;
    keep(
      store,
      measures.filter(({ id }) => id !== args),
      'Remove a measure',
    );
  }),
];
