import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DoctorReport } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { libraryPaths } from '../../store/library-folder.ts';
import { openLibrary } from '../../store/open-library.ts';
import { isWriterLockFree } from '../../store/writer-lock.ts';
import { type CheckPorts, checkContent } from '../library/check-library.ts';

type LibraryState = DoctorReport['library'];

export interface LibraryInspection {
  readonly state: LibraryState;
  /** Why the library could not be opened. */
  readonly failure: { readonly code: string } | null;
}

/** Looks at the library without changing it: every page, reference, image and mask. Throws the signal's reason. */
export async function inspectLibrary(folder: string, ports: CheckPorts): Promise<LibraryInspection> {
  const unknown = { path: folder, schemaVersion: null, cases: null, sizeBytes: null };
  try {
    const library = openLibrary(folder, { mode: 'read', appVersion: ports.appVersion, isThorough: true });
    try {
      const { content, problems } = await checkContent(library, ports);
      const state = {
        ...unknown,
        exists: true,
        schemaVersion: library.schemaVersion,
        cases: content?.cases ?? 0,
        sizeBytes: content?.sizeBytes ?? null,
        ok: problems.length === 0,
        problems: problems.map(({ code, message }) => `${code}: ${message}`),
      };
      return { state, failure: null };
    } finally {
      library.close();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'cancelled') throw error;
    const isMissing = error.code === 'LIBRARY_MISSING';
    const problems = isMissing ? [] : [error.message];
    return {
      state: { ...unknown, exists: !isMissing, ok: isMissing, problems },
      failure: isMissing ? null : { code: error.code },
    };
  }
}

/** Whether the library can be written to now. */
export interface LibraryUse {
  /** Of the library's files, or of the folder in which it would be made. */
  readonly isWritable: boolean;
  /** Another process holds the writer's lock. */
  readonly isInUse: boolean;
  /** On the disk of the library, MiB; null where it cannot be told. */
  readonly freeMb: number | null;
}

const MEBIBYTE = 2 ** 20;

/** The folder itself or the nearest one above it that is there. */
function nearestFolder(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

const canWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

function freeMbAt(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.round((bavail * bsize) / MEBIBYTE);
  } catch {
    return null;
  }
}

/** Tries nothing that would leave a trace. */
export function inspectLibraryUse(folder: string): LibraryUse {
  const { folder: root, database, lock, where } = libraryPaths(folder);
  const nearest = nearestFolder(root);
  const isWritable = [nearest, database, lock].every((path) => !existsSync(path) || canWrite(path));
  const isInUse = isWritable && existsSync(lock) && !isWriterLockFree(lock, where);
  return { isWritable, isInUse, freeMb: freeMbAt(nearest) };
}
