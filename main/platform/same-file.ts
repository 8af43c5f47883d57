import fs from 'node:fs';

/** True when both paths are there and lead to one file, links followed. As bigint: file numbers of Windows do not fit a
 * double. */
export function isSameFile(a: string, b: string): boolean {
  const [p, q] = [a, b].map((path) => fs.statSync(path, { throwIfNoEntry: false, bigint: true }));
  return p !== undefined && q !== undefined && p.ino === q.ino && p.dev === q.dev;
}
