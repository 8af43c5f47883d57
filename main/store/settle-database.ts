// The end of a writer's connection, and the one place where library.db itself changes.

import fs from 'node:fs';
import { AppError } from '../../core/error/index.ts';
import { type FileSystemPort, nodeFileSystem } from '../platform/file-system.ts';
import { removeDatabaseSums, writeDatabaseSums } from './database-sums.ts';
import { type Database, openDatabase } from './driver.ts';
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
  if (hasLog && !isWithoutSums(paths, port, () => closeKeepingLog(database, paths))) return;
  try {
    if (hasLog) orLater(() => database.pragma('wal_checkpoint(TRUNCATE)'));
  } finally {
    database.close();
  }
  // No other writer can come between: the writer's lock is still held. Readers cannot move the log.
  if (isDurable && (hasLog || !fs.existsSync(paths.sums))) orLater(() => writeDatabaseSums(paths, port));
}

/** The same while the library stays open: a long session would else carry an ever longer log. */
export function settleLog(database: Database, paths: LibraryPaths, options: SettleOptions): void {
  const { port = nodeFileSystem, isDurable = true } = options;
  if (!isWithoutSums(paths, port, () => undefined)) return;
  orLater(() => database.pragma('wal_checkpoint(TRUNCATE)'));
  if (isDurable) orLater(() => writeDatabaseSums(paths, port));
}

/** False, after `keepLog`, while the sums cannot be removed for want of space: under sums of another state the database
 * would count as damaged, so the log must not move. Throws, after `keepLog`, when they cannot be removed at all. */
function isWithoutSums(paths: LibraryPaths, port: FileSystemPort, keepLog: () => void): boolean {
  try {
    removeDatabaseSums(paths, port);
    return true;
  } catch (error) {
    keepLog();
    if (!(error instanceof AppError) || error.kind !== 'resource') throw error;
    return false;
  }
}

/** SQLite moves the log when the last connection closes, unless that one may only read. */
function closeKeepingLog(database: Database, { database: path, where }: LibraryPaths): void {
  const reader = openDatabase(path, where, { mode: 'read', busyTimeoutMs: 0 });
  try {
    reader.pragma('schema_version');
    database.close();
  } finally {
    database.close();
    reader.close();
  }
}

function orLater(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'resource') throw error;
  }
}
