// Where the bytes of a volume file come from: the disk, or an archive in memory.

import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** An open file; what `FileHandle` of node:fs offers, as far as it is used. */
export interface VolumeHandle {
  stat(): Promise<{ readonly size: number; readonly mtimeMs: number; isFile(): boolean }>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  createReadStream(options: {
    readonly start: number;
    readonly autoClose: boolean;
    readonly highWaterMark: number;
  }): Readable;
  close(): Promise<void>;
}

export type OpenVolumeHandle = (path: string) => Promise<VolumeHandle>;

export const openOnDisk: OpenVolumeHandle = (path) => open(path, 'r');
