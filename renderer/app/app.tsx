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
import { AppContextProvider, useAppContext } from '../features/shell/app-context.ts';
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
import { keptWords, returnWords } from './kept-words.ts';

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

const REFUSED_WORDS =
  'Press Enter in the terminal where it runs and open the new address in this browser: this window goes on then.';

function ConnectionBanner() {
  const { host } = useAppContext();
  const state = useApp(({ connection }) => connection);
  const save = useApp(({ workspace, isReadOnly }) => (isReadOnly ? null : (workspace?.save ?? null)));
  if (state !== 'lost' && state !== 'refused') return null;
  const isLost = state === 'lost';
  const after = isLost ? returnWords(save, host.kind === 'web' ? location.port : null) : REFUSED_WORDS;
  return (
    <div className="connection">
      <Banner
        tone="bad"
        title={isLost ? 'Limner’s main process does not answer.' : 'Limner does not know this browser any more.'}
        text={`${keptWords(save)} ${after}`.trim()}
      />
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
