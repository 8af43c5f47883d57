// The dose of an open case: which there are, the values of the one in hand, histograms while they are looked at.

import type { CaseDose } from '../../../core/contract/index.ts';
import type { DoseGrid } from '../../../core/dose/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { readDose } from '../../data/dose-values.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { patchDose } from '../../state/app-store.ts';
import { doseInHand, INITIAL_DOSE } from '../../state/dose-state.ts';
import type { DvhAnswer } from '../../workers/dvh-messages.ts';
import { judgedStructures } from './dvh-rows.ts';
import { type DvhWorkerPort, Histograms, type WantedStructure } from './histograms.ts';

const hasGrid = (row: CaseDose): row is CaseDose & { readonly grid: NonNullable<CaseDose['grid']> } =>
  row.grid !== null;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A stroke is followed by others: histograms wait until the hand rests. */
const QUIET_MS = 400;

function newDvhWorker(): DvhWorkerPort {
  const worker = new Worker('dvh-worker.js', { type: 'module' });
  return {
    send: (message) => worker.postMessage(message),
    listen: (onAnswer, onFailure) => {
      worker.onmessage = ({ data }: MessageEvent<DvhAnswer>) => onAnswer(data);
      worker.onerror = onFailure;
    },
    close: () => worker.terminate(),
  };
}

/** Structures of the open case, the one in hand first; none while the drawer is closed. */
function wantedStructures({ store }: AppContext, open: OpenCase): WantedStructure[] {
  const { workspace, view } = store.getState();
  if (workspace === null || !view.dose.isDvhShown) return [];
  const { slices } = open.session.current();
  const isFirst = (id: string) => Number(id === view.activeStructureId);
  return judgedStructures(workspace)
    .map(({ id, contentRev }) => ({ id, contentRev, slices: slices.get(id) ?? new Map() }))
    .sort((p, q) => isFirst(q.id) - isFirst(p.id));
}

/** Keeps the dose of a case in hand until the result is called. */
export function startDoses(context: AppContext, open: OpenCase, caseId: string): () => void {
  const { store, connection, doses: slot } = context;
  const end = new AbortController();
  const listeners = new Set<() => void>();
  let grid: DoseGrid | null = null;
  /** What was read: a word of a person changes the values of a dose, not its id. */
  let readOf: string | null = null;
  let reading: AbortController | null = null;

  const histograms = new Histograms({
    geometry: open.geometry,
    newWorker: newDvhWorker,
    wanted: () => wantedStructures(context, open),
    onChange: (making) => patchDose(store, { making, histogramRev: store.getState().dose.histogramRev + 1 }),
  });
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => histograms.update(), QUIET_MS);
  };

  const put = (next: DoseGrid | null) => {
    grid = next;
    histograms.setDose(next);
    for (const listener of listeners) listener();
  };

  const follow = () => {
    const { dose, view } = store.getState();
    const row = doseInHand(dose, view.dose);
    const wanted = row === null ? null : `${row.doseId} ${String(row.maxGy)}`;
    if (wanted === readOf) return;
    readOf = wanted;
    reading?.abort();
    reading = null;
    put(null);
    if (row === null || !hasGrid(row)) {
      patchDose(store, { phase: 'none', problem: null });
      return;
    }
    const abort = new AbortController();
    reading = abort;
    patchDose(store, { phase: 'reading', problem: null });
    readDose(caseId, row, AbortSignal.any([abort.signal, end.signal])).then(
      (read) => {
        if (abort.signal.aborted || end.signal.aborted) return;
        patchDose(store, { phase: 'ready' });
        put(read);
      },
      (error: unknown) => {
        if (abort.signal.aborted || end.signal.aborted) return;
        patchDose(store, { phase: 'failed', problem: wordsOf(error) });
      },
    );
  };

  const list = () =>
    connection.client.doses.list({ seriesId: open.seriesId }, { signal: end.signal }).then(
      ({ doses }) => {
        if (end.signal.aborted) return;
        patchDose(store, { doses, ...(readOf === null ? { phase: 'none', problem: null } : {}) });
      },
      (error: unknown) => {
        // That none was found out is not that there is none; what is known already stays.
        if (end.signal.aborted || store.getState().dose.doses !== null) return;
        patchDose(store, { phase: 'failed', problem: wordsOf(error) });
      },
    );

  store.setState({ dose: INITIAL_DOSE });
  slot.put({
    grid: () => grid,
    histograms: () => histograms.made,
    onGrid: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const stops = [
    store.subscribe((state) => state.view.dose.doseId, follow),
    // Also by what a person has just said of it.
    store.subscribe((state) => state.dose.doses, follow),
    store.subscribe(
      (state) => state.view.dose.isDvhShown,
      () => histograms.update(),
    ),
    store.subscribe((state) => state.workspace?.structures, later),
    connection.onState((state) => {
      if (state !== 'open' || store.getState().dose.phase !== 'failed') return;
      readOf = null;
      void list();
    }),
    // A dose that is imported into the open case is there at once.
    connection.on('library.changed', ({ caseIds }) => {
      if (caseIds.includes(caseId)) void list();
    }),
  ];
  void list();
  return () => {
    end.abort();
    clearTimeout(quiet);
    histograms.end();
    for (const stop of stops) stop();
    slot.put(null);
    store.setState({ dose: INITIAL_DOSE });
  };
}
