// A DICOMDIR compared with the files that are there. People copy media in parts, rename folders, and some scanners write
// a directory into every series folder: what it names may be elsewhere, or gone.

import { dirname, join } from 'node:path';
import type { SeriesWarning } from '../../core/dicom/index.ts';
import type { DirectoryFinding } from './file-finding.ts';

export interface LocatedFiles {
  /** How many files the directory names. */
  readonly named: number;
  /** Paths of those that are there. */
  readonly found: readonly string[];
  /** How many of these are not in the folder that the directory says. */
  readonly displaced: number;
}

/** Names on a medium are upper case; a copy of it may have been made by a system that knows lower case only. */
const caseless = (path: string): string => path.toLowerCase();

/** Paths by which `locateFiles` finds files. */
export const knownPaths = (files: readonly { readonly path: string }[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path }) => [caseless(path), path]));

/** A name that could lead out of the folder of the directory points nowhere. */
const isInside = (fileId: readonly string[]): boolean =>
  fileId.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\/]/.test(part));

/** Looks below the folder of the directory: where it says, then without the first folders of the name. */
export function locateFiles({ path, fileIds }: DirectoryFinding, known: ReadonlyMap<string, string>): LocatedFiles {
  const named = new Map(fileIds.map((id) => [id.join('/'), id]));
  const found: string[] = [];
  let displaced = 0;
  for (const id of named.values()) {
    if (!isInside(id)) continue;
    for (let skipped = 0; skipped < id.length; skipped++) {
      const target = known.get(caseless(join(dirname(path), ...id.slice(skipped))));
      if (target === undefined) continue;
      found.push(target);
      if (skipped > 0) displaced++;
      break;
    }
  }
  return { named: named.size, found, displaced };
}

/** What a person should know of a directory that does not fit its files. */
export function directoryWarnings(path: string, { named, found, displaced }: LocatedFiles): SeriesWarning[] {
  const missing = named - found.length;
  if (missing === 0 && displaced === 0) return [];
  const parts = [
    ...(missing > 0 ? [`${missing} are missing`] : []),
    ...(displaced > 0 ? [`${displaced} lie in another folder than it says`] : []),
  ];
  const advice = missing > 0 ? '; copy the medium again if something is wanted that is not' : '';
  const message = `${path} names ${named} files, of which ${parts.join(' and ')}. What is there was taken${advice}.`;
  return [{ code: 'DICOMDIR_DANGLING', message }];
}
