// Brings a library's database to the schema of this version, after a backup of what was there.

import fs from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { nodeFileSystem, renameReplacing, syncFile, syncFolder } from '../platform/file-system.ts';
import { withNodeErrors } from '../platform/node-error.ts';
import type { Database } from './driver.ts';
import type { Migration } from './migrations/index.ts';

/** 'LMNR', so that `file` and SQLite's own tools can tell whose database it is. */
const APPLICATION_ID = 0x4c4d4e52;

/** Version of the schema in the file; 0: nothing in it yet. */
export const schemaVersion = (database: Database): number => Number(database.pragma('user_version'));

export const latestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** Throws `internal` unless the versions grow: a step that was slipped in below would never run anywhere. */
export function checkMonotonic(migrations: readonly Migration[]): void {
  let last = 0;
  for (const { version, name } of migrations) {
    if (!Number.isInteger(version) || version <= last) {
      throw new AppError('internal', 'MIGRATION_ORDER', `Migration ${version} (${name}) must come after ${last}.`);
    }
    last = version;
  }
}

/** Throws `unsupported` LIBRARY_NEWER for a database of a newer Limner. */
export function refuseNewer(database: Database, migrations: readonly Migration[], where: string): void {
  const version = schemaVersion(database);
  if (version > latestVersion(migrations)) {
    throw new AppError(
      'unsupported',
      'LIBRARY_NEWER',
      `${where}: it was written by a newer Limner (schema ${version}, this one knows ${latestVersion(migrations)}). Update Limner.`,
    );
  }
}

export interface MigrateOptions {
  readonly backupFolder: string;
  readonly where: string;
  readonly clock: Clock;
}

/**
 * Runs the steps that are missing, each in a transaction of its own that also sets `user_version`. A database that
 * already holds something is copied to `backupFolder` first. Throws `unsupported` for a newer schema and `corrupt-data`
 * when a step leaves references to nothing.
 */
export function migrate(database: Database, migrations: readonly Migration[], options: MigrateOptions): void {
  checkMonotonic(migrations);
  refuseNewer(database, migrations, options.where);
  const from = schemaVersion(database);
  const missing = migrations.filter(({ version }) => version > from);
  if (missing.length === 0) return;
  if (from > 0) backUp(database, from, options);
  // A step may rebuild a table, which must not cascade into the tables that refer to it.
  database.pragma('foreign_keys = OFF');
  try {
    for (const step of missing) {
      database.transaction(() => {
        database.exec(step.sql);
        step.apply?.(database);
        if (database.prepare('SELECT 1 FROM pragma_foreign_key_check LIMIT 1').get() !== undefined) {
          throw new AppError(
            'corrupt-data',
            'LIBRARY_DAMAGED',
            `${options.where}: it holds references to nothing, so it was not migrated. Restore it from a backup.`,
          );
        }
        database.pragma(`application_id = ${APPLICATION_ID}`);
        database.pragma(`user_version = ${step.version}`);
      });
    }
  } finally {
    database.pragma('foreign_keys = ON');
  }
}

/** `backups/library-v0010-20261121T093015123Z.db`. */
function backUp(database: Database, version: number, { backupFolder, where, clock }: MigrateOptions): void {
  withNodeErrors(`${where}, backup before the migration`, () => {
    fs.mkdirSync(backupFolder, { recursive: true });
    const time = isoTime(clock).replaceAll(/[-:.]/g, '');
    const path = join(backupFolder, `library-v${String(version).padStart(4, '0')}-${time}.db`);
    const temporary = `${path}.tmp`;
    fs.rmSync(temporary, { force: true });
    try {
      // SQLite copies it: closing a plain copy's file handle would drop the locks that SQLite holds in this process.
      database.prepare('VACUUM INTO ?').run(temporary);
      syncFile(nodeFileSystem, temporary);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    renameReplacing(nodeFileSystem, temporary, path);
    syncFolder(nodeFileSystem, backupFolder);
  });
}
