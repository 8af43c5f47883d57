// The shell: one screen at a time, and what lies over it.

import type { AppContext } from '../commands/command.ts';
import type { CommandRegistry } from '../commands/registry.ts';
import { AutocontourDialog } from '../features/autocontour/autocontour-dialog.tsx';
import { CopySetDialog } from '../features/copy-set/copy-set-dialog.tsx';
import { ExportDialog } from '../features/export/export-dialog.tsx';
import { HistoryDrawer } from '../features/history/history-drawer.tsx';
import { EmptyDeletedDialog } from '../features/library/empty-deleted-dialog.tsx';
import { ImportResults } from '../features/library/import-results.tsx';
import { LibraryScreen } from '../features/library/library-screen.tsx';
import { FiguresPopover } from '../features/measurements/figures-popover.tsx';
import { NamesDialog } from '../features/names/names-dialog.tsx';
import { PseudonymiseDialog } from '../features/pseudonymise/pseudonymise-dialog.tsx';
import { MarkUnseenDialog } from '../features/review/mark-unseen-dialog.tsx';
import { AppContextProvider } from '../features/shell/app-context.ts';
import { DropTarget } from '../features/shell/drop-target.tsx';
import { Guarded } from '../features/shell/guarded.tsx';
import { JobsDrawer } from '../features/shell/jobs-drawer.tsx';
import { KeyMap } from '../features/shell/key-map.tsx';
import { Palette } from '../features/shell/palette.tsx';
import { RegistryProvider } from '../features/shell/registry-context.ts';
import { Toasts } from '../features/shell/toasts.tsx';
import '../features/shell/shell.css';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { SetDialog } from '../features/structure-sets/set-dialog.tsx';
import { TemplatesDialog } from '../features/templates/templates-dialog.tsx';
import { WorkspaceScreen } from '../features/workspace/workspace-screen.tsx';
import { StoreProvider, useApp } from '../state/app-store.ts';
import { Banner } from '../ui/message.tsx';
import { TipProvider } from '../ui/tip.tsx';

const SCREEN_NAMES = { library: 'The case list', workspace: 'The case', settings: 'The settings' } as const;

function Screen() {
  const { screen } = useApp((state) => state.route);
  // By its key the next screen has nothing of the one that failed.
  return (
    <Guarded key={screen} place={SCREEN_NAMES[screen]}>
      {screen === 'library' ? <LibraryScreen /> : screen === 'workspace' ? <WorkspaceScreen /> : <SettingsScreen />}
    </Guarded>
  );
}

const CONNECTION_WORDS = {
  lost: {
    title: 'Limner’s main process does not answer.',
    after: 'The window goes on as soon as it is back.',
  },
  refused: {
    title: 'Limner does not know this browser any more.',
    after:
      'Press Enter in the terminal where it runs and open the new address in this browser: this window goes on then.',
  },
} as const;

const keptWords = (unsent: number): string => {
  if (unsent === 0) return 'Everything up to the last stroke is kept.';
  return `${unsent === 1 ? '1 change is' : `${unsent.toString()} changes are`} in this window only: do not close it.`;
};

function ConnectionBanner() {
  const state = useApp(({ connection }) => connection);
  const unsent = useApp(({ workspace }) => (workspace?.save.kind === 'unsent' ? workspace.save.edits : 0));
  if (state !== 'lost' && state !== 'refused') return null;
  const { title, after } = CONNECTION_WORDS[state];
  return (
    <div className="connection">
      <Banner tone="bad" title={title} text={`${keptWords(unsent)} ${after}`} />
    </div>
  );
}

export const App = ({ context, registry }: { readonly context: AppContext; readonly registry: CommandRegistry }) => (
  <StoreProvider value={context.store}>
    <AppContextProvider value={context}>
      <RegistryProvider value={registry}>
        <TipProvider>
          <ConnectionBanner />
          <Screen />
          <Guarded place="The drawer">
            <JobsDrawer />
            <HistoryDrawer />
          </Guarded>
          <Guarded place="The dialog">
            <AutocontourDialog />
            <ExportDialog />
            <NamesDialog />
            <PseudonymiseDialog />
            <TemplatesDialog />
            <CopySetDialog />
            <MarkUnseenDialog />
            <FiguresPopover />
            <ImportResults />
            <SetDialog />
            <EmptyDeletedDialog />
            <Palette />
            <KeyMap />
          </Guarded>
          <DropTarget />
          <Toasts />
        </TipProvider>
      </RegistryProvider>
    </AppContextProvider>
  </StoreProvider>
);
