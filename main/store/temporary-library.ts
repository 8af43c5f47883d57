// A library for one command: in a private folder, removed at its end; what a killed command left is removed by the next.

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withNodeErrors } from '../platform/node-error.ts';
import { isOwnerGone, newOwnerTag } from '../platform/owner-tag.ts';
import type { Library } from './library.ts';
import { libraryPaths } from './library-folder.ts';
import { type OpenOptions, openLibrary } from './open-library.ts';
import { isWriterLockFree } from './writer-lock.ts';

const PREFIX = 'limner-library-';

/** Opens an empty library that nobody else may read; `close` removes it. @param parent default: the system's folder for
 * temporary files */
export function createTemporaryLibrary(options: OpenOptions, parent = tmpdir()): Library {
  removeAbandoned(parent);
  const folder = join(parent, `${PREFIX}${newOwnerTag()}`);
  withNodeErrors(`Writing to ${parent}`, () => fs.mkdirSync(folder, { mode: 0o700 }));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const library = openLibrary(folder, { isDurable: false, ...options, mode: 'write' });
    return {
      ...library,
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

function removeAbandoned(parent: string): void {
  for (const name of withNodeErrors(`Reading ${parent}`, () => fs.readdirSync(parent))) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    try {
      const stat = fs.lstatSync(folder);
      const isOurs = stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid());
      if (!isOurs || !isOwnerGone(name.slice(PREFIX.length), Date.now() - stat.mtimeMs)) continue;
      const { lock, where } = libraryPaths(folder);
      if (!fs.existsSync(lock) || isWriterLockFree(lock, where)) fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else is removing it, or it cannot be removed now: it is no reason to stop this run.
    }
  }
}
