// Long work on a library as a whole, as one request: what the process beside the window is asked.

import type {
  BackupSummary,
  LibraryCheck,
  PseudonymiseInput,
  PseudonymiseResult,
  RestoreInput,
  RestoreResult,
} from '../../../core/contract/index.ts';
import type { ChildTaskPorts } from '../../jobs/child-task.ts';
import { inspectLibrary, type LibraryInspection } from '../system/library-state.ts';
import { backupLibrary } from './backup-library.ts';
import { checkBackup, checkLibrary } from './check-library.ts';

export type LibraryRequest = { readonly libraryFolder: string; readonly appVersion: string } & (
  | { readonly kind: 'check' }
  | { readonly kind: 'check-backup'; readonly backup: string }
  | { readonly kind: 'backup'; readonly destination: string }
  | { readonly kind: 'inspect' }
  | { readonly kind: 'pseudonymise'; readonly input: PseudonymiseInput }
  | { readonly kind: 'restore'; readonly input: RestoreInput }
);

/** Throws what the work throws. */
export async function libraryTask(
  request: LibraryRequest,
  ports: ChildTaskPorts,
): Promise<LibraryCheck | BackupSummary | LibraryInspection | PseudonymiseResult | RestoreResult> {
  const { libraryFolder, appVersion } = request;
  switch (request.kind) {
    case 'check':
      return checkLibrary(libraryFolder, { appVersion, ...ports });
    case 'check-backup':
      return checkBackup(request.backup, { appVersion, ...ports });
    case 'backup':
      return backupLibrary(libraryFolder, request.destination, { appVersion, ...ports });
    case 'inspect':
      return inspectLibrary(libraryFolder, { appVersion, ...ports });
    case 'pseudonymise': {
      const { pseudonymisePaths } = await import('../pseudonymise/pseudonymise-paths.ts');
      const ownKeyFile = `${libraryFolder}.pseudonym-key`;
      return pseudonymisePaths(request.input, { ...ports, appVersion, ownKeyFile });
    }
    case 'restore':
      return (await import('../pseudonymise/restore-paths.ts')).restorePaths(request.input, ports);
  }
}
