// The few calls through which files are written, as a port: a test can put a disk behind it that fills up.

import fs from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

export interface FileSystemPort
  extends Pick<
    typeof fs,
    'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'mkdirSync' | 'rmSync'
  > {
  /** `fsyncSync` while other work goes on. */
  readonly fsyncLater: (file: number) => Promise<void>;
}

export const nodeFileSystem: FileSystemPort = { ...fs, fsyncLater: promisify(fs.fsync) };

/**
 * mkdir -p. Returns the first folder that had to be made, or undefined. Looks first whether the nearest folder that is
 * there can be written: for a read-only disk Node's own recursive mkdir says ENOENT.
 */
export function makeFolders(path: string, mode = 0o777): string | undefined {
  if (fs.existsSync(path)) return fs.mkdirSync(path, { recursive: true, mode });
  let nearest = dirname(path);
  while (!fs.existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  fs.accessSync(nearest, fs.constants.W_OK);
  return fs.mkdirSync(path, { recursive: true, mode });
}

/** Bytes handed to one write: large enough to be fast, small enough for the limits of every system. */
const WRITE_STEP_BYTES = 8 << 20;

/** Writes all of `bytes` at the file's position, calling `onStep` with each part before it goes out. */
export function writeAll(
  port: FileSystemPort,
  file: number,
  bytes: Uint8Array,
  onStep: (part: Uint8Array) => void = () => {},
): void {
  for (let at = 0; at < bytes.length; at += WRITE_STEP_BYTES) {
    const part = bytes.subarray(at, at + WRITE_STEP_BYTES);
    onStep(part);
    for (let done = 0; done < part.length; ) done += port.writeSync(file, part, done, part.length - done);
  }
}

/** Brings a file that is already written to the disk. */
export function syncFile(port: FileSystemPort, path: string): void {
  const file = port.openSync(path, 'r+');
  try {
    port.fsyncSync(file);
  } finally {
    port.closeSync(file);
  }
}

/** Makes renames and new names in a folder durable. Windows has no such call and orders its metadata itself. */
export function syncFolder(port: FileSystemPort, folder: string): void {
  if (process.platform === 'win32') return;
  const handle = port.openSync(folder, 'r');
  try {
    port.fsyncSync(handle);
  } finally {
    port.closeSync(handle);
  }
}

const WINDOWS_RETRY_MS = [10, 20, 50, 100, 200, 400];

/**
 * rename() that replaces. On Windows a virus scanner or an indexer may hold a fresh file for some milliseconds, so
 * there it is tried again for up to 0.8 s.
 */
export function renameReplacing(port: FileSystemPort, from: string, to: string): void {
  const waits = process.platform === 'win32' ? WINDOWS_RETRY_MS : [];
  for (const waitMs of waits) {
    try {
      port.renameSync(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
    }
  }
  port.renameSync(from, to);
}
