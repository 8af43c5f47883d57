// Files read a few at a time, each lane into a buffer of its own that is used again, so that a scan of any number of
// files holds the bytes of a few.

import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../core/error/index.ts';
import { type ArchiveMember, readMember } from '../archives/index.ts';

/** Enough to keep a disk and the hashing busy; more only costs memory. */
const LANES = 4;
/** Files in archives larger than this, bytes, are unpacked one at a time, so that a hostile archive cannot ask for the
 * memory of several. */
const LARGE_MEMBER_BYTES = 2 ** 25;

/** Identifies a state of a file, to notice that it was changed between two readings. */
export interface FileStamp {
  readonly byteLength: number;
  readonly modifiedMs: number;
}

/** Where bytes come from: a file, or a file inside an archive. `path` names it for people and sorts it. */
export interface FileSource {
  readonly path: string;
  readonly member?: ArchiveMember;
}

/** An open regular file and the buffer of its lane. */
export interface LaneFile {
  readonly stamp: FileStamp;
  /**
   * The first `byteLength` bytes, or as many as there are. Valid until the next call on the same lane.
   * Throws what node:fs throws, and `resource` above 2 GiB.
   */
  read(byteLength: number): Promise<Uint8Array>;
}

class DiskFile implements LaneFile {
  readonly stamp: FileStamp;
  readonly #handle: FileHandle;
  readonly #lane: Lane;

  constructor(handle: FileHandle, stamp: FileStamp, lane: Lane) {
    this.#handle = handle;
    this.stamp = stamp;
    this.#lane = lane;
  }

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

const memberFile = (handle: FileHandle, archive: FileStamp, member: ArchiveMember, lane: Lane): LaneFile => ({
  stamp: { byteLength: member.byteLength, modifiedMs: archive.modifiedMs },
  read: (byteLength) => readMember(handle, member, byteLength, (bytes) => lane.take(bytes)),
});

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

async function withFile(
  path: string,
  member: ArchiveMember | undefined,
  lane: Lane,
  use: (file: LaneFile | null) => Promise<void>,
): Promise<void> {
  const handle = await open(member?.archivePath ?? path, 'r');
  try {
    const stamp = await stampOf(handle);
    if (stamp === null) await use(null);
    else await use(member === undefined ? new DiskFile(handle, stamp, lane) : memberFile(handle, stamp, member, lane));
  } finally {
    await handle.close();
  }
}

/** A file that is read without waiting: for a thread that has nothing else to do. */
class FileNow implements LaneFile {
  readonly stamp: FileStamp;
  readonly #file: number;
  readonly #lane: Lane;

  constructor(file: number, stamp: FileStamp, lane: Lane) {
    this.#file = file;
    this.stamp = stamp;
    this.#lane = lane;
  }

  async read(byteLength: number): Promise<Uint8Array> {
    const wanted = Math.min(byteLength, this.stamp.byteLength);
    const buffer = this.#lane.take(wanted);
    let done = 0;
    while (done < wanted) {
      const bytesRead = fs.readSync(this.#file, buffer, done, wanted - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }
}

/** Used again, since fresh memory costs as much as reading into it. */
const freeLanes: Lane[] = [];

/** Opens a file for `use`; null: no regular file. What it read is valid until `use` ends. */
export async function readFileNow(path: string, use: (file: LaneFile | null) => Promise<void>): Promise<void> {
  const file = fs.openSync(path, 'r');
  const lane = freeLanes.pop() ?? new Lane();
  try {
    const info = fs.fstatSync(file);
    await use(info.isFile() ? new FileNow(file, { byteLength: info.size, modifiedMs: info.mtimeMs }, lane) : null);
  } finally {
    freeLanes.push(lane);
    fs.closeSync(file);
  }
}

/** Runs what it is given after all that it was given before. */
function oneAtATime(): (action: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const mine = last.then(action);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/**
 * Calls `visit` for each file, some at a time, in the order of the list; `file` is null for what is no regular file.
 * Errors of `visit` and of opening go to `onError`; the first one that it throws again stops everything.
 */
export async function forEachFile(
  sources: readonly FileSource[],
  visit: (file: LaneFile | null, index: number) => Promise<void>,
  onError: (thrown: unknown, index: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const alone = oneAtATime();
  const runLane = async () => {
    const lane = new Lane();
    while (next < sources.length) {
      const index = next++;
      signal?.throwIfAborted();
      try {
        const { path, member } = sources[index] as FileSource;
        const visitOpen = () =>
          withFile(path, member, lane, async (file) => {
            await visit(file, index);
          });
        await (member !== undefined && member.byteLength > LARGE_MEMBER_BYTES ? alone(visitOpen) : visitOpen());
      } catch (thrown) {
        if (signal?.aborted) throw thrown;
        onError(thrown, index);
      }
    }
  };
  const lanes = Array.from({ length: Math.min(LANES, sources.length) }, runLane);
  try {
    await Promise.all(lanes);
  } catch (thrown) {
    next = sources.length;
    await Promise.allSettled(lanes);
    throw thrown;
  }
}
