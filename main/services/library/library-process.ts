// Checks, backups and examinations of the library in processes of their own: the window's never waits for a database.

import { dirname } from 'node:path';
import type {
  BackupSummary,
  LibraryCheck,
  PseudonymiseInput,
  PseudonymiseResult,
  RestoreInput,
  RestoreResult,
} from '../../../core/contract/index.ts';
import { type ChildTaskPorts, runInChild } from '../../jobs/child-task.ts';
import type { LibraryInspection } from '../system/library-state.ts';
import type { LibraryRequest } from './library-task.ts';
import { removeAbandonedBackups } from './staging.ts';

export interface LibraryProcess {
  /** Of the library, or of a backup. */
  check(backup: string | null, ports: ChildTaskPorts): Promise<LibraryCheck>;
  backup(destination: string, ports: ChildTaskPorts): Promise<BackupSummary>;
  inspect(ports: ChildTaskPorts): Promise<LibraryInspection>;
  /** Here too, because whole studies are read and written. */
  pseudonymise(input: PseudonymiseInput, ports: ChildTaskPorts): Promise<PseudonymiseResult>;
  restore(input: RestoreInput, ports: ChildTaskPorts): Promise<RestoreResult>;
  /** Stops what runs, and waits for its end. */
  close(): Promise<void>;
}

export function createLibraryProcess(libraryFolder: string, appVersion: string): LibraryProcess {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  type Kind = LibraryRequest extends infer R
    ? R extends LibraryRequest
      ? Omit<R, 'libraryFolder' | 'appVersion'>
      : never
    : never;
  const run = <Output>(request: Kind, { signal, report }: ChildTaskPorts): Promise<Output> => {
    const ports = { signal: AbortSignal.any([signal, closing.signal]), report };
    const work = runInChild<Output>('library-child', { ...request, libraryFolder, appVersion }, ports);
    const ended = work.catch(() => undefined).finally(() => running.delete(ended));
    running.add(ended);
    return work;
  };
  return {
    check: (backup, ports) => run(backup === null ? { kind: 'check' } : { kind: 'check-backup', backup }, ports),
    backup: (destination, ports) =>
      run<BackupSummary>({ kind: 'backup', destination }, ports).finally(() =>
        // Of a process that had to be killed.
        removeAbandonedBackups(dirname(destination)),
      ),
    inspect: (ports) => run({ kind: 'inspect' }, ports),
    pseudonymise: (input, ports) => run({ kind: 'pseudonymise', input }, ports),
    restore: (input, ports) => run({ kind: 'restore', input }, ports),
    close: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}
