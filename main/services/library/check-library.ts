// Is the library, or a backup, whole? Every page, reference, image and mask is read.

import { resolve } from 'node:path';
import type { LibraryCheck } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { openBackup, openLibrary } from '../../store/index.ts';
import { summarise } from './library-content.ts';

const damagedWhole = (path: string, error: unknown): LibraryCheck => {
  if (!(error instanceof AppError) || error.kind !== 'corrupt-data') throw error;
  return { ok: false, path, content: null, problems: [{ code: error.code, message: error.message }] };
};

/** Changes nothing. Throws as `openLibrary`, but damage is the answer and no error. */
export function checkLibrary(libraryFolder: string, appVersion: string): LibraryCheck {
  const path = resolve(libraryFolder);
  try {
    const library = openLibrary(path, { mode: 'read', appVersion, isThorough: true });
    try {
      const { ok, problems } = library.checkIntegrity();
      const isReadable = !problems.some(({ code }) => code === 'DATABASE_DAMAGED');
      return { ok, path, content: isReadable ? summarise(library.content()) : null, problems: [...problems] };
    } finally {
      library.close();
    }
  } catch (error) {
    return damagedWhole(path, error);
  }
}

/** As `checkLibrary`, for a folder that `backupLibrary` wrote. */
export function checkBackup(backupFolder: string, appVersion: string): LibraryCheck {
  const path = resolve(backupFolder);
  try {
    const { content, problems } = openBackup(path).check(appVersion);
    return { ok: problems.length === 0, path, content: summarise(content), problems: [...problems] };
  } catch (error) {
    return damagedWhole(path, error);
  }
}
