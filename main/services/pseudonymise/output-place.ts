// Where pseudonymised files may go: nowhere among the files they are made of, and nothing that leads back among them.

import fs from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../../core/error/index.ts';

/** The path without links, as far as it exists. */
function realPath(path: string): string {
  const full = resolve(path);
  if (fs.existsSync(full) || dirname(full) === full) return fs.existsSync(full) ? fs.realpathSync(full) : full;
  return join(realPath(dirname(full)), basename(full));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way));
}

export interface PseudonymPlaces {
  readonly paths: readonly string[];
  readonly outputFolder: string;
  readonly keyFile: string;
  readonly linkFile: string | null;
}

/** Throws `invalid-input` where the output would lie inside the input, or the key or the link inside of the output. */
export function checkPlaces({ paths, outputFolder, keyFile, linkFile }: PseudonymPlaces): void {
  const around = paths.find((path) => isInside(outputFolder, path));
  if (around !== undefined) {
    throw new AppError(
      'invalid-input',
      'PSEUDONYM_OUTPUT_INSIDE',
      `The output folder ${outputFolder} lies inside the input ${around}: what is given away would lie among patient data. Choose a folder elsewhere.`,
    );
  }
  for (const [what, path] of [
    ['key', keyFile],
    ['link', linkFile],
  ] as const) {
    if (path === null || !isInside(path, outputFolder)) continue;
    throw new AppError(
      'invalid-input',
      'PSEUDONYM_SECRET_INSIDE',
      `The ${what} ${path} lies inside the output folder: it would be given away with the files. Choose a place elsewhere.`,
    );
  }
}
