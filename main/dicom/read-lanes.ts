// Files read a few at a time, each lane into a buffer of its own that is used again, so that a scan of any number of
// files holds the bytes of a few.

import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../core/error/index.ts';

/** Enough to keep a disk and the hashing busy; more only costs memory. */
const LANES = 4;

/** Identifies a state of a file, to notice that it was changed between two readings. */
export interface FileStamp {
  readonly byteLength: number;
  readonly modifiedMs: number;
}

/** An open regular file and the buffer of its lane. */
export class LaneFile {
  readonly stamp: FileStamp;
  readonly #handle: FileHandle;
  readonly #lane: Lane;

  constructor(handle: FileHandle, stamp: FileStamp, lane: Lane) {
    this.#handle = handle;
    this.stamp = stamp;
    this.#lane = lane;
  }

  /**
   * The first `byteLength` bytes, or as many as there are. Valid until the next call on the same lane.
   * Throws what node:fs throws, and `resource` above 2 GiB.
   */
  async read(byteLength: number): Promise<Uint8Array> {
    const wanted = Math.min(byteLength, this.stamp.byteLength);
    const buffer = this.#lane.take(wanted);
    let done = 0;
    while (done < wanted) {
      const { bytesRead } = await this.#handle.read(buffer, done, wanted - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }
}

const MAX_FILE_BYTES = 2 ** 31 - 1;

class Lane {
  #buffer = new Uint8Array(0);

  take(byteLength: number): Uint8Array {
    if (byteLength > MAX_FILE_BYTES) {
      throw new AppError('resource', 'FILE_TOO_LARGE', 'The file is larger than 2 GiB. Split it into smaller files.');
    }
    if (this.#buffer.length < byteLength) this.#buffer = new Uint8Array(byteLength + (byteLength >> 2));
    return this.#buffer.subarray(0, byteLength);
  }
}

const stampOf = async (handle: FileHandle): Promise<FileStamp | null> => {
  const info = await handle.stat();
  return info.isFile() ? { byteLength: info.size, modifiedMs: info.mtimeMs } : null;
};

/**
 * Calls `visit` for each path, some at a time, in the order of the list; `file` is null for what is no regular file.
 * Errors of `visit` and of opening go to `onError`; the first one that it throws again stops everything.
 */
export async function forEachFile(
  paths: readonly string[],
  visit: (file: LaneFile | null, index: number) => Promise<void>,
  onError: (thrown: unknown, index: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const runLane = async () => {
    const lane = new Lane();
    while (next < paths.length) {
      const index = next++;
      signal?.throwIfAborted();
      try {
        const handle = await open(paths[index] as string, 'r');
        try {
          const stamp = await stampOf(handle);
          await visit(stamp === null ? null : new LaneFile(handle, stamp, lane), index);
        } finally {
          await handle.close();
        }
      } catch (thrown) {
        if (signal?.aborted) throw thrown;
        onError(thrown, index);
      }
    }
  };
  const lanes = Array.from({ length: Math.min(LANES, paths.length) }, runLane);
  try {
    await Promise.all(lanes);
  } catch (thrown) {
    next = paths.length;
    await Promise.allSettled(lanes);
    throw thrown;
  }
}
