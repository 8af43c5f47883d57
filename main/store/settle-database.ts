// The end of a writer's connection, and the one place where library.db itself changes.

import fs from 'node:fs';
import { AppError } from '../../core/error/index.ts';
import { type FileSystemPort, nodeFileSystem } from '../platform/file-system.ts';
import { removeDatabaseSums, writeDatabaseSums } from './database-sums.ts';
import type { Database } from './driver.ts';
import type { LibraryPaths } from './library-folder.ts';

export interface SettleOptions {
  readonly port?: FileSystemPort;
  readonly isDurable?: boolean;
}

/**
 * Moves the write-ahead log into the database file, so that the folder can be copied or put on a read-only disk, closes
 * the connection, and writes the checksums of what is now there. Everything that was committed is safe in the log
 * before: a full disk leaves it there for the next opening and is no error here.
 */
export function settleDatabase(database: Database, paths: LibraryPaths, options: SettleOptions): void {
  const { port = nodeFileSystem, isDurable = true } = options;
  const hasLog = (fs.statSync(`${paths.database}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  try {
    if (hasLog) {
      orLater(() => removeDatabaseSums(paths, port));
      orLater(() => database.pragma('wal_checkpoint(TRUNCATE)'));
    }
  } finally {
    database.close();
  }
  // No other writer can come between: the writer's lock is still held. Readers cannot move the log.
  if (isDurable && (hasLog || !fs.existsSync(paths.sums))) orLater(() => writeDatabaseSums(paths, port));
}

/** The same while the library stays open: a long session would else carry an ever longer log. */
export function settleLog(database: Database, paths: LibraryPaths, options: SettleOptions): void {
  const { port = nodeFileSystem, isDurable = true } = options;
  orLater(() => removeDatabaseSums(paths, port));
  orLater(() => database.pragma('wal_checkpoint(TRUNCATE)'));
  if (isDurable) orLater(() => writeDatabaseSums(paths, port));
}

function orLater(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'resource') throw error;
  }
}
