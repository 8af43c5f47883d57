// Reading backups. The database is copied first and brought to the present schema as a library of its own; that one says
// which blobs there must be.

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { nodeFileSystem, syncFile } from '../platform/file-system.ts';
import { withNodeErrors } from '../platform/node-error.ts';
import { BACKUP_BLOBS, BACKUP_DATABASE, type BlobCopies, hashFile, syncBlobFolders } from './backup.ts';
import { backupWhere, readManifest } from './backup-manifest.ts';
import { BlobPlace } from './blob-place.ts';
import { BlobReader } from './blob-reading.ts';
import { type Checkable, checkBlob } from './integrity.ts';
import type { LibraryReader } from './library.ts';
import { markLibraryFolder } from './library-folder.ts';
import { latestVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openLibrary } from './open-library.ts';
import { createPrivateFolder } from './private-folder.ts';

export interface OpenedBackup {
  readonly folder: string;
  /** Makes the empty folder `target` a library without blobs; `copy` brings them one by one. */
  beginRestore(target: string, appVersion: string): BlobCopies;
  /** To be closed. Throws `corrupt-data` BACKUP_DAMAGED when the database is not what it was. */
  beginCheck(appVersion: string): Checkable & { close(): void };
}

/** Throws as `readManifest`, and `unsupported` BACKUP_NEWER for a schema of a newer Limner. */
export function openBackup(given: string): OpenedBackup {
  const folder = resolve(given);
  const where = backupWhere(folder);
  const manifest = readManifest(folder);
  if (manifest.schemaVersion > latestVersion(MIGRATIONS)) {
    throw new AppError('unsupported', 'BACKUP_NEWER', `${where}: it was written by a newer Limner. Update Limner.`);
  }
  const blobs = new BlobReader(new BlobPlace(join(folder, BACKUP_BLOBS), where));
  const source = { path: join(folder, BACKUP_DATABASE), sha256: manifest.databaseSha256, where };
  return {
    folder,
    beginRestore: (target, appVersion) => {
      stageDatabase(source, target);
      const content = useLibrary(target, { appVersion, isDurable: true }, (library) => {
        if (library.findDatabaseProblems().length > 0) throw databaseDamaged(where);
        return library.content();
      });
      return {
        ...content,
        copy: ({ sha256 }) => blobs.copyTo(join(target, BACKUP_BLOBS), sha256),
        finish: () => syncBlobFolders(target),
      };
    },
    beginCheck: (appVersion) => beginCheck(source, blobs, appVersion),
  };
}

interface BackupDatabase {
  readonly path: string;
  readonly sha256: string;
  readonly where: string;
}

const databaseDamaged = (where: string) =>
  new AppError('corrupt-data', 'BACKUP_DAMAGED', `${where}: its database is damaged. Use another backup.`);

/** Copies the database into the empty folder `target`, which becomes a library. */
function stageDatabase({ path, sha256, where }: BackupDatabase, target: string): void {
  const staged = join(target, BACKUP_DATABASE);
  withNodeErrors(where, () => {
    if (!fs.existsSync(path)) throw databaseDamaged(where);
    fs.copyFileSync(path, staged, fs.constants.COPYFILE_EXCL);
    fs.chmodSync(staged, 0o600);
    syncFile(nodeFileSystem, staged);
    if (hashFile(staged) !== sha256) throw databaseDamaged(where);
    markLibraryFolder(target);
  });
}

function useLibrary<T>(
  folder: string,
  options: { readonly appVersion: string; readonly isDurable: boolean },
  use: (library: LibraryReader) => T,
): T {
  const library = openLibrary(folder, { mode: 'write', ...options });
  try {
    return use(library);
  } finally {
    library.close();
  }
}

/** A copy of the database tells what there must be; the files are read where they lie. */
function beginCheck(
  source: BackupDatabase,
  blobs: BlobReader,
  appVersion: string,
): ReturnType<OpenedBackup['beginCheck']> {
  const { folder, remove } = createPrivateFolder();
  try {
    stageDatabase(source, folder);
    const library = openLibrary(folder, { mode: 'write', appVersion, isDurable: false });
    return {
      findDatabaseProblems: library.findDatabaseProblems,
      content: library.content,
      checkBlob: (blob) => checkBlob(blobs, blob),
      close: () => {
        try {
          library.close();
        } finally {
          remove();
        }
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
