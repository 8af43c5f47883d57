// Acts on a case of the library as a whole: its name, deleting it, and bringing it back.

import { LONGEST_CASE_LABEL } from '../../core/contract/index.ts';
import type { LibraryState } from '../state/app-state.ts';
import { notify, patchLibrary } from '../state/app-store.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Cases';

/** The case that an act is about: the one named, else the chosen one. */
export const caseIdOf = ({ store }: AppContext, args: string | null) => args ?? store.getState().library.selectedCaseId;

export const needsCase: Command['unavailable'] = (state, _context, args = null) =>
  args === null && state.library.selectedCaseId === null ? 'Choose a case first.' : null;

export const needsWriting: Command['unavailable'] = (state) =>
  state.isReadOnly ? 'Another Limner window is using this library; this one only reads.' : null;

const needsBoth: Command['unavailable'] = (state, context, args) =>
  needsCase(state, context, args) ?? needsWriting(state, context);

/** The row below the one that goes, else the one above: the choice stays where the eyes are. */
function neighbourOf({ page }: LibraryState, caseId: string): string | null {
  const rows = page?.rows ?? [];
  const at = rows.findIndex((row) => row.caseId === caseId);
  return (at < 0 ? null : (rows[at + 1] ?? rows[at - 1])?.caseId) ?? null;
}

async function deleteCase({ store, connection }: AppContext, caseId: string): Promise<void> {
  const { library } = store.getState();
  const next = library.selectedCaseId === caseId ? neighbourOf(library, caseId) : library.selectedCaseId;
  await connection.client.library.remove({ caseId, isKept: true });
  // Settings go back to the open case: not to one that is gone.
  if (store.getState().workspace?.detail.row.caseId === caseId) store.setState({ workspace: null });
  patchLibrary(store, { selectedCaseId: next, ...(library.selectedCaseId === caseId ? { detail: null } : {}) });
  notify(store, {
    tone: 'info',
    title: 'Case deleted',
    text: 'It stays in Deleted for 30 days.',
    act: { label: 'Undo', commandId: 'library.restore', args: caseId },
  });
}

async function restoreCase({ store, connection }: AppContext, caseId: string): Promise<void> {
  const { isDeletedShown } = store.getState().library;
  await connection.client.library.undelete({ caseId });
  if (!isDeletedShown) {
    patchLibrary(store, { selectedCaseId: caseId });
    return;
  }
  notify(store, {
    tone: 'ok',
    title: 'Case restored',
    text: 'It is among the cases again.',
    act: { label: 'Open', commandId: 'library.open', args: caseId },
  });
}

/** What 'library.rename' is told by the field and by undo. */
export interface CaseRename {
  readonly caseId: string;
  /** Empty: no name but the patient's. */
  readonly label: string;
  readonly isUndo?: true;
}

async function renameCase({ store, connection }: AppContext, { caseId, label, isUndo }: CaseRename): Promise<void> {
  store.setState({ renamingId: null });
  const wanted = label.trim().slice(0, LONGEST_CASE_LABEL).trim() || null;
  const known = store.getState().library.page?.rows.find((row) => row.caseId === caseId);
  if (!isUndo && known !== undefined && known.label === wanted) return;
  const { before } = await connection.client.cases.rename({ caseId, label: wanted });
  if (isUndo || before === wanted) return;
  const undo: CaseRename = { caseId, label: before ?? '', isUndo: true };
  notify(store, {
    tone: 'info',
    title: wanted === null ? 'Name of the case removed' : `Case named “${wanted}”`,
    text: 'The name in its images stays as it is.',
    act: { label: 'Undo', commandId: 'library.rename', args: JSON.stringify(undo) },
  });
}

export const createKeepingCommands = (): Command[] => [
  command(
    'library.rename',
    'Rename the case',
    GROUP,
    'library',
    ['F2'],
    async (context, args) => {
      if (args?.startsWith('{')) return renameCase(context, JSON.parse(args) as CaseRename);
      context.store.setState({ renamingId: caseIdOf(context, args) });
    },
    needsBoth,
  ),
  command(
    'library.delete',
    'Delete the case',
    GROUP,
    'library',
    ['Delete'],
    async (context, args) => {
      const caseId = caseIdOf(context, args);
      if (caseId !== null) await deleteCase(context, caseId);
    },
    needsBoth,
  ),
  argumentCommand(
    'library.restore',
    'Restore a deleted case',
    GROUP,
    'library',
    async (context, args) => {
      if (args !== null) await restoreCase(context, args);
    },
    needsWriting,
  ),
  command('library.showDeleted', 'Show deleted cases', GROUP, 'library', [], ({ store }) => {
    // Keys act on the chosen case: none of a list that is out of sight.
    patchLibrary(store, { isDeletedShown: true, selectedCaseId: null, detail: null });
    store.setState({ renamingId: null });
  }),
  command(
    'library.emptyDeleted',
    'Delete for good…',
    GROUP,
    'library',
    [],
    ({ store }, args) => store.setState({ overlay: 'empty-deleted', overlayAbout: args }),
    (state, context) =>
      needsWriting(state, context) ??
      ((state.library.deleted?.cases.length ?? 0) === 0 ? 'There is no deleted case.' : null),
  ),
];
