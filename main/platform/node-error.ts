// Turns the error codes of Node and the operating system into the kinds that a person can act on.

import { AppError, type ErrorKind } from '../../core/error/index.ts';

interface Translation {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly why: string;
  readonly advice: string;
}

const full: Translation = {
  kind: 'resource',
  code: 'DISK_FULL',
  why: 'no space is left on the disk',
  advice: 'Free some space and run it again.',
};
const denied: Translation = {
  kind: 'denied',
  code: 'PATH_DENIED',
  why: 'permission denied',
  advice: 'Check the rights of the folder or choose another one.',
};
const tooManyFiles: Translation = {
  kind: 'resource',
  code: 'TOO_MANY_OPEN_FILES',
  why: 'too many files are open',
  advice: 'Raise the limit (ulimit -n) or close other programs.',
};

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  ENOSPC: full,
  EDQUOT: { ...full, why: 'the disk quota is used up' },
  EACCES: denied,
  EPERM: denied,
  EROFS: {
    ...denied,
    code: 'PATH_READ_ONLY',
    why: 'the file system is read-only',
    advice: 'Choose a folder elsewhere.',
  },
  ENOENT: {
    kind: 'not-found',
    code: 'PATH_NOT_FOUND',
    why: 'no such file or folder',
    advice: 'Check the path.',
  },
  EISDIR: {
    kind: 'invalid-input',
    code: 'PATH_IS_FOLDER',
    why: 'it is a folder, a file is needed',
    advice: 'Name a file.',
  },
  ENOTDIR: {
    kind: 'invalid-input',
    code: 'PATH_NOT_A_FOLDER',
    why: 'a part of the path is a file, a folder is needed',
    advice: 'Name a folder.',
  },
  EEXIST: {
    kind: 'invalid-input',
    code: 'PATH_EXISTS',
    why: 'something else of this name is there',
    advice: 'Remove it or choose another name.',
  },
  ELOOP: {
    kind: 'invalid-input',
    code: 'PATH_LOOP',
    why: 'its links lead in a circle',
    advice: 'Name the real path.',
  },
  ENAMETOOLONG: {
    kind: 'invalid-input',
    code: 'PATH_TOO_LONG',
    why: 'the path is too long',
    advice: 'Use a shorter one.',
  },
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENOMEM: {
    kind: 'resource',
    code: 'OUT_OF_MEMORY',
    why: 'not enough memory',
    advice: 'Close other programs and run it again.',
  },
  EBUSY: {
    kind: 'resource',
    code: 'PATH_BUSY',
    why: 'another program is using it',
    advice: 'Close that program and run it again.',
  },
  EIO: {
    kind: 'resource',
    code: 'DISK_ERROR',
    why: 'the disk reports an input/output error',
    advice: 'Check the disk before you go on.',
  },
};

/** The operating system's code of an error (`ENOSPC` …), or null. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/**
 * The `AppError` for an error of node:fs and the like; an `AppError` comes back unchanged. `where` says what was being
 * done to what, e.g. `Writing the library /data/library`; the message never repeats Node's own text.
 */
export function mapNodeError(error: unknown, where: string): AppError {
  if (error instanceof AppError) return error;
  const translation = TRANSLATIONS[systemCode(error) ?? ''];
  if (translation === undefined) {
    return new AppError('internal', 'UNEXPECTED', `${where}: failed for an unknown reason.`, { cause: error });
  }
  const { kind, code, why, advice } = translation;
  return new AppError(kind, code, `${where}: ${why}. ${advice}`, { cause: error, retryable: kind === 'resource' });
}

/** Runs `action`; an error of the operating system leaves it as `AppError` (see `mapNodeError`). */
export function withNodeErrors<T>(where: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof AppError || systemCode(error) === null) throw error;
    throw mapNodeError(error, where);
  }
}
