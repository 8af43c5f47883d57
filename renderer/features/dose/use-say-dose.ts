// What a person says of the doses of the open case, one thing after another: the host looks at it first and keeps it.

import { useState } from 'react';
import type { CaseDose } from '../../../core/contract/index.ts';
import { patchDoseView } from '../../commands/dose-commands.ts';
import { type AppStore, patchDose } from '../../state/app-store.ts';
import { useAppContext } from '../shell/app-context.ts';

export interface SayDose {
  readonly isBusy: boolean;
  /** Why the last thing was refused. */
  readonly problem: string | null;
  /** null takes it back. */
  reference(doseId: string, referenceGy: number | null): void;
  place(doseId: string, isConfirmed: boolean): void;
  addUp(doseIds: readonly string[], onDone: () => void): void;
  removeSum(doseId: string): void;
}

const isOpen = (store: AppStore, seriesId: string): boolean => store.getState().workspace?.volume.seriesId === seriesId;

/** Puts a sum in hand, on the series that it was made for: adding up takes a while, and another case may be open by now. */
export function takeSum(
  store: AppStore,
  seriesId: string,
  { doses, doseId }: { readonly doses: CaseDose[]; readonly doseId: string },
): void {
  if (!isOpen(store, seriesId)) return;
  patchDose(store, { doses });
  // What 100 % is was said of another dose.
  patchDoseView(store, { doseId, isShown: true, prescriptionGy: null });
}

export function useSayDose(store: AppStore): SayDose {
  const { connection } = useAppContext();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { doses: service } = connection.client;
  const say = async (act: (seriesId: string) => Promise<{ readonly doses: CaseDose[] }>) => {
    const seriesId = store.getState().workspace?.volume.seriesId;
    if (seriesId === undefined || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { doses } = await act(seriesId);
      if (isOpen(store, seriesId)) patchDose(store, { doses });
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown));
    } finally {
      setBusy(false);
    }
  };
  return {
    isBusy,
    problem,
    reference: (doseId, referenceGy) => void say((seriesId) => service.sayReference({ seriesId, doseId, referenceGy })),
    place: (doseId, isConfirmed) => void say((seriesId) => service.confirmPlace({ seriesId, doseId, isConfirmed })),
    addUp: (doseIds, onDone) =>
      void say(async (seriesId) => {
        const made = await service.addUp({ seriesId, doseIds: [...doseIds] });
        takeSum(store, seriesId, made);
        onDone();
        return made;
      }),
    removeSum: (doseId) =>
      void say(async (seriesId) => {
        const left = await service.removeSum({ seriesId, doseId });
        const isInHand = store.getState().view.dose.doseId === doseId;
        if (isInHand && isOpen(store, seriesId)) patchDoseView(store, { doseId: null, prescriptionGy: null });
        return left;
      }),
  };
}
