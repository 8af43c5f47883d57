// Opening a library: finding the folder, taking the lock, bringing the schema up to date, clearing up after a kill.

import fs from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { type FileSystemPort, nodeFileSystem } from '../platform/file-system.ts';
import { type RandomSource, systemRandom } from '../platform/ids.ts';
import { withNodeErrors } from '../platform/node-error.ts';
import { BlobStore } from './blob-store.ts';
import { fillSummaries } from './case-contents.ts';
import { fillCaseList } from './case-list.ts';
import { isBlobReferenced, type LibraryContext } from './context.ts';
import { checkDatabaseSums, LARGEST_CHECKED_READ_BYTES } from './database-sums.ts';
import { type Database, databaseDamaged, openDatabase } from './driver.ts';
import { holdLibraryFolder, missingLibrary } from './hold-library.ts';
import { interruptRunningJobs } from './job-repository.ts';
import { createLibrary, createReader, type Library, type LibraryReader } from './library.ts';
import { inspectLibraryFolder, type LibraryPaths, libraryPaths } from './library-folder.ts';
import { latestVersion, migrate, refuseNewer, schemaVersion } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { createPrivateFolder } from './private-folder.ts';
import { interruptQueue } from './queue-repository.ts';
import { settleDatabase } from './settle-database.ts';
import type { WriterLock } from './writer-lock.ts';

export interface OpenOptions {
  readonly appVersion: string;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  /** How blobs reach the disk. */
  readonly port?: FileSystemPort;
  readonly migrations?: readonly Migration[];
  /** False: nothing waits for the disk, for a library that is thrown away. */
  readonly isDurable?: boolean;
  /** True: a library that this opening made is taken away again when nothing was put into it. */
  readonly forgetsEmpty?: boolean;
  /** True: a reader compares also a very large database with its checksums. */
  readonly isThorough?: boolean;
}

/** A reader waits this long while a writer checkpoints or migrates, ms. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the library in `folder`.
 *
 * `write`: makes it when the folder is missing or empty, and holds the one writer's lock until `close`. `read`: works
 * beside a writer and on a read-only disk. Throws `invalid-input` for a file or a folder of something else, `not-found`
 * LIBRARY_MISSING (read), `conflict` LIBRARY_IN_USE, `denied`, `unsupported` LIBRARY_NEWER, `corrupt-data`.
 */
export function openLibrary(folder: string, options: OpenOptions & { readonly mode: 'write' }): Library;
export function openLibrary(folder: string, options: OpenOptions & { readonly mode: 'read' }): LibraryReader;
export function openLibrary(
  folder: string,
  options: OpenOptions & { readonly mode: 'write' | 'read' },
): Library | LibraryReader {
  const paths = libraryPaths(folder);
  if (options.mode === 'write') return openForWriting(paths, true, options);
  if (inspectLibraryFolder(paths) !== 'library') throw missingLibrary(paths);
  return openForReading(paths, options);
}

function contextFor(database: Database, paths: LibraryPaths, options: OpenOptions): LibraryContext {
  const { where, blobs: folder } = paths;
  const { port = nodeFileSystem, isDurable = true } = options;
  return {
    database,
    blobs: new BlobStore({ folder, where, port, isDurable }),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    appVersion: options.appVersion,
    where,
    pinned: new Set(),
  };
}

function openForWriting(paths: LibraryPaths, mayMake: boolean, options: OpenOptions): Library {
  const { lock, undoClaim } = holdLibraryFolder(paths, mayMake);
  let database: Database | null = null;
  try {
    database = openWritable(paths, options);
    const context = contextFor(database, paths, options);
    interruptRunningJobs(context);
    interruptQueue(database);
    context.blobs.collectGarbage((sha256) => isBlobReferenced(context.database, sha256));
    const undo = options.forgetsEmpty ? undoClaim : null;
    return createLibrary(context, paths, options, closer(context, paths, options, lock, undo));
  } catch (error) {
    try {
      if (database !== null) settleDatabase(database, paths, options);
    } finally {
      lock.release();
    }
    undoClaim?.();
    throw error;
  }
}

function openWritable(paths: LibraryPaths, options: OpenOptions): Database {
  const { migrations = MIGRATIONS, clock = systemClock, isDurable = true } = options;
  const state = checkDatabaseSums(paths);
  const database = openDatabase(paths.database, paths.where, { mode: 'write', busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    refuseNewer(database, migrations, paths.where);
    database.pragma('journal_mode = WAL');
    // Only `settleDatabase` may move the log into the database file.
    if (isDurable) database.pragma('wal_autocheckpoint = 0');
    if (state === 'unknown' && schemaVersion(database) > 0) checkStructure(database, paths.where);
    // What is deleted is overwritten: no name of a patient who is gone stays in a free page.
    database.pragma('secure_delete = ON');
    database.pragma(`synchronous = ${isDurable ? 'FULL' : 'OFF'}`);
    migrate(database, migrations, { backupFolder: paths.backups, where: paths.where, clock });
    fillSummaries(database);
    fillCaseList(database);
    database.pragma('foreign_keys = ON');
    return database;
  } catch (error) {
    settleDatabase(database, paths, options);
    throw error;
  }
}

/** After a kill, and for a library of a Limner without checksums: the least before more is written to it. */
function checkStructure(database: Database, where: string): void {
  if (database.pragma('quick_check(1)') !== 'ok') throw databaseDamaged(where);
}

const isEmpty = (database: Database): boolean =>
  database.prepare('SELECT 1 FROM cases UNION ALL SELECT 1 FROM jobs LIMIT 1').get() === undefined;

const closer =
  (
    { database, blobs }: LibraryContext,
    paths: LibraryPaths,
    options: OpenOptions,
    lock: WriterLock,
    undoClaim: (() => void) | null,
  ): (() => void) =>
  () => {
    let isForgotten = false;
    try {
      isForgotten = undoClaim !== null && isEmpty(database);
      blobs.clearPending();
    } finally {
      try {
        settleDatabase(database, paths, options);
        // Whoever waits for the lock must not find a library that is about to go; Windows removes no file in use.
        if (isForgotten && process.platform !== 'win32') undoClaim?.();
      } finally {
        lock.release();
      }
      if (isForgotten && process.platform === 'win32') undoClaim?.();
    }
  };

function openForReading(paths: LibraryPaths, options: OpenOptions): LibraryReader {
  const { migrations = MIGRATIONS } = options;
  const size = fs.statSync(paths.database, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw missingLibrary(paths);
  if (options.isThorough || size <= LARGEST_CHECKED_READ_BYTES) checkDatabaseSums(paths);
  let opened = openReadable(paths);
  try {
    refuseNewer(opened.database, migrations, paths.where);
    if (schemaVersion(opened.database) < latestVersion(migrations)) {
      opened.close();
      upgrade(paths, options);
      opened = openReadable(paths);
    }
    return createReader(contextFor(opened.database, paths, options), paths.folder, opened.close);
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** Brings an older library up to date on behalf of a reader. */
function upgrade(paths: LibraryPaths, options: OpenOptions): void {
  try {
    openForWriting(paths, false, options).close();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'denied') throw error;
    throw new AppError(
      'denied',
      'LIBRARY_OLDER',
      `${paths.where}: it is of an older Limner and cannot be brought up to date here. Make it writable once.`,
      { cause: error },
    );
  }
}

interface OpenedDatabase {
  readonly database: Database;
  readonly close: () => void;
}

/** In a folder that cannot be written, SQLite cannot make the files that it needs beside a database in WAL mode: then a
 * private copy of the database is read. */
function openReadable(paths: LibraryPaths): OpenedDatabase {
  try {
    const database = openAndTouch(paths.database, paths.where);
    return { database, close: () => database.close() };
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'denied') throw error;
    const copy = copyDatabase(paths);
    try {
      const database = openAndTouch(copy.path, paths.where);
      return {
        database,
        close: () => {
          database.close();
          copy.remove();
        },
      };
    } catch (copyError) {
      copy.remove();
      throw copyError;
    }
  }
}

/** SQLite looks at the file only with the first statement. */
function openAndTouch(path: string, where: string): Database {
  const database = openDatabase(path, where, { mode: 'read', busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    schemaVersion(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function copyDatabase({ database, where }: LibraryPaths): { readonly path: string; readonly remove: () => void } {
  const { folder, remove } = createPrivateFolder();
  try {
    return withNodeErrors(where, () => {
      const path = join(folder, 'library.db');
      // With the log of a writer that was killed, the copy is recovered like the original would be.
      for (const suffix of ['', '-wal']) {
        if (fs.existsSync(database + suffix)) fs.copyFileSync(database + suffix, path + suffix);
      }
      for (const name of fs.readdirSync(folder)) fs.chmodSync(join(folder, name), 0o600);
      return { path, remove };
    });
  } catch (error) {
    remove();
    throw error;
  }
}
