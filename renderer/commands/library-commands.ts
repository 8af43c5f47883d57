// Acts of the library and of long work.

import { notify } from '../state/app-store.ts';
import { caseIdOf, createKeepingCommands, needsCase, needsWriting } from './case-keeping-commands.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Cases';

const addImport = async ({ connection, store, host }: AppContext, grants: readonly string[]) => {
  if (grants.length === 0) return null;
  store.setState({ route: { screen: 'library' } });
  const { jobId } = await connection.client.queue.add({ kind: 'import', paths: [...grants] });
  // What was copied for this import alone is given back once it is over.
  const stop = connection.on('queue.changed', (row) => {
    if (row.jobId !== jobId || row.state === 'waiting' || row.state === 'running') return;
    stop();
    host.release(grants).catch(() => 'the host clears them at its end');
  });
  return jobId;
};

/** Cases of one page of the queue's filling. */
const PAGE = 1000;

/** Puts every case that has no contours yet into the line of work; it goes on overnight. */
async function contourAllNew({ connection, store }: AppContext): Promise<void> {
  let added = 0;
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await connection.client.cases.page({
      search: store.getState().library.filter.search,
      state: 'new',
      needsAttention: false,
      modality: null,
      sort: 'changed',
      isDescending: false,
      offset,
      limit: PAGE,
    });
    const waiting = new Set(
      store
        .getState()
        .queue.flatMap((row) => (row.state === 'waiting' || row.state === 'running' ? [row.seriesId] : [])),
    );
    for (const { caseId, seriesId } of rows) {
      if (seriesId === null || waiting.has(seriesId)) continue;
      await connection.client.queue.add({
        kind: 'contour',
        caseId,
        seriesId,
        modelId: null,
        structures: null,
        device: 'auto',
      });
      added++;
    }
    if (offset + rows.length >= total || rows.length === 0) break;
  }
  notify(store, {
    tone: 'info',
    title: added === 1 ? '1 case waits for contours' : `${added.toString()} cases wait for contours`,
    text: 'They run one after another, also overnight.',
    act: { label: 'Jobs', commandId: 'jobs.show', args: null },
  });
}

export const createLibraryCommands = (open: (context: AppContext, caseId: string) => Promise<void>): Command[] => [
  command(
    'library.import',
    'Import files or a folder',
    GROUP,
    'everywhere',
    ['Ctrl O'],
    async (context) => {
      await addImport(context, await context.host.pickImport());
    },
    needsWriting,
  ),
  argumentCommand(
    'library.importGranted',
    'Import what was dropped',
    GROUP,
    'everywhere',
    async (context, args) => {
      if (args !== null) await addImport(context, JSON.parse(args) as string[]);
    },
    needsWriting,
  ),
  command(
    'library.sample',
    'Open the sample case',
    GROUP,
    'everywhere',
    [],
    async (context) => {
      const { sampleGrant } = context.host.info;
      if (sampleGrant === null) return;
      context.store.setState({ opensJobId: await addImport(context, [sampleGrant]) });
    },
    (state, context) =>
      context.host.info.sampleGrant === null ? 'It was not shipped with this Limner.' : needsWriting(state, context),
  ),
  command(
    'library.open',
    'Open the case',
    GROUP,
    'library',
    ['Enter'],
    async (context, args) => {
      const caseId = caseIdOf(context, args);
      if (caseId !== null) await open(context, caseId);
    },
    needsCase,
  ),
  command(
    'library.autocontour',
    'Auto-contour the case',
    GROUP,
    'library',
    ['Ctrl Enter'],
    async (context, args) => {
      const caseId = caseIdOf(context, args);
      if (caseId === null) return;
      await open(context, caseId);
      context.store.setState({ overlay: 'autocontour' });
    },
    (state, context, args) => needsCase(state, context, args) ?? needsWriting(state, context),
  ),
  ...createKeepingCommands(),
  command(
    'library.setDone',
    'Mark the case as done',
    GROUP,
    'library',
    [],
    async (context, args) => {
      const caseId = caseIdOf(context, args);
      if (caseId !== null) await context.connection.client.cases.setDone({ caseId, isDone: true });
    },
    needsCase,
  ),
  command(
    'library.autocontourAll',
    'Auto-contour all new cases',
    GROUP,
    'library',
    [],
    contourAllNew,
    (state) =>
      needsWriting(state, null as never) ??
      ((state.library.page?.counts.byState.new ?? 0) === 0 ? 'There is no new case.' : null),
  ),
  command('library.show', 'Back to cases', GROUP, 'workspace', ['Alt ←'], (context) => {
    context.store.setState({ route: { screen: 'library' }, overlay: 'none', statusText: '' });
  }),
  command('jobs.show', 'Jobs', GROUP, 'everywhere', ['Ctrl J'], ({ store }) => {
    store.setState((state) => ({ overlay: state.overlay === 'jobs' ? 'none' : 'jobs' }));
  }),
  command(
    'import.showRefused',
    'Files that were not imported',
    GROUP,
    'everywhere',
    [],
    ({ store }, args) => {
      const { queue } = store.getState();
      const newest = queue.filter(({ summary }) => (summary?.refused.length ?? 0) > 0).at(-1);
      const jobId = args ?? newest?.jobId;
      if (jobId !== undefined) store.setState({ overlay: 'import', overlayAbout: jobId });
    },
    ({ queue }) =>
      queue.some(({ summary }) => (summary?.refused.length ?? 0) > 0) ? null : 'Every file was imported.',
  ),
  argumentCommand('import.show', 'What came of an import', GROUP, 'everywhere', ({ store }, args) => {
    if (args !== null) store.setState({ overlay: 'import', overlayAbout: args });
  }),
  argumentCommand('structureSet.show', 'What came with a structure set', GROUP, 'everywhere', ({ store }, args) => {
    if (args !== null) store.setState({ overlay: 'structure-set', overlayAbout: args });
  }),
  argumentCommand('jobs.cancel', 'Stop a job', GROUP, 'everywhere', async ({ connection }, args) => {
    if (args !== null) await connection.client.queue.cancel({ jobId: args });
  }),
  argumentCommand('jobs.retry', 'Try a job again', GROUP, 'everywhere', async ({ connection }, args) => {
    if (args !== null) await connection.client.queue.retry({ jobId: args });
  }),
];
