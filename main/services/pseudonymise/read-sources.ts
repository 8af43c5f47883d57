// Every file that was named, in folders and archives too, to read one after the other.

import { open, readFile } from 'node:fs/promises';
import { AppError } from '../../../core/error/index.ts';
import { type ArchiveMember, isZip, readMember, readZipDirectory } from '../../archives/index.ts';
import { walkPaths } from '../../dicom/walk-paths.ts';
import { mapNodeError } from '../../platform/node-error.ts';

export interface PseudonymSource {
  readonly path: string;
  readonly member: ArchiveMember | null;
}

export interface FoundSources {
  readonly sources: readonly PseudonymSource[];
  readonly unreadable: readonly { readonly path: string; readonly error: AppError }[];
}

const HEAD_BYTES = 4;
const MAX_FILE_BYTES = 2 ** 31 - 1;

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Files under the paths, those of ZIP archives one by one. */
export async function findSources(paths: readonly string[], signal: AbortSignal): Promise<FoundSources> {
  const walked = await walkPaths(paths, signal);
  const sources: PseudonymSource[] = [];
  const unreadable = [...walked.unreadable];
  for (const { path } of walked.files) {
    signal.throwIfAborted();
    try {
      if (!isZip(await headOf(path))) {
        sources.push({ path, member: null });
        continue;
      }
      const archive = await open(path, 'r');
      try {
        for (const { name, member } of (await readZipDirectory(archive, path)).entries) {
          const inside = `${path}/${name}`;
          if (member instanceof AppError) unreadable.push({ path: inside, error: member });
          else sources.push({ path: inside, member });
        }
      } finally {
        await archive.close();
      }
    } catch (thrown) {
      unreadable.push({ path, error: mapNodeError(thrown, `Reading ${path}`) });
    }
  }
  return { sources, unreadable };
}

/** All bytes of a source. Throws `AppError`. */
export async function readSource({ path, member }: PseudonymSource): Promise<Uint8Array> {
  try {
    if (member === null) {
      const file = await open(path, 'r');
      try {
        const { size } = await file.stat();
        if (size > MAX_FILE_BYTES) {
          throw new AppError(
            'resource',
            'FILE_TOO_LARGE',
            'The file is larger than 2 GiB. Split it into smaller files.',
          );
        }
        return await readFile(file);
      } finally {
        await file.close();
      }
    }
    const archive = await open(member.archivePath, 'r');
    try {
      return await readMember(archive, member, member.byteLength, (byteLength) => new Uint8Array(byteLength));
    } finally {
      await archive.close();
    }
  } catch (thrown) {
    throw mapNodeError(thrown, `Reading ${path}`);
  }
}
