// One file, written whole or not at all.

import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { type FileSystemPort, nodeFileSystem, renameReplacing, syncFolder, writeAll } from './file-system.ts';
import { withNodeErrors } from './node-error.ts';

/**
 * Writes `chunks` to a temporary name in the same folder, brings it to the disk and renames it to `path`. Whoever reads
 * `path` sees the old file or the new one. On any error the temporary file is removed and `path` is as it was.
 * Throws an `AppError` (`mapNodeError`) for what the operating system refuses.
 */
export function writeFileAtomically(
  path: string,
  chunks: Iterable<Uint8Array>,
  port: FileSystemPort = nodeFileSystem,
): void {
  withNodeErrors(`Writing ${path}`, () => {
    const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      const file = port.openSync(temporary, 'wx');
      try {
        for (const chunk of chunks) writeAll(port, file, chunk);
        port.fsyncSync(file);
      } finally {
        port.closeSync(file);
      }
      renameReplacing(port, temporary, path);
    } catch (error) {
      port.rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(port, dirname(path));
  });
}
