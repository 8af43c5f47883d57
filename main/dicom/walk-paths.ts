// Files and folders in any mixture to a list of files, in an order that depends on their names alone.

import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { mapNodeError } from '../platform/node-error.ts';

export interface FoundFile {
  readonly path: string;
  /** The paths that were given and led here; more than one where they overlap. */
  readonly given: readonly string[];
  /** True when the file itself was named, so that it must be something; false for one met inside a folder. */
  readonly isExplicit: boolean;
}

export interface WalkResult {
  readonly files: readonly FoundFile[];
  readonly unreadable: readonly { readonly path: string; readonly error: AppError }[];
  /** Things inside folders that are no files: sockets, devices, links to folders. */
  readonly skipped: number;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

const notAFile = (path: string) =>
  new AppError('invalid-input', 'PATH_NOT_A_FILE', `${path} is neither a file nor a folder. Name a file or a folder.`);

/**
 * Lists the files under `paths`. Links to files are followed; links to folders inside a tree are not, so that no loop
 * and nothing outside of what was named is read. A path that cannot be read is returned with its reason.
 */
export async function walkPaths(paths: readonly string[], signal?: AbortSignal): Promise<WalkResult> {
  const files = new Map<string, { path: string; given: string[]; isExplicit: boolean }>();
  const unreadable: { path: string; error: AppError }[] = [];
  let skipped = 0;

  const add = (path: string, given: string, isExplicit: boolean) => {
    const before = files.get(path);
    if (before === undefined) files.set(path, { path, given: [given], isExplicit });
    else before.given.push(given);
  };

  const walkFolder = async (folder: string, given: string): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
      unreadable.push({ path: folder, error: mapNodeError(thrown, `Reading the folder ${folder}`) });
      return [];
    });
    const folders: string[] = [];
    for (const entry of entries.sort(byName)) {
      const path = join(folder, entry.name);
      if (entry.isFile()) add(path, given, false);
      else if (entry.isDirectory()) folders.push(path);
      else if (entry.isSymbolicLink() && (await isFile(path))) add(path, given, false);
      else skipped++;
    }
    for (const path of folders) await walkFolder(path, given);
  };

  for (const given of paths) {
    const path = resolve(given);
    try {
      const info = await stat(path);
      if (info.isDirectory()) await walkFolder(await realpath(path), given);
      else if (info.isFile()) add(path, given, true);
      else unreadable.push({ path, error: notAFile(path) });
    } catch (thrown) {
      signal?.throwIfAborted();
      unreadable.push({ path, error: mapNodeError(thrown, `Reading ${path}`) });
    }
  }
  return { files: [...files.values()], unreadable, skipped };
}

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
