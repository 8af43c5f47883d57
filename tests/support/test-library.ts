// A library of its own for a test, and what is seen of it from outside.
import fs from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { AppError } from '../../core/error/index.ts';
import { type Library, openLibrary } from '../../main/store/index.ts';
import { testFolder } from './temp-folder.ts';

export const openTestLibrary = (folder: string, nowMs = () => Date.UTC(2026, 10, 21, 9, 30)): Library =>
  openLibrary(folder, { mode: 'write', appVersion: '0.1.0', clock: { nowMs } });

/** A new library, which must be whole when the test is through with it. */
export async function withLibrary<T>(use: (library: Library) => Promise<T> | T): Promise<T> {
  const library = openTestLibrary(join(testFolder(), 'library'));
  try {
    return await use(library);
  } finally {
    expect(library.checkIntegrity()).toMatchObject({ ok: true, problems: [] });
    library.close();
  }
}

export async function errorOf(action: () => unknown): Promise<AppError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Files of voxels and originals. */
export const blobCount = (folder: string): number =>
  fs.readdirSync(join(folder, 'blobs'), { recursive: true }).filter((name) => /[0-9a-f]{64}$/.test(String(name)))
    .length;
