// What lies in a library folder, and how to tell one from a folder of somebody else:
//   LIMNER-LIBRARY.txt   the marker          library.db (+ -wal, -shm)   the database
//   lock.db              the writer's lock   blobs/                      voxels and original files
//   backups/             copies from before migrations   library.sums     checksums of the database
// Nothing in it holds an absolute path: the folder can be moved.

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { makeFolders } from '../platform/file-system.ts';
import { systemCode, withNodeErrors } from '../platform/node-error.ts';

const MARKER = 'LIMNER-LIBRARY.txt';
const MARKER_TEXT = 'This folder is a Limner case library. Do not change its files by hand.\n';

/** What systems put into every folder; it does not make a folder somebody's. */
const HARMLESS = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', 'lost+found']);

/** One who waits for the lock may put its file back while the folder is being removed. */
const REMOVING = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;

export interface LibraryPaths {
  readonly folder: string;
  readonly database: string;
  readonly lock: string;
  readonly sums: string;
  readonly blobs: string;
  readonly backups: string;
  /** For messages: `The library /data/library`. */
  readonly where: string;
}

export function libraryPaths(folder: string): LibraryPaths {
  const root = resolve(folder);
  return {
    folder: root,
    database: join(root, 'library.db'),
    lock: join(root, 'lock.db'),
    sums: join(root, 'library.sums'),
    blobs: join(root, 'blobs'),
    backups: join(root, 'backups'),
    where: `The library ${root}`,
  };
}

/**
 * What is at `folder`. Throws `invalid-input` when it is a file, or a folder with content that is not a library's, and
 * `denied` when it cannot be looked at. Changes nothing.
 */
export function inspectLibraryFolder({ folder, where }: LibraryPaths): 'missing' | 'empty' | 'library' {
  return withNodeErrors(where, () => {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) return 'missing';
    if (!stat.isDirectory()) {
      throw new AppError(
        'invalid-input',
        'LIBRARY_NOT_A_FOLDER',
        `${where}: there is a file of this name. Name a folder.`,
      );
    }
    const names = fs.readdirSync(folder).filter((name) => !HARMLESS.has(name));
    if (names.includes(MARKER)) return 'library';
    if (names.length === 0) return 'empty';
    throw new AppError(
      'invalid-input',
      'LIBRARY_FOREIGN_FOLDER',
      `${where}: the folder holds other things and is no library. Name an empty or a new folder.`,
    );
  });
}

/** True where the folder or its marker was removed; one that may only not be looked at is still there. */
export function isLibraryGone({ folder }: LibraryPaths): boolean {
  try {
    fs.accessSync(join(folder, MARKER), fs.constants.F_OK);
    return false;
  } catch (error) {
    return systemCode(error) === 'ENOENT';
  }
}

/** Puts the marker into a folder. Throws what node:fs throws. */
export const markLibraryFolder = (folder: string): void => fs.writeFileSync(join(folder, MARKER), MARKER_TEXT);

/** Makes a missing or empty folder a library's, readable by its user only when it is new. Returns how to take that
 * back should the rest of the opening fail. */
export function claimLibraryFolder({ folder, where }: LibraryPaths): () => void {
  return withNodeErrors(where, () => {
    const firstMade = makeFolders(folder, 0o700);
    const undo = () => {
      if (firstMade !== undefined) fs.rmSync(firstMade, REMOVING);
      else for (const name of fs.readdirSync(folder)) removeOwn(folder, name);
    };
    try {
      markLibraryFolder(folder);
    } catch (error) {
      undo();
      throw error;
    }
    return undo;
  });
}

function removeOwn(folder: string, name: string): void {
  if (!HARMLESS.has(name)) fs.rmSync(join(folder, name), REMOVING);
}
