// Acts of the dose over the images.

import type { AppState } from '../state/app-state.ts';
import { type AppStore, patchView } from '../state/app-store.ts';
import { type DoseLook, type DoseState, type DoseView, doseInHand, isChosenGone } from '../state/dose-state.ts';
import { argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Dose';

const LOOKS: readonly { readonly look: DoseLook; readonly title: string }[] = [
  { look: 'lines', title: 'Dose: isodose lines' },
  { look: 'wash', title: 'Dose: colour wash' },
  { look: 'both', title: 'Dose: lines and wash' },
];

export const patchDoseView = (store: AppStore, patch: Partial<DoseView>): void =>
  patchView(store, { dose: { ...store.getState().view.dose, ...patch } });

/** What became of a dose that was chosen and cannot be shown any more; null: nothing. */
export function whyChosenGone(dose: DoseState, view: DoseView): string | null {
  if (!isChosenGone(dose, view)) return null;
  const row = dose.doses?.find(({ doseId }) => doseId === view.doseId);
  return row === undefined
    ? 'The dose that was chosen is not in the case any more. Choose another one.'
    : `The dose that was chosen cannot be shown now. ${row.blocked ?? ''}`;
}

/** Why there is no dose to look at; null: there is one. */
export function whyNoDose({ dose, view }: AppState): string | null {
  if (dose.doses === null) return dose.problem ?? 'The doses of the case are being looked for.';
  if (dose.doses.length === 0) return 'The case has no dose. Import the RTDOSE of its plan.';
  if (doseInHand(dose, view.dose) !== null) return null;
  const whyChosen = whyChosenGone(dose, view.dose);
  if (whyChosen !== null) return whyChosen;
  const usable = dose.doses.filter(({ blocked }) => blocked === null);
  return usable.length === 0 ? (dose.doses[0]?.blocked ?? null) : 'The case has several doses. Choose one first.';
}

export const createDoseCommands = (): Command[] => [
  command(
    'dose.toggle',
    'Dose',
    GROUP,
    'workspace',
    ['Shift D'],
    ({ store }) => patchDoseView(store, { isShown: !store.getState().view.dose.isShown }),
    whyNoDose,
  ),
  ...LOOKS.map(({ look, title }) =>
    command(
      `dose.${look}`,
      title,
      GROUP,
      'workspace',
      [],
      ({ store }) => patchDoseView(store, { look, isShown: true }),
      whyNoDose,
    ),
  ),
  argumentCommand('dose.choose', 'Choose a dose', GROUP, 'workspace', ({ store }, doseId) => {
    const { dose, view } = store.getState();
    const isOther = doseInHand(dose, view.dose)?.doseId !== doseId;
    // What 100 % is was said of the dose before.
    patchDoseView(store, { doseId, isShown: true, ...(isOther ? { prescriptionGy: null } : {}) });
  }),
  command(
    'dose.dvh',
    'Dose-volume histograms',
    GROUP,
    'workspace',
    ['Alt D'],
    ({ store }) => patchDoseView(store, { isDvhShown: !store.getState().view.dose.isDvhShown }),
    whyNoDose,
  ),
];
