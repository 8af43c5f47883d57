// Keeps the copies of what the main process owns up to date: the line of work, the connection.

import type { QueueRow, SetReport } from '../../core/contract/index.ts';
import type { AppContext } from '../commands/command.ts';
import { notify } from '../state/app-store.ts';

const withRow = (rows: readonly QueueRow[], row: QueueRow): QueueRow[] =>
  rows.some(({ jobId }) => jobId === row.jobId)
    ? rows.map((old) => (old.jobId === row.jobId ? row : old))
    : [...rows, row];

/** A set whose images have other names shows nowhere until a person says on which series it belongs. */
function tellSets({ store }: AppContext, sets: readonly SetReport[]): void {
  const waiting = sets.filter(({ seriesId }) => seriesId === null);
  const [first] = waiting;
  if (first === undefined) return;
  const fits = first.candidates.some((own) => own.fits);
  notify(store, {
    tone: 'info',
    title:
      waiting.length === 1
        ? 'A structure set waits for its images.'
        : `${waiting.length.toString()} structure sets wait for their images.`,
    text: fits
      ? 'It names images that are not here, but its contours fit on a series of this patient.'
      : 'It names images that are not here. Import them, and it shows by itself.',
    act: { label: 'Show', commandId: 'structureSet.show', args: first.structureSetId },
  });
}

/** What is over and out of sight is told once. */
function tell(context: AppContext, row: QueueRow, before: QueueRow | undefined): void {
  if (before?.state === row.state) return;
  const { store } = context;
  const { route, workspace } = store.getState();
  const isInSight = route.screen === 'workspace' && workspace?.volume.seriesId === row.seriesId;
  if (row.state === 'failed' && row.error) {
    notify(store, {
      tone: 'bad',
      title: row.kind === 'import' ? 'Import failed' : 'Auto-contour failed',
      text: row.error.message,
      act: { label: 'Jobs', commandId: 'jobs.show', args: null },
    });
  }
  if (row.state !== 'done') return;
  if (row.kind === 'import' && row.summary) {
    const { settings, opensJobId } = store.getState();
    const [imported, second] = row.summary.cases;
    const isWanted = settings.general.opensImported || opensJobId === row.jobId;
    if (isWanted && imported && !second && route.screen === 'library') context.run('library.open', imported.caseId);
    tellSets(context, row.summary.structureSets);
    const refused = row.summary.refused.reduce((sum, { files }) => sum + files, 0);
    const first = row.summary.refused[0];
    if (refused > 0 && first) {
      notify(store, {
        tone: 'bad',
        title: `${refused.toString()} ${refused === 1 ? 'file was' : 'files were'} not imported.`,
        text: first.reason,
        act: { label: 'Show', commandId: 'import.showRefused', args: row.jobId },
      });
    }
  }
  if (row.kind === 'contour' && !isInSight && store.getState().settings.general.tellsResults) {
    notify(store, {
      tone: 'ok',
      title: 'A case is contoured',
      text: `${row.readyStructures.length.toString()} structures on ${row.runsOn || 'CPU'}.`,
      act: row.caseId ? { label: 'Open', commandId: 'library.open', args: row.caseId } : null,
    });
  }
}

/** The line is back: the case goes on with what was drawn meanwhile, or is read anew where reading it was cut off. */
function takeUpCase(context: AppContext): void {
  const { workspace, route } = context.store.getState();
  const open = context.openCase();
  if (open !== null && workspace?.phase === 'ready' && workspace.save.kind !== 'failed') open.session.resume();
  else if (route.screen === 'workspace') context.run('case.reopen');
}

export function followMainProcess(context: AppContext): void {
  const { store, connection } = context;
  const askQueue = () => {
    connection.client.queue
      .list({})
      .then(({ rows }) => store.setState({ queue: rows }))
      .catch(() => 'asked again when the line is back');
  };
  connection.on('queue.changed', (row) => {
    const { queue } = store.getState();
    tell(
      context,
      row,
      queue.find(({ jobId }) => jobId === row.jobId),
    );
    store.setState({ queue: withRow(store.getState().queue, row) });
  });
  connection.onState((state) => {
    const before = store.getState().connection;
    store.setState({ connection: state });
    if (state === 'open' && (before === 'lost' || before === 'refused')) {
      askQueue();
      takeUpCase(context);
    }
  });
  context.host.onUpload((upload) => store.setState({ upload }));
  store.setState({ connection: connection.state() });
  store.setState({ isReadOnly: context.host.info.isReadOnly });
  askQueue();
}
