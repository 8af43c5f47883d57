// The bytes of one file inside an archive, in memory, never more of them than its directory declared.

import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { LOCAL_HEADER_BYTES } from './zip-directory.ts';
import { type ArchiveMember, damagedArchive } from './zip-member.ts';

const inflate = promisify(inflateRaw);

const LOCAL_HEADER = 0x04034b50;
/** Packed bytes that are read for the beginning of a file; a beginning grows at most to this times 1032. */
const HEAD_PACKED_BYTES = 8 << 10;
const MIN_CHUNK_BYTES = 64;

/** Gives a buffer of at least that many bytes; it may be used again after the call that asked for it. */
export type TakeBuffer = (byteLength: number) => Uint8Array;

async function fill(handle: FileHandle, at: number, buffer: Uint8Array): Promise<void> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, at + done);
    if (bytesRead === 0) throw damagedArchive('it is cut short');
    done += bytesRead;
  }
}

/** The local header repeats the directory; only its own lengths are needed, to know where the data start. */
async function dataOffset(handle: FileHandle, { headerOffset, nameBytes }: ArchiveMember): Promise<number> {
  const bytes = new Uint8Array(LOCAL_HEADER_BYTES);
  await fill(handle, headerOffset, bytes);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== LOCAL_HEADER || view.getUint16(26, true) !== nameBytes) {
    throw damagedArchive('its directory does not fit its files');
  }
  return headerOffset + LOCAL_HEADER_BYTES + nameBytes + view.getUint16(28, true);
}

/** Inflates no further than `maxBytes`; null: there is more than that. */
async function inflateUpTo(packed: Uint8Array, maxBytes: number, isWhole: boolean): Promise<Uint8Array | null> {
  try {
    return await inflate(packed, {
      // One chunk holds everything, so that it need not be copied together.
      chunkSize: Math.max(MIN_CHUNK_BYTES, maxBytes + 1),
      maxOutputLength: Math.max(1, maxBytes),
      finishFlush: isWhole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw damagedArchive('a file in it cannot be unpacked', thrown);
  }
}

async function readWhole(handle: FileHandle, member: ArchiveMember, take: TakeBuffer): Promise<Uint8Array> {
  const packed = take(member.compressedBytes).subarray(0, member.compressedBytes);
  await fill(handle, await dataOffset(handle, member), packed);
  const bytes = member.method === 'stored' ? packed : await inflateUpTo(packed, member.byteLength, true);
  if (bytes === null || bytes.length !== member.byteLength) {
    throw damagedArchive('a file in it is not as large as its directory says');
  }
  if (crc32(bytes) !== member.crc32) throw damagedArchive('a file in it fails its checksum');
  return bytes;
}

async function readHead(
  handle: FileHandle,
  member: ArchiveMember,
  byteLength: number,
  take: TakeBuffer,
): Promise<Uint8Array> {
  const offset = await dataOffset(handle, member);
  const isStored = member.method === 'stored';
  const packedBytes = Math.min(member.compressedBytes, isStored ? byteLength : HEAD_PACKED_BYTES);
  const packed = take(packedBytes).subarray(0, packedBytes);
  await fill(handle, offset, packed);
  if (isStored) return packed;
  const bytes = await inflateUpTo(packed, Math.min(member.byteLength, HEAD_PACKED_BYTES * 1032), false);
  if (bytes === null) throw damagedArchive('a file in it is not as large as its directory says');
  return bytes.subarray(0, byteLength);
}

/**
 * The first `byteLength` bytes of a file inside an open archive, or as many as there are. A whole file is checked
 * against its declared size and checksum. Throws `corrupt-data` ARCHIVE_DAMAGED, and what reading throws.
 */
export async function readMember(
  handle: FileHandle,
  member: ArchiveMember,
  byteLength: number,
  take: TakeBuffer,
): Promise<Uint8Array> {
  if (byteLength >= member.byteLength) return readWhole(handle, member, take);
  return readHead(handle, member, byteLength, take);
}
