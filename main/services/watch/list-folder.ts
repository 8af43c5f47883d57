// What lies under the watched folders at this moment, and to which series a file belongs.

import { open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isDicom, peekSeriesInstanceUid } from '../../../core/dicom/index.ts';
import { walkPaths } from '../../dicom/walk-paths.ts';
import type { LandedFile } from './landing-files.ts';

export interface FolderListing {
  readonly files: readonly LandedFile[];
  /** Folders with files, and the watched ones. */
  readonly folders: ReadonlySet<string>;
  /** Watched folders that cannot be read now: a share that went away. */
  readonly unreachable: readonly string[];
}

/** A header with its SeriesInstanceUID fits in; a longer one is grouped by its folder. */
const HEAD_BYTES = 65_536;

async function stampOf(path: string): Promise<LandedFile | null> {
  try {
    const { size, mtimeMs, ctimeMs } = await stat(path);
    return { path, stamp: { byteLength: size, modifiedMs: mtimeMs, changedMs: ctimeMs } };
  } catch {
    // Gone since the folder was read, or not for us to see: as if it were not there.
    return null;
  }
}

/** Throws the signal's reason when cancelled, and nothing else. */
export async function listFolders(folders: readonly string[], signal: AbortSignal): Promise<FolderListing> {
  const { files: found, unreadable } = await walkPaths(folders, signal);
  const files: LandedFile[] = [];
  for (const { path } of found) {
    // A DICOMDIR only lists its neighbours, which come by themselves.
    if (basename(path).toUpperCase() === 'DICOMDIR') continue;
    const file = await stampOf(path);
    if (file !== null) files.push(file);
  }
  const lost = new Set(unreadable.map(({ path }) => path));
  return {
    files,
    folders: new Set([...folders, ...files.map(({ path }) => dirname(path))]),
    unreachable: folders.filter((folder) => lost.has(folder)),
  };
}

/** SeriesInstanceUID of a DICOM file; null for anything else and for what cannot be read. */
export async function seriesOfFile(path: string): Promise<string | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = buffer.subarray(0, bytesRead);
      return isDicom(head) ? peekSeriesInstanceUid(head) : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
