// A pause that ends early when the system reports a change under the watched folders. Reports are a convenience: network
// shares send none and systems limit how many folders may be watched, so whoever waits looks again after a while anyway.

import { type FSWatcher, watch } from 'node:fs';

/** Linux counts every one of them against a limit of the user. */
const MAX_WATCHED_FOLDERS = 256;
export interface WakeUp {
  /** Reports are wanted from these folders (not from those below them). A folder that is new counts as one. */
  follow(folders: ReadonlySet<string>): void;
  /** Resolves after `mostMs`, `leastMs` after a report (changes come in swarms), or when `signal` aborts. */
  pause(leastMs: number, mostMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createWakeUp(): WakeUp {
  const watchers = new Map<string, FSWatcher>();
  let hasReport = false;
  let wake = (): void => undefined;

  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const onReport = () => {
    hasReport = true;
    wake();
  };
  const add = (folder: string) => {
    try {
      const watcher = watch(folder, { persistent: false }, onReport);
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
      // What came since the folder was listed was reported to nobody.
      hasReport = true;
    } catch {
      // No reports from there, then.
    }
  };

  return {
    follow: (folders) => {
      for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
      for (const folder of folders) {
        if (watchers.size >= MAX_WATCHED_FOLDERS) break;
        if (!watchers.has(folder)) add(folder);
      }
    },
    pause: (leastMs, mostMs, signal) =>
      new Promise((resume) => {
        if (signal.aborted) return resume();
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          wake = () => undefined;
          hasReport = false;
          resume();
        };
        let timer = setTimeout(end, mostMs);
        wake = () => {
          wake = () => undefined;
          clearTimeout(timer);
          timer = setTimeout(end, Math.min(leastMs, mostMs));
        };
        signal.addEventListener('abort', end);
        if (hasReport) wake();
      }),
    close: () => {
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}
