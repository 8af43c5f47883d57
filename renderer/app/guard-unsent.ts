// A page of a browser is closed by a slip of the hand: one that holds changes which the library does not have asks first.

import type { AppContext } from '../commands/command.ts';

export function guardUnsent({ store, host }: AppContext): void {
  // Electron's window lives and dies with its main process, and would not close without a word.
  if (host.kind !== 'web') return;
  globalThis.addEventListener('beforeunload', (event) => {
    const { workspace, print } = store.getState();
    if (print.isBehind || workspace?.save.kind === 'unsent' || (workspace?.strays.length ?? 0) > 0)
      event.preventDefault();
  });
}
