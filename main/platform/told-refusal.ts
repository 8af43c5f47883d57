// What is said of a refused file to whoever looks at the terminal or a log. Exports often name folders and files after
// patients: only what a person typed is repeated. The answer of an import lists every path.

import { dirname, sep } from 'node:path';

export interface ToldRefusal {
  /** The first file that was refused for this reason. */
  readonly path: string;
  readonly files: number;
  readonly code: string;
  readonly reason: string;
}

const isBelow = (path: string, folder: string): boolean => {
  const start = folder.endsWith(sep) ? folder : folder + sep;
  return path.startsWith(start);
};

/** Reasons begin with what they are about. */
function withoutSubject(reason: string, path: string): string {
  for (const start of [`Reading ${path}: `, `${path}: `])
    if (reason.startsWith(start)) return reason.slice(start.length);
  return reason.startsWith(`${path} `) ? `the file${reason.slice(path.length)}` : reason;
}

/** One line. `typed`: the paths that were named, absolute. */
export function tellRefusal({ path, files, code, reason }: ToldRefusal, typed: readonly string[]): string {
  if (typed.includes(path)) {
    if (reason.includes(path)) return reason;
    return `${files === 1 ? path : `${path} and ${files - 1} more`}: ${reason}`;
  }
  const folder = typed.find((one) => isBelow(path, one));
  const subject = `${files === 1 ? '1 file' : `${files} files`}${folder === undefined ? '' : ` in ${folder}`}`;
  const plain = withoutSubject(reason, path);
  // A file that the refused one names, its voxels for example.
  const namesAnother = plain.includes((folder ?? dirname(path)) + sep);
  return `${subject}: ${namesAnother ? `${code}; the answer of the command says which and why.` : plain}`;
}
