// Taking a library's folder for writing: it is made where it is missing, and its lock is held. Another process may take
// away the empty library that it made while this one waits; then the lock that comes is of a file that is gone, and would
// keep nobody out.

import fs from 'node:fs';
import { AppError } from '../../core/error/index.ts';
import { withNodeErrors } from '../platform/node-error.ts';
import { claimLibraryFolder, inspectLibraryFolder, isLibraryGone, type LibraryPaths } from './library-folder.ts';
import { acquireWriterLock, isWriterLockFree, type WriterLock } from './writer-lock.ts';

/** So often may a library go away under one opening. */
const MOST_TRIES = 5;

export interface HeldFolder {
  readonly lock: WriterLock;
  /** Takes back what was made; null: the library was there. */
  readonly undoClaim: (() => void) | null;
}

/** Throws `conflict` LIBRARY_IN_USE, `denied`, `invalid-input` for a folder of something else, and `not-found`
 * LIBRARY_MISSING where there is none and none may be made. Nothing is left behind then. */
export function holdLibraryFolder(paths: LibraryPaths, mayMake: boolean): HeldFolder {
  for (let tries = 1; tries < MOST_TRIES; tries++) {
    const held = holdOnce(paths, mayMake, true);
    if (held !== null) return held;
  }
  const held = holdOnce(paths, mayMake, false);
  if (held !== null) return held;
  // A file that may only be read is opened all the same, and a lock on it keeps nobody out.
  throw new AppError(
    'denied',
    'LIBRARY_READ_ONLY',
    `${paths.where}: it cannot be written. Check the rights or choose another library.`,
  );
}

/** null: the folder went away meanwhile. */
function holdOnce(paths: LibraryPaths, mayMake: boolean, mayTryAgain: boolean): HeldFolder | null {
  let undoClaim: (() => void) | null = null;
  let wasThere = false;
  try {
    wasThere = inspectLibraryFolder(paths) === 'library';
    if (!wasThere && !mayMake) throw missingLibrary(paths);
    if (!wasThere) undoClaim = claimLibraryFolder(paths);
    wasThere = true;
    checkWritable(paths);
    const lock = acquireWriterLock(paths.lock, paths.where);
    if (!isLibraryGone(paths) && !isWriterLockFree(paths.lock, paths.where)) return { lock, undoClaim };
    lock.release();
    return null;
  } catch (error) {
    const isGone = wasThere ? isLibraryGone(paths) : error instanceof AppError && error.code === 'PATH_NOT_FOUND';
    if (isGone && mayTryAgain) return null;
    // Another process may have claimed the empty folder at the same moment: then it is not ours to clear.
    const isTheirs = error instanceof AppError && error.kind === 'conflict';
    if (!isTheirs) undoClaim?.();
    throw error;
  }
}

export const missingLibrary = ({ where }: LibraryPaths): AppError =>
  new AppError('not-found', 'LIBRARY_MISSING', `${where}: there is none. Check the folder, or import something first.`);

/** SQLite opens a file that it may not write as read-only without a word, and its exclusive lock is then none. */
function checkWritable({ folder, database, lock, where }: LibraryPaths): void {
  withNodeErrors(where, () => {
    for (const path of [folder, database, lock]) if (fs.existsSync(path)) fs.accessSync(path, fs.constants.W_OK);
  });
}
