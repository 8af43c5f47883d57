// What a window may promise while the line to its main process is broken, and how its work gets back to the library.

import type { WorkspaceState } from '../state/app-state.ts';

type Save = WorkspaceState['save'];

/** What is kept and what is not, in one sentence; empty where nothing was drawn that could be lost. */
export function keptWords(save: Save | null): string {
  switch (save?.kind) {
    case undefined:
      return '';
    case 'kept':
      return 'All contours up to the last stroke are kept.';
    case 'writing':
    case 'unsent':
      return `${save.edits === 1 ? '1 change is' : `${save.edits.toString()} changes are`} in this window only: do not close it.`;
    case 'failed':
      // The banner over the views says how many and why.
      return 'The last changes are not kept.';
  }
}

/**
 * How a page of a browser finds its host again: only at the port that it came from.
 * @param port of the page's own address; null: not a page of a browser
 */
export function returnWords(save: Save | null, port: string | null): string {
  if (port === null || save?.kind !== 'unsent') return 'The window goes on as soon as it is back.';
  return (
    `Start Limner again: it takes port ${port} again, and this window sends them. ` +
    `If it comes up at another port, end it and start it with --port ${port}.`
  );
}
