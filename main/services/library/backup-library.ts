// Backups of the case library: made, put back and checked. Everything is written into a hidden folder beside its place
// and renamed when it is whole, so that a full disk, a cancel or a kill leaves no half of it.

import { existsSync, statfsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { BackupSummary, Progress, RestoreSummary } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import {
  type BlobCopies,
  inspectLibraryFolder,
  type LibraryReader,
  libraryPaths,
  openBackup,
  openLibrary,
} from '../../store/index.ts';
import { summarise } from './library-content.ts';
import { inStaging } from './staging.ts';

export interface BackupPorts {
  readonly appVersion: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

const MEBIBYTE = 2 ** 20;
/** A case may be deleted between the snapshot and the copy of its images; then the snapshot is taken again. */
const SNAPSHOTS = 3;

/**
 * Writes a backup of the library in `libraryFolder` to the new folder `destination`, while others read and write.
 * Throws `conflict` BACKUP_EXISTS, `corrupt-data` when the library is damaged, `resource` DISK_FULL.
 */
export async function backupLibrary(
  libraryFolder: string,
  destination: string,
  ports: BackupPorts,
): Promise<BackupSummary> {
  const backup = resolve(destination);
  refuseInside(backup, libraryFolder);
  if (existsSync(backup)) {
    throw new AppError(
      'conflict',
      'BACKUP_EXISTS',
      `Writing ${backup}: something of this name is there already, and a backup never replaces anything. Choose a new name.`,
    );
  }
  const library = openLibrary(libraryFolder, { mode: 'read', appVersion: ports.appVersion, isThorough: true });
  try {
    for (let attempt = 1; ; attempt++) {
      const outcome = await inStaging(backup, (staging) => copyOut(library, staging, attempt, ports));
      if (outcome !== 'overtaken') return { backup, ...outcome };
    }
  } finally {
    library.close();
  }
}

async function copyOut(library: LibraryReader, staging: string, attempt: number, ports: BackupPorts) {
  const copies = library.beginBackup(staging);
  try {
    await copyAll(copies, staging, ports);
  } catch (error) {
    const isOvertaken = error instanceof BlobCopyError && library.isBlobGone(error.blob) && attempt < SNAPSHOTS;
    if (isOvertaken) return 'overtaken';
    throw error instanceof BlobCopyError ? damagedSource(error) : error;
  }
  copies.finish();
  return summarise(copies);
}

/**
 * Puts a backup into `libraryFolder`, which must be missing or empty. Nothing is there before every byte was checked.
 * Throws `conflict` LIBRARY_EXISTS, `corrupt-data` BACKUP_DAMAGED, and as `openBackup`.
 */
export async function restoreLibrary(
  backupFolder: string,
  libraryFolder: string,
  ports: BackupPorts,
): Promise<RestoreSummary> {
  const opened = openBackup(resolve(backupFolder));
  const paths = libraryPaths(libraryFolder);
  if (inspectLibraryFolder(paths) === 'library') {
    throw new AppError(
      'conflict',
      'LIBRARY_EXISTS',
      `${paths.where} is there already, and a backup never replaces one. Name a new folder with --library.`,
    );
  }
  const content = await inStaging(paths.folder, async (staging) => {
    const copies = opened.beginRestore(staging, ports.appVersion);
    try {
      await copyAll(copies, staging, ports);
    } catch (error) {
      throw error instanceof BlobCopyError ? damagedBackup(opened.folder, error) : error;
    }
    copies.finish();
    return summarise(copies);
  });
  return { library: paths.folder, ...content };
}

/** Which blob could not be copied because it is damaged or missing. */
class BlobCopyError extends Error {
  readonly blob: BlobCopies['blobs'][number];
  readonly problem: AppError;

  constructor(blob: BlobCopies['blobs'][number], problem: AppError) {
    super(problem.message);
    this.blob = blob;
    this.problem = problem;
  }
}

async function copyAll(copies: BlobCopies, staging: string, { signal, report }: BackupPorts): Promise<void> {
  const { blobs, sizeBytes } = copies;
  const free = withNodeErrors(`Writing to ${dirname(staging)}`, () => statfsSync(staging));
  const freeBytes = free.bavail * free.bsize;
  if (sizeBytes > freeBytes) {
    const megabytes = (bytes: number) => Math.ceil(bytes / MEBIBYTE);
    throw new AppError(
      'resource',
      'DISK_FULL',
      `Writing to ${dirname(staging)}: ${megabytes(sizeBytes)} MB are needed, ${megabytes(freeBytes)} MB are free. Free some space or choose another disk.`,
    );
  }
  for (const [done, blob] of blobs.entries()) {
    report({ phase: 'copy', done, total: blobs.length });
    await setImmediate();
    signal.throwIfAborted();
    try {
      copies.copy(blob);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'corrupt-data') throw error;
      throw new BlobCopyError(blob, error);
    }
  }
  report({ phase: 'copy', done: blobs.length, total: blobs.length });
}

const damagedSource = ({ blob, problem }: BlobCopyError) =>
  new AppError(
    'corrupt-data',
    problem.code,
    `${problem.message} They belong to case ${blob.caseId}; import its images again or delete it, then back up.`,
  );

const damagedBackup = (folder: string, { blob }: BlobCopyError) =>
  new AppError(
    'corrupt-data',
    'BACKUP_DAMAGED',
    `The backup ${folder}: data of case ${blob.caseId} are damaged or missing. Nothing was restored; use another backup.`,
  );

/** A backup inside the library would go into the next backup, and be lost with the library. */
function refuseInside(backup: string, libraryFolder: string): void {
  const library = resolve(libraryFolder);
  for (let folder = backup; ; folder = dirname(folder)) {
    if (folder === library) {
      throw new AppError(
        'invalid-input',
        'BACKUP_INSIDE_LIBRARY',
        `Writing ${basename(backup)}: it lies inside the library. Choose a folder elsewhere, best on another disk.`,
      );
    }
    if (dirname(folder) === folder) return;
  }
}
