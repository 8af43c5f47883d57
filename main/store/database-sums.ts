// Checksums over the database file, in library.sums. SQLite notices a damaged page only where its structure breaks: a
// flipped bit in a spacing or a name would be served. The file holds, little endian:
//   0 'LMNS'   4 uint16 format version   6 uint16 0   8 uint32 block length   12 uint64 length of library.db
//   20 uint32 CRC-32 of each block   last: uint32 CRC-32 of all bytes before it
// They are true at every moment at which they exist: library.db itself changes in one place only, `settleDatabase`,
// which removes them first. What was written since lies in the write-ahead log, whose frames have SQLite's checksums.

import fs from 'node:fs';
import { crc32 } from 'node:zlib';
import { writeFileAtomically } from '../platform/atomic-write.ts';
import { type FileSystemPort, syncFolder } from '../platform/file-system.ts';
import { withNodeErrors } from '../platform/node-error.ts';
import { closeQuietly, databaseDamaged } from './driver.ts';
import type { LibraryPaths } from './library-folder.ts';

const MAGIC = 0x534e4d4c;
const FORMAT_VERSION = 1;
const HEADER_BYTES = 20;
const BLOCK_BYTES = 64 << 10;
const READ_BYTES = 4 << 20;

/** A reader checks databases up to this size at each opening: 0.6 ms a megabyte, so 0.15 s at most. */
export const LARGEST_CHECKED_READ_BYTES = 256 << 20;

/** A writer that is just settling replaces the sums within milliseconds; a reader looks again this often. */
const ATTEMPTS = 6;
const PAUSE_MS = 40;

interface Sums {
  readonly fileBytes: number;
  readonly blocks: Uint32Array;
}

/** The CRC-32 of every block of the database file as it is now. */
function sumDatabase(path: string): Sums {
  const file = fs.openSync(path, 'r');
  try {
    const buffer = new Uint8Array(READ_BYTES);
    const blocks: number[] = [];
    let fileBytes = 0;
    for (;;) {
      const got = readFully(file, buffer, fileBytes);
      for (let at = 0; at < got; at += BLOCK_BYTES)
        blocks.push(crc32(buffer.subarray(at, Math.min(got, at + BLOCK_BYTES))));
      fileBytes += got;
      if (got < buffer.length) return { fileBytes, blocks: Uint32Array.from(blocks) };
    }
  } finally {
    closeQuietly(path, file);
  }
}

function readFully(file: number, buffer: Uint8Array, position: number): number {
  let done = 0;
  while (done < buffer.length) {
    const got = fs.readSync(file, buffer, done, buffer.length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

function encodeSums({ fileBytes, blocks }: Sums): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 4 * blocks.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, FORMAT_VERSION, true);
  view.setUint32(8, BLOCK_BYTES, true);
  view.setBigUint64(12, BigInt(fileBytes), true);
  blocks.forEach((sum, at) => {
    view.setUint32(HEADER_BYTES + 4 * at, sum, true);
  });
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

/** null when the sums themselves are damaged or of a newer form: then they say nothing about the database. */
function decodeSums(bytes: Uint8Array): Sums | null {
  if (bytes.length < HEADER_BYTES + 4 || bytes.length % 4 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = view.getUint32(bytes.length - 4, true) === crc32(bytes.subarray(0, -4));
  const isKnown =
    view.getUint32(0, true) === MAGIC &&
    view.getUint16(4, true) === FORMAT_VERSION &&
    view.getUint32(8, true) === BLOCK_BYTES;
  if (!isWhole || !isKnown) return null;
  const count = (bytes.length - HEADER_BYTES - 4) / 4;
  const blocks = Uint32Array.from({ length: count }, (_, at) => view.getUint32(HEADER_BYTES + 4 * at, true));
  return { fileBytes: Number(view.getBigUint64(12, true)), blocks };
}

function readSums(path: string): Uint8Array | null {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const isSame = (a: Sums, b: Sums): boolean =>
  a.fileBytes === b.fileBytes &&
  a.blocks.length === b.blocks.length &&
  a.blocks.every((sum, at) => sum === b.blocks[at]);

/**
 * Compares the database file with its sums. 'unknown': there are none (a writer was killed while it settled, or a
 * Limner before these sums wrote the library) or they are damaged themselves. Throws `corrupt-data` LIBRARY_DAMAGED.
 */
export function checkDatabaseSums({ database, sums, where }: LibraryPaths): 'intact' | 'unknown' {
  return withNodeErrors(where, () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      const before = readSums(sums);
      const promised = before === null ? null : decodeSums(before);
      if (before === null || promised === null || !fs.existsSync(database)) return 'unknown';
      if (isSame(promised, sumDatabase(database))) return 'intact';
      const after = readSums(sums);
      if (after !== null && Buffer.compare(before, after) === 0) throw databaseDamaged(where);
    }
    return 'unknown';
  });
}

/** Before library.db changes: a power cut after this call finds no sums that are no longer true. */
export function removeDatabaseSums({ folder, sums, where }: LibraryPaths, port: FileSystemPort): void {
  if (!fs.existsSync(sums)) return;
  withNodeErrors(where, () => {
    port.rmSync(sums, { force: true });
    syncFolder(port, folder);
  });
}

/** Of a database that nobody changes at this moment. */
export function writeDatabaseSums({ database, sums }: LibraryPaths, port: FileSystemPort): void {
  writeFileAtomically(sums, [encodeSums(sumDatabase(database))], port);
}
