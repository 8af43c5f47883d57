// Several output files that appear together: they are written into a hidden folder beside their place and moved when
// all are there, so that a failed or killed command leaves the output folder as it was.

import fs from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { makeFolders, nodeFileSystem, renameReplacing, syncFile, syncFolder } from './file-system.ts';
import { withNodeErrors } from './node-error.ts';
import { isOwnerGone, newOwnerTag } from './owner-tag.ts';

const PREFIX = '.limner-';

export interface StagingFolder {
  /** The hidden folder itself. */
  readonly folder: string;
  /** Absolute path at which to write the output `name` (relative, may contain folders, which are made).
   * Throws `invalid-input` for a name that would leave the output folder. */
  path(name: string): string;
  /** Checks what can be checked before anything moves and brings all files to the disk, so that whatever else depends on
   * the outputs can be committed before `publish`. Throws as that does. */
  prepare(): void;
  /** Moves everything into the output folder and returns the relative names (with `/`), sorted; files of the same name
   * are replaced one by one. On an error what was moved is taken back. */
  publish(): string[];
  /** Removes what was written, and the output folder if it was made for this. Safe to call after `publish`. */
  discard(): void;
}

/** Opens a staging folder in `outputFolder`, which is made if missing. Removes what killed runs left there.
 * Throws `invalid-input` when it is not a folder, `denied` or `resource` when it cannot be written. */
export function createStagingFolder(outputFolder: string): StagingFolder {
  const destination = resolve(outputFolder);
  const where = `Writing to ${destination}`;
  return withNodeErrors(where, () => {
    if (fs.existsSync(destination) && !fs.statSync(destination).isDirectory()) {
      throw new AppError(
        'invalid-input',
        'OUTPUT_NOT_A_FOLDER',
        `${where}: there is a file of this name. Name a folder or remove the file.`,
      );
    }
    const firstMade = makeFolders(destination);
    const removeMade = () => {
      if (firstMade !== undefined) removeEmptyFolders(destination, firstMade);
    };
    removeLeftovers(destination);
    const folder = join(destination, `${PREFIX}${newOwnerTag()}`);
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      removeMade();
      throw error;
    }
    return {
      folder,
      path: (name) => stagedPath(folder, name),
      prepare: () => withNodeErrors(where, () => void prepare(folder, destination)),
      publish: () => withNodeErrors(where, () => publish(folder, destination)),
      discard: () => {
        fs.rmSync(folder, { recursive: true, force: true });
        removeMade();
      },
    };
  });
}

function stagedPath(folder: string, name: string): string {
  const clean = normalize(name);
  if (isAbsolute(clean) || clean === '.' || clean === '..' || clean.startsWith(`..${sep}`) || clean.includes('\0')) {
    throw new AppError('invalid-input', 'OUTPUT_NAME', 'An output file name would lie outside the output folder.');
  }
  const path = join(folder, clean);
  fs.mkdirSync(dirname(path), { recursive: true });
  return path;
}

function removeLeftovers(destination: string): void {
  for (const entry of fs.readdirSync(destination, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(PREFIX)) continue;
    const path = join(destination, entry.name);
    const stat = fs.statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue; // Its own run removed it just now.
    const ageMs = Date.now() - stat.mtimeMs;
    if (isOwnerGone(entry.name.slice(PREFIX.length), ageMs)) fs.rmSync(path, { recursive: true, force: true });
  }
}

function removeEmptyFolders(from: string, upTo: string): void {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      fs.rmdirSync(folder);
    } catch {
      return; // It holds something else by now: leave it.
    }
    if (folder === upTo) return;
  }
}

function listFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The staged names, once nothing is known that stands in their way. */
function prepare(folder: string, destination: string): string[] {
  const names = listFiles(folder);
  for (const name of names) {
    const target = join(destination, name);
    if (fs.statSync(target, { throwIfNoEntry: false })?.isDirectory()) {
      throw new AppError(
        'invalid-input',
        'OUTPUT_IS_FOLDER',
        `Writing ${target}: there is a folder of this name. Remove it or choose another output folder.`,
      );
    }
    syncFile(nodeFileSystem, join(folder, name));
  }
  return names;
}

function publish(folder: string, destination: string): string[] {
  const names = prepare(folder, destination);
  const undo: (() => void)[] = [];
  try {
    for (const name of names) undo.push(moveIntoPlace(join(folder, name), join(destination, name)));
  } catch (error) {
    for (const takeBack of undo.reverse()) takeBack();
    throw error;
  }
  for (const parent of new Set(names.map((name) => dirname(join(destination, name))))) {
    syncFolder(nodeFileSystem, parent);
  }
  fs.rmSync(folder, { recursive: true, force: true });
  return names.map((name) => name.split(sep).join('/'));
}

/** Moves one file and returns how to take it back. */
function moveIntoPlace(staged: string, target: string): () => void {
  fs.mkdirSync(dirname(target), { recursive: true });
  const kept = `${staged}.replaced`;
  let hasKept = false;
  try {
    fs.linkSync(target, kept);
    hasKept = true;
  } catch {
    // Nothing was there, or the file system has no hard links: then the old file is simply replaced.
  }
  const wasThere = hasKept || fs.existsSync(target);
  renameReplacing(nodeFileSystem, staged, target);
  return () => {
    if (hasKept) renameReplacing(nodeFileSystem, kept, target);
    else if (!wasThere) fs.rmSync(target, { force: true });
  };
}
