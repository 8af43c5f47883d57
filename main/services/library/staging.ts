// The hidden folder in which a backup or a library is made, beside its place.

import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders, nodeFileSystem, syncFolder } from '../../platform/file-system.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { isOwnerGone, newOwnerTag } from '../../platform/owner-tag.ts';

const STAGING_PREFIX = '.limner-backup-';

/** Lets `fill` write into a hidden folder and gives it its name when that is done; 'overtaken' leaves nothing. */
export async function inStaging<T extends object | 'overtaken'>(
  place: string,
  fill: (staging: string) => Promise<T>,
): Promise<T> {
  const where = `Writing ${place}`;
  const parent = dirname(place);
  const firstMade = withNodeErrors(where, () => makeFolders(parent, 0o700));
  const staging = join(parent, `${STAGING_PREFIX}${newOwnerTag()}`);
  const undo = () => {
    rmSync(staging, { recursive: true, force: true });
    if (firstMade !== undefined) rmSync(firstMade, { recursive: true, force: true });
  };
  try {
    withNodeErrors(where, () => {
      removeAbandonedBackups(parent);
      mkdirSync(staging, { mode: 0o700 });
    });
    const result = await fill(staging);
    if (result === 'overtaken') undo();
    else withNodeErrors(where, () => putInPlace(staging, place));
    return result;
  } catch (error) {
    undo();
    throw error;
  }
}

function putInPlace(staging: string, place: string): void {
  // An empty folder makes way; rename() would replace it on some systems only. Anything else is an error.
  if (existsSync(place)) rmdirSync(place);
  renameSync(staging, place);
  syncFolder(nodeFileSystem, dirname(place));
}

/** Removes what killed processes left beside the place of a backup. */
export function removeAbandonedBackups(parent: string): void {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const path = join(parent, name);
    const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (isOwnerGone(name.slice(STAGING_PREFIX.length), ageMs)) rmSync(path, { recursive: true, force: true });
  }
}
