// The rows of the histograms, made again when a structure, a histogram or the prescription has changed.

import { useMemo } from 'react';
import { useApp } from '../../state/app-store.ts';
import { doseInHand, prescriptionGy } from '../../state/dose-state.ts';
import { useAppContext } from '../shell/app-context.ts';
import { type DvhRow, dvhRows } from './dvh-rows.ts';

const NONE: readonly never[] = [];
const NO_PLANES: Readonly<Record<string, readonly number[]>> = {};

export function useDvhRows(): { readonly rows: readonly DvhRow[]; readonly prescribedGy: number | null } {
  const { doses } = useAppContext();
  const groups = useApp((state) => state.workspace?.groups ?? NONE);
  const structures = useApp((state) => state.workspace?.structures ?? NONE);
  const planesOf = useApp((state) => state.workspace?.planesOf ?? NO_PLANES);
  const imported = useApp((state) => state.workspace?.imported ?? NONE);
  const rev = useApp((state) => state.dose.histogramRev);
  const dose = useApp((state) => doseInHand(state.dose, state.view.dose));
  const prescribedGy = useApp((state) => prescriptionGy(doseInHand(state.dose, state.view.dose), state.view.dose));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `rev` grows with every histogram
  const rows = useMemo(
    () =>
      dvhRows({
        groups,
        structures,
        planesOf,
        imported,
        made: doses.current()?.histograms() ?? new Map(),
        targets: dose?.plan?.targets ?? NONE,
        prescriptionGy: prescribedGy,
      }),
    [groups, structures, planesOf, imported, rev, dose, prescribedGy, doses],
  );
  return { rows, prescribedGy };
}
