// Is the library, or a backup, whole? Every page, reference, image and mask is read.

import { resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LibraryCheck, Progress } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type Checkable, type IntegrityProblem, openBackup, openLibrary } from '../../store/index.ts';
import { summarise } from './library-content.ts';

export interface CheckPorts {
  readonly appVersion: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

export interface CheckResult {
  /** null: the database is too damaged to tell. */
  readonly content: LibraryCheck['content'];
  readonly problems: readonly IntegrityProblem[];
}

/** Everything of an opened library, with other work between its files. Throws the signal's reason. */
export async function checkContent(subject: Checkable, { signal, report }: CheckPorts): Promise<CheckResult> {
  report({ phase: 'check', done: 0, total: 0 });
  await nextTurn();
  signal.throwIfAborted();
  const problems = subject.findDatabaseProblems();
  if (problems.some(({ code }) => code === 'DATABASE_DAMAGED')) return { content: null, problems };
  const content = subject.content();
  const total = content.blobs.length;
  let bytesDone = 0;
  for (const [done, blob] of content.blobs.entries()) {
    report({ phase: 'check-files', done, total, bytesDone });
    await nextTurn();
    signal.throwIfAborted();
    const problem = subject.checkBlob(blob);
    if (problem !== null) problems.push(problem);
    bytesDone += blob.bytes;
  }
  report({ phase: 'check-files', done: total, total, bytesDone });
  return { content: summarise(content), problems };
}

const damagedWhole = (path: string, error: unknown): LibraryCheck => {
  if (!(error instanceof AppError) || error.kind !== 'corrupt-data') throw error;
  return { ok: false, path, content: null, problems: [{ code: error.code, message: error.message }] };
};

const answer = (path: string, { content, problems }: CheckResult): LibraryCheck => ({
  ok: problems.length === 0,
  path,
  content,
  problems: [...problems],
});

/** Changes nothing. Throws as `openLibrary` and `cancelled`, but damage is the answer and no error. */
export async function checkLibrary(libraryFolder: string, ports: CheckPorts): Promise<LibraryCheck> {
  const path = resolve(libraryFolder);
  try {
    const library = openLibrary(path, { mode: 'read', appVersion: ports.appVersion, isThorough: true });
    try {
      return answer(path, await checkContent(library, ports));
    } finally {
      library.close();
    }
  } catch (error) {
    return damagedWhole(path, error);
  }
}

/** As `checkLibrary`, for a folder that `backupLibrary` wrote. */
export async function checkBackup(backupFolder: string, ports: CheckPorts): Promise<LibraryCheck> {
  const path = resolve(backupFolder);
  try {
    const opened = openBackup(path).beginCheck(ports.appVersion);
    try {
      return answer(path, await checkContent(opened, ports));
    } finally {
      opened.close();
    }
  } catch (error) {
    return damagedWhole(path, error);
  }
}
