// The port to SQLite and the one place that loads better-sqlite3. It is loaded at the first database and not before:
// its native part costs 10 ms, which a call such as `limner --help` must not pay.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../../core/error/index.ts';
import { systemCode } from '../platform/node-error.ts';

export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

export interface Statement<Row> {
  run(...values: SqlValue[]): { readonly changes: number };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

export interface Database {
  /** A prepared statement, made once for each text. `Row` is what the columns of the text give. */
  prepare<Row = SqlRow>(sql: string): Statement<Row>;
  exec(sql: string): void;
  pragma(text: string): SqlValue;
  /** Runs `action` in one transaction that takes the write lock at once; an error rolls it back. */
  transaction<T>(action: () => T): T;
  close(): void;
}

export interface DatabaseOptions {
  readonly mode: 'write' | 'read';
  /** How long a statement waits for a lock of another connection, ms. */
  readonly busyTimeoutMs: number;
}

let loaded: typeof BetterSqlite3 | null = null;

function loadDriver(): typeof BetterSqlite3 {
  if (loaded === null) {
    try {
      loaded = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
    } catch (error) {
      throw new AppError(
        'unsupported',
        'SQLITE_MISSING',
        'The database library (better-sqlite3) could not be loaded on this system. Run `npm ci` again.',
        { cause: error },
      );
    }
  }
  return loaded;
}

/** Handles on database files that wait for the last connection of this process: POSIX drops all locks that a process has
 * on a file when it closes any handle on it, SQLite's too. */
const waitingHandles = new Map<string, number[]>();
const connections = new Map<string, number>();

/** Closes a handle on a database file that was opened beside SQLite, as soon as that does no harm. */
export function closeQuietly(path: string, file: number): void {
  if (!connections.has(path)) fs.closeSync(file);
  else waitingHandles.set(path, [...(waitingHandles.get(path) ?? []), file]);
}

function countConnection(path: string, change: 1 | -1): void {
  const count = (connections.get(path) ?? 0) + change;
  if (count > 0) {
    connections.set(path, count);
    return;
  }
  connections.delete(path);
  for (const file of waitingHandles.get(path) ?? []) fs.closeSync(file);
  waitingHandles.delete(path);
}

/** Opens one SQLite file. Errors of every call leave as `AppError` that name `where`. */
export function openDatabase(path: string, where: string, options: DatabaseOptions): Database {
  const guard = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw mapSqliteError(error, where);
    }
  };
  const Driver = loadDriver();
  const settings = { readonly: options.mode === 'read', timeout: options.busyTimeoutMs };
  const database = guard(() => new Driver(path, settings));
  countConnection(path, 1);
  const statements = new Map<string, Statement<unknown>>();
  return {
    prepare: <Row>(sql: string) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = guardStatement(
          guard(() => database.prepare(sql)),
          guard,
        );
        statements.set(sql, statement);
      }
      return statement as Statement<Row>;
    },
    exec: (sql) => guard(() => void database.exec(sql)),
    pragma: (text) => guard(() => database.pragma(text, { simple: true }) as SqlValue),
    transaction: (action) => guard(() => database.transaction(action).immediate()),
    close: () => {
      if (!database.open) return;
      guard(() => void database.close());
      countConnection(path, -1);
    },
  };
}

function guardStatement(
  statement: BetterSqlite3.Statement<SqlValue[]>,
  guard: <T>(action: () => T) => T,
): Statement<unknown> {
  return {
    run: (...values) => guard(() => statement.run(...values)),
    get: (...values) => guard(() => statement.get(...values)),
    all: (...values) => guard(() => statement.all(...values)),
  };
}

export const databaseDamaged = (where: string, cause?: unknown): AppError =>
  new AppError('corrupt-data', 'LIBRARY_DAMAGED', `${where}: its database is damaged. Restore it from a backup.`, {
    cause,
  });

/** https://www.sqlite.org/rescode.html, the families that a person can do something about. */
function mapSqliteError(error: unknown, where: string): unknown {
  if (error instanceof AppError) return error;
  const code = systemCode(error);
  if (code === null || !code.startsWith('SQLITE_')) return error;
  const make = (kind: AppError['kind'], reason: string, text: string, retryable = false) =>
    new AppError(kind, reason, `${where}: ${text}`, { cause: error, retryable });
  const is = (...families: string[]) => families.some((family) => code === family || code.startsWith(`${family}_`));
  // A full disk shows as SHMSIZE when the shared-memory file of the write-ahead log cannot grow.
  if (is('SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE')) {
    return make('resource', 'DISK_FULL', 'no space is left on the disk. Free some space and run it again.', true);
  }
  if (is('SQLITE_BUSY', 'SQLITE_LOCKED')) {
    return make('conflict', 'LIBRARY_IN_USE', 'another Limner is using it. Close that one and try again.', true);
  }
  if (is('SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_AUTH')) {
    return make('denied', 'LIBRARY_READ_ONLY', 'it cannot be written. Check the rights or choose another library.');
  }
  if (is('SQLITE_CANTOPEN')) {
    return make('denied', 'LIBRARY_DENIED', 'its files cannot be opened. Check the rights or choose another library.');
  }
  if (is('SQLITE_CORRUPT', 'SQLITE_NOTADB')) return databaseDamaged(where, error);
  if (is('SQLITE_IOERR')) {
    return make('resource', 'DISK_ERROR', 'the disk reports an input/output error. Check the disk.', true);
  }
  if (is('SQLITE_NOMEM')) return make('resource', 'OUT_OF_MEMORY', 'not enough memory. Close other programs.', true);
  return make('internal', 'LIBRARY_STATEMENT', 'a database statement failed.');
}
