// What comes into a case while it is open: an import goes on behind the window, and a set may be laid on its images.

import type { CaseDetail } from '../../core/contract/index.ts';
import type { AppContext } from '../commands/command.ts';
import type { OpenCase } from '../data/open-case.ts';
import type { WorkspaceState } from '../state/app-state.ts';
import { notify, patchWorkspace } from '../state/app-store.ts';
import { readImported } from './read-imported.ts';

/** The case as it is now; a warning that a person has closed stays closed. */
function withClosedWarnings(fresh: CaseDetail, shown: CaseDetail): CaseDetail {
  const series = fresh.row.series.map((own) => {
    const before = shown.row.series.find(({ seriesId }) => seriesId === own.seriesId);
    return before === undefined ? own : { ...own, warnings: before.warnings };
  });
  return { ...fresh, row: { ...fresh.row, series } };
}

const setWords = (labels: readonly string[]): string =>
  labels.length === 1
    ? `${labels[0] || 'A structure set'} came into this case.`
    : `${labels.length.toString()} structure sets came into this case.`;

/**
 * Takes what an import adds to the open series into the window: its structure sets by reading the document again, under
 * what is drawn meanwhile. The doses and plans have listeners of their own. A set may come between two answers of the
 * opening, so the case is asked for once more after it.
 */
export function followCase(context: AppContext, open: OpenCase, caseId: string): () => void {
  const { store, connection } = context;
  const { seriesId, session } = open;
  const told = new Set(session.warnings().map(({ message }) => message));
  let isOver = false;
  let isAsking = false;
  let isDue = false;
  let reading = 0;

  const workspaceHere = (): WorkspaceState | null => {
    const { workspace } = store.getState();
    return !isOver && workspace?.volume.seriesId === seriesId ? workspace : null;
  };
  const readBeside = async () => {
    const turn = ++reading;
    const { imported, warnings } = await readImported(connection.client, seriesId, open.geometry);
    const workspace = workspaceHere();
    if (workspace === null || turn !== reading) return;
    const fresh = [...session.warnings(), ...warnings].filter(({ message }) => !told.has(message));
    for (const { message } of fresh) told.add(message);
    patchWorkspace(store, { imported, warnings: [...workspace.warnings, ...fresh] });
  };

  /** Contours on planes that are not those of the window would land on others: nothing more is drawn on the old ones. */
  const reopen = () => {
    isOver = true;
    context.run('case.reopen');
    notify(store, {
      tone: 'info',
      title: 'The case was opened again.',
      text: 'An import added slices to these images. What was drawn is kept.',
      act: null,
    });
  };

  const look = async () => {
    const detail = await connection.client.cases.get({ caseId });
    const workspace = workspaceHere();
    if (workspace === null) return;
    const volume = detail.volumes.find((own) => own.seriesId === seriesId);
    if (volume !== undefined && volume.volumeId !== workspace.volume.volumeId) {
      reopen();
      return;
    }
    const known = new Set(workspace.detail.row.structureSets.filter((set) => set.seriesId === seriesId).map(idOf));
    const held = new Set([...session.current().groups.values()].map(({ structureSetId }) => structureSetId));
    const added = detail.row.structureSets.filter((set) => set.seriesId === seriesId && !known.has(idOf(set)));
    patchWorkspace(store, { detail: withClosedWarnings(detail, workspace.detail) });
    const missing = added.filter((set) => !held.has(idOf(set)));
    if (missing.length > 0) {
      session.resume();
      await session.settled();
      if (workspaceHere() === null) return;
      // Over the table of cases nobody would know which one is meant.
      const isInSight = store.getState().route.screen === 'workspace';
      if (isInSight) store.setState({ statusText: setWords(missing.map(({ label }) => label)) });
    }
    if (added.some(({ source }) => source === 'imported')) await readBeside();
  };

  const askAgain = async () => {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    while (isDue && !isOver) {
      isDue = false;
      await look().catch(() => 'the case is asked for again with the next change');
    }
    isAsking = false;
  };

  const stops = [
    connection.on('library.changed', ({ caseIds }) => {
      if (caseIds.includes(caseId)) void askAgain();
    }),
    connection.onState((state) => {
      if (state === 'open') void askAgain();
    }),
  ];
  // What is in no voxel comes after what is; a set that cannot be placed is said among the warnings.
  void readBeside();
  void askAgain();
  return () => {
    isOver = true;
    for (const stop of stops) stop();
  };
}

const idOf = ({ structureSetId }: { readonly structureSetId: string }) => structureSetId;
