// The directory of a ZIP archive (PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3), read and checked before
// anything in it is believed. Nothing of an archive is ever written to the disk.

import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../core/error/index.ts';
import {
  type ArchiveMember,
  archiveTooLarge,
  damagedArchive,
  encryptedMember,
  escapingName,
  unknownMethod,
} from './zip-member.ts';

/** Largest file inside an archive, bytes: it is read into memory whole. */
const MAX_MEMBER_BYTES = 2 ** 30;
/** All files of an archive together, bytes: what a study of a day may need, and no more. */
const MAX_TOTAL_BYTES = 2 ** 36;
const MAX_DIRECTORY_BYTES = 2 ** 26;
/** DEFLATE cannot shrink anything further than this (RFC 1951: 258 bytes in two bits). */
const MAX_DEFLATE_RATIO = 1032;
/** Images shrink to a half or a third, empty masks to a hundredth. An archive that shrinks more than this, and is large,
 * is made to fill a memory or a day. */
const MAX_USUAL_RATIO = 200;
const RATIO_CHECK_BYTES = 2 ** 28;

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 0xffff;
export const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const IN_ZIP64 = 0xffffffff;
const ZIP64_EXTRA = 1;

const FLAG_ENCRYPTED = 1;
const FLAG_UTF8 = 1 << 11;
/** Under central directory encryption sizes and names are masked. */
const FLAG_MASKED = 1 << 13;

/** Files that say of an archive that it is a document or a program in a ZIP container: no folder of images. */
const CONTAINER_MARKS = new Set(['[Content_Types].xml', 'mimetype', 'META-INF/MANIFEST.MF']);

export interface ZipEntry {
  /** As in the archive, with `/` between folders. */
  readonly name: string;
  /** An error: why this file cannot be read. */
  readonly member: ArchiveMember | AppError;
}

export interface ZipDirectory {
  /** By name; folders are left out. */
  readonly entries: readonly ZipEntry[];
  /** True for office documents, Java archives and their like. */
  readonly isContainer: boolean;
}

/** True when a file that begins with these bytes is a ZIP archive, an empty one too. */
export function isZip(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const signature = new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true);
  return signature === LOCAL_HEADER || signature === END;
}

async function readAt(handle: FileHandle, at: number, byteLength: number): Promise<DataView> {
  const bytes = new Uint8Array(byteLength);
  let done = 0;
  while (done < byteLength) {
    const { bytesRead } = await handle.read(bytes, done, byteLength - done, at + done);
    if (bytesRead === 0) throw damagedArchive('it is cut short');
    done += bytesRead;
  }
  return new DataView(bytes.buffer);
}

interface DirectoryPlace {
  readonly offset: number;
  readonly byteLength: number;
  readonly entries: number;
}

function safeNumber(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damagedArchive('it promises more than can exist');
  return Number(value);
}

async function findDirectory(handle: FileHandle, archiveBytes: number): Promise<DirectoryPlace> {
  const tailBytes = Math.min(archiveBytes, END_BYTES + MAX_COMMENT_BYTES);
  const tail = await readAt(handle, archiveBytes - tailBytes, tailBytes);
  let at = tailBytes - END_BYTES;
  while (
    at >= 0 &&
    !(tail.getUint32(at, true) === END && at + END_BYTES + tail.getUint16(at + 20, true) <= tailBytes)
  ) {
    at--;
  }
  if (at < 0) throw damagedArchive('its directory is missing, so it may be cut short');
  const endOffset = archiveBytes - tailBytes + at;
  const entries = tail.getUint16(at + 10, true);
  const byteLength = tail.getUint32(at + 12, true);
  const offset = tail.getUint32(at + 16, true);
  if (entries === 0xffff || byteLength === IN_ZIP64 || offset === IN_ZIP64) {
    return (await findDirectory64(handle, endOffset)) ?? { offset, byteLength, entries };
  }
  if (tail.getUint16(at + 4, true) !== 0 || tail.getUint16(at + 6, true) !== 0) throw splitArchive();
  return { offset, byteLength, entries };
}

const splitArchive = () =>
  new AppError(
    'unsupported',
    'ARCHIVE_SPLIT',
    'The ZIP archive is one part of several. Put the parts together, unpack them and name the folder.',
  );

async function findDirectory64(handle: FileHandle, endOffset: number): Promise<DirectoryPlace | null> {
  if (endOffset < LOCATOR_BYTES) return null;
  const locator = await readAt(handle, endOffset - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.getUint32(0, true) !== END_64_LOCATOR) return null;
  if (locator.getUint32(16, true) > 1) throw splitArchive();
  const at = safeNumber(locator, 8);
  if (at + END_64_BYTES > endOffset) throw damagedArchive('its directory lies outside of it');
  const end = await readAt(handle, at, END_64_BYTES);
  if (end.getUint32(0, true) !== END_64) throw damagedArchive('its directory is missing');
  return { entries: safeNumber(end, 32), byteLength: safeNumber(end, 40), offset: safeNumber(end, 48) };
}

interface CentralRecord {
  readonly name: string;
  readonly nameBytes: number;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly byteLength: number;
  readonly headerOffset: number;
}

/** The values that did not fit 32 bits stand in an extra field, in this order, each only if it did not fit. */
function zip64Values(view: DataView, start: number, end: number, values: readonly number[]): number[] {
  if (!values.includes(IN_ZIP64)) return [...values];
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue;
    const last = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    let next = at + 4;
    return values.map((value) => {
      if (value !== IN_ZIP64) return value;
      if (next + 8 > last) throw damagedArchive('the size of a file is missing');
      next += 8;
      return safeNumber(view, next - 8);
    });
  }
  return [...values];
}

function readRecords(view: DataView, count: number): CentralRecord[] {
  const utf8 = new TextDecoder('utf-8');
  const latin = new TextDecoder('latin1');
  const records: CentralRecord[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL_HEADER_BYTES > view.byteLength || view.getUint32(at, true) !== CENTRAL_HEADER) {
      throw damagedArchive('its directory ends too early');
    }
    const flags = view.getUint16(at + 8, true);
    const nameBytes = view.getUint16(at + 28, true);
    const extra = at + CENTRAL_HEADER_BYTES + nameBytes;
    const extraEnd = extra + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw damagedArchive('its directory ends too early');
    const raw = new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL_HEADER_BYTES, nameBytes);
    const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
    const [byteLength, compressedBytes, headerOffset] = zip64Values(view, extra, extraEnd, sizes);
    records.push({
      name: (flags & FLAG_UTF8 ? utf8 : latin).decode(raw).replaceAll('\\', '/'),
      nameBytes,
      flags,
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      compressedBytes: compressedBytes as number,
      byteLength: byteLength as number,
      headerOffset: headerOffset as number,
    });
    at = next;
  }
  return records;
}

/** Files that share bytes are how a small archive grows without end, and no archiver writes them. */
function checkPlaces(records: readonly CentralRecord[], directoryOffset: number): void {
  let end = 0;
  for (const record of [...records].sort((a, b) => a.headerOffset - b.headerOffset)) {
    if (record.headerOffset < end) throw damagedArchive('files in it overlap');
    end = record.headerOffset + LOCAL_HEADER_BYTES + record.nameBytes + record.compressedBytes;
    if (end > directoryOffset) throw damagedArchive('a file in it lies outside of it');
  }
}

function checkSizes(records: readonly CentralRecord[], archiveBytes: number): void {
  const totalBytes = records.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const largest = records.reduce((most, { byteLength }) => Math.max(most, byteLength), 0);
  if (totalBytes > MAX_TOTAL_BYTES) throw archiveTooLarge('it would grow beyond 64 GiB');
  if (largest > MAX_MEMBER_BYTES) throw archiveTooLarge('a file in it is larger than 1 GiB');
  if (totalBytes > RATIO_CHECK_BYTES && totalBytes > MAX_USUAL_RATIO * archiveBytes) {
    throw archiveTooLarge(`it would grow more than ${MAX_USUAL_RATIO} times its size, as made to do harm`);
  }
}

const leadsOut = (name: string): boolean =>
  name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.includes('\0') || name.split('/').includes('..');

function toMember(record: CentralRecord, archivePath: string): ArchiveMember | AppError {
  const { flags, method, nameBytes, headerOffset, compressedBytes, byteLength, crc32 } = record;
  if (leadsOut(record.name)) return escapingName();
  if ((flags & (FLAG_ENCRYPTED | FLAG_MASKED)) !== 0) return encryptedMember();
  if (method !== 0 && method !== 8) return unknownMethod();
  const isPossible = method === 0 ? compressedBytes === byteLength : byteLength <= MAX_DEFLATE_RATIO * compressedBytes;
  if (!isPossible) return damagedArchive('a file in it promises more than it can hold');
  const stored = method === 0 ? 'stored' : 'deflated';
  return { archivePath, method: stored, headerOffset, nameBytes, compressedBytes, byteLength, crc32 };
}

const byName = (a: CentralRecord, b: CentralRecord): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.headerOffset - b.headerOffset;

/**
 * The files of an archive. Their sizes are what the directory declares; `readMember` holds each file to them.
 * Throws `corrupt-data` (cut short, overlapping files, lies), `resource` (grows beyond reason), `unsupported` (one part
 * of several), and what reading throws.
 */
export async function readZipDirectory(handle: FileHandle, archivePath: string): Promise<ZipDirectory> {
  const archiveBytes = (await handle.stat()).size;
  if (archiveBytes < END_BYTES) throw damagedArchive('it is cut short');
  const place = await findDirectory(handle, archiveBytes);
  if (place.offset + place.byteLength > archiveBytes) throw damagedArchive('its directory lies outside of it');
  if (place.byteLength > MAX_DIRECTORY_BYTES) throw archiveTooLarge('its directory is larger than 64 MiB');
  if (place.entries * CENTRAL_HEADER_BYTES > place.byteLength) throw damagedArchive('its directory ends too early');
  const records = readRecords(await readAt(handle, place.offset, place.byteLength), place.entries);
  checkPlaces(records, place.offset);
  checkSizes(records, archiveBytes);
  const files = records.filter(({ name }) => !name.endsWith('/')).sort(byName);
  return {
    entries: files.map((record) => ({ name: record.name, member: toMember(record, archivePath) })),
    isContainer: files.some(({ name }) => CONTAINER_MARKS.has(name)),
  };
}
