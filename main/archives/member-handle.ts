// A file of an archive, unpacked in memory, behind what a file handle offers.

import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { readMember } from './read-member.ts';
import type { ArchiveMember } from './zip-member.ts';

function* parts(bytes: Uint8Array, start: number, partBytes: number): Generator<Uint8Array> {
  for (let at = start; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes);
}

/** Unpacks the file whole. Throws as `readMember`, and what opening the archive throws. */
export async function openMember(member: ArchiveMember) {
  const archive = await open(member.archivePath, 'r');
  try {
    const { mtimeMs } = await archive.stat();
    const bytes = await readMember(archive, member, member.byteLength, (byteLength) => new Uint8Array(byteLength));
    return {
      stat: async () => ({ size: bytes.length, mtimeMs, isFile: () => true }),
      read: async (buffer: Uint8Array, offset: number, length: number, position: number) => {
        const part = bytes.subarray(position, position + length);
        buffer.set(part, offset);
        return { bytesRead: part.length };
      },
      createReadStream: ({ start, highWaterMark }: { readonly start: number; readonly highWaterMark: number }) =>
        Readable.from(parts(bytes, start, highWaterMark)),
      close: async () => undefined,
    };
  } finally {
    await archive.close();
  }
}
