import type { DoctorReport } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { openLibrary } from '../../store/open-library.ts';

type LibraryState = DoctorReport['library'];

/** Looks at the library without changing it: every page, reference, image and mask. */
export function inspectLibrary(folder: string, appVersion: string): LibraryState {
  const unknown = { path: folder, schemaVersion: null, cases: null, sizeBytes: null };
  try {
    const library = openLibrary(folder, { mode: 'read', appVersion, isThorough: true });
    try {
      const { ok, cases, problems } = library.checkIntegrity();
      const isReadable = !problems.some(({ code }) => code === 'DATABASE_DAMAGED');
      return {
        ...unknown,
        exists: true,
        schemaVersion: library.schemaVersion,
        cases,
        sizeBytes: isReadable ? library.content().sizeBytes : null,
        ok,
        problems: problems.map(({ code, message }) => `${code}: ${message}`),
      };
    } finally {
      library.close();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isMissing = error.code === 'LIBRARY_MISSING';
    return { ...unknown, exists: !isMissing, ok: isMissing, problems: isMissing ? [] : [error.message] };
  }
}
