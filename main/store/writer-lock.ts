// One writer a library. The lock is SQLite's exclusive lock on an empty database of its own, held open: the kernel
// releases it when the process ends in whatever way, so a killed writer leaves nothing to clean up.

import { AppError } from '../../core/error/index.ts';
import { type Database, openDatabase } from './driver.ts';

/** A process that was just killed may need this long until the kernel has closed its files. */
const LOCK_WAIT_MS = 1_000;

export interface WriterLock {
  release(): void;
}

/** Throws `conflict` LIBRARY_IN_USE when another process (or another opening in this one) holds it. */
export function acquireWriterLock(path: string, where: string, waitMs = LOCK_WAIT_MS): WriterLock {
  const database = openDatabase(path, where, { mode: 'write', busyTimeoutMs: waitMs });
  try {
    // Nothing is ever written to it, so a journal on the disk would only be one more file.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => releaseLock(database) };
}

function releaseLock(database: Database): void {
  database.exec('ROLLBACK');
  database.close();
}

/** True when nobody holds the lock at this moment. */
export function isWriterLockFree(path: string, where: string): boolean {
  try {
    acquireWriterLock(path, where, 0).release();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'conflict') return false;
    throw error;
  }
}
