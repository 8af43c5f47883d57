// Temporary folders that only this user may read; what a killed process left is removed when the next one is made.

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withNodeErrors } from '../platform/node-error.ts';
import { isOwnerGone, newOwnerTag } from '../platform/owner-tag.ts';
import { libraryPaths } from './library-folder.ts';
import { isWriterLockFree } from './writer-lock.ts';

const PREFIX = 'limner-library-';

export interface PrivateFolder {
  readonly folder: string;
  remove(): void;
}

/** @param parent default: the system's folder for temporary files */
export function createPrivateFolder(parent = tmpdir()): PrivateFolder {
  return withNodeErrors(`Writing to ${parent}`, () => {
    removeAbandoned(parent);
    const folder = join(parent, `${PREFIX}${newOwnerTag()}`);
    fs.mkdirSync(folder, { mode: 0o700 });
    return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
  });
}

function removeAbandoned(parent: string): void {
  for (const name of fs.readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    try {
      const stat = fs.lstatSync(folder);
      const isOurs = stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid());
      if (!isOurs || !isOwnerGone(name.slice(PREFIX.length), Date.now() - stat.mtimeMs)) continue;
      const { lock, where } = libraryPaths(folder);
      // A process of another container looks dead from here; the lock of its library tells better.
      if (!fs.existsSync(lock) || isWriterLockFree(lock, where)) fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else is removing it, or it cannot be removed now: it is no reason to stop this run.
    }
  }
}
