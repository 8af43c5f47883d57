// Writing backups: a snapshot of the database as one file, the blobs that it names, and a manifest. The caller decides
// where the folder lies and puts it in place.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-write.ts';
import { isoTime } from '../platform/clock.ts';
import { nodeFileSystem, syncFile, syncFolder } from '../platform/file-system.ts';
import { withNodeErrors } from '../platform/node-error.ts';
import { BACKUP_MANIFEST, newManifest } from './backup-manifest.ts';
import { BLOB_HEADER_BYTES } from './blob-format.ts';
import { isBlobReferenced, type LibraryContext, listReferencedBlobs, type ReferencedBlob } from './context.ts';
import { type Database, openDatabase } from './driver.ts';
import { schemaVersion } from './migrate.ts';

export const BACKUP_DATABASE = 'library.db';
export const BACKUP_BLOBS = 'blobs';
const BUSY_TIMEOUT_MS = 5_000;
const HASH_STEP_BYTES = 4 << 20;

export interface LibraryContent {
  readonly blobs: readonly ReferencedBlob[];
  /** Of the database (less what waits in its log) and the blob files. */
  readonly sizeBytes: number;
  readonly cases: number;
  readonly schemaVersion: number;
}

/** What a database of the present schema names. */
export function contentOf(database: Database): LibraryContent {
  const blobs = listReferencedBlobs(database);
  const { cases } = database.prepare<{ cases: number }>('SELECT count(*) AS cases FROM cases').get() ?? { cases: 0 };
  const databaseBytes = Number(database.pragma('page_count')) * Number(database.pragma('page_size'));
  const blobBytes = blobs.reduce((sum, { bytes }) => sum + bytes + BLOB_HEADER_BYTES, 0);
  return { blobs, cases, schemaVersion: schemaVersion(database), sizeBytes: databaseBytes + blobBytes };
}

/** Work on blobs one by one, so that the caller can show progress and stop between them. */
export interface BlobCopies extends LibraryContent {
  /** Throws `corrupt-data` when the blob is damaged or missing, `resource` DISK_FULL. */
  copy(blob: ReferencedBlob): void;
  /** After the last blob: makes the folder what it shall be. */
  finish(): void;
}

/**
 * Writes a consistent snapshot of the database into `folder`, which exists and is empty, while others read and write.
 * The manifest comes with `finish`.
 */
export function beginBackup({ database, blobs, where, appVersion, clock }: LibraryContext, folder: string): BlobCopies {
  const target = join(folder, BACKUP_DATABASE);
  database.prepare('VACUUM INTO ?').run(target);
  return withNodeErrors(where, () => {
    fs.chmodSync(target, 0o600);
    syncFile(nodeFileSystem, target);
    const content = readContent(target, where);
    const finish = () => {
      const { cases, sizeBytes, schemaVersion } = content;
      const createdAt = isoTime(clock);
      const databaseSha256 = hashFile(target);
      const counts = { cases, blobs: content.blobs.length, sizeBytes, schemaVersion };
      const manifest = newManifest({ appVersion, createdAt, ...counts, databaseSha256 });
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      writeFileAtomically(join(folder, BACKUP_MANIFEST), [new TextEncoder().encode(text)]);
      syncBlobFolders(folder);
    };
    return { ...content, copy: ({ sha256 }) => blobs.copyTo(join(folder, BACKUP_BLOBS), sha256), finish };
  });
}

/** True when a blob that could not be copied is not needed any more: its case was deleted after the snapshot. */
export const isBlobGone = ({ database }: LibraryContext, { sha256 }: ReferencedBlob): boolean =>
  !isBlobReferenced(database, sha256);

function readContent(path: string, where: string): LibraryContent {
  const database = openDatabase(path, where, { mode: 'read', busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    return contentOf(database);
  } finally {
    database.close();
  }
}

/** sha256 (hex) of a file that no connection of this process has open. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const file = fs.openSync(path, 'r');
  try {
    const buffer = new Uint8Array(HASH_STEP_BYTES);
    for (let got = fs.readSync(file, buffer); got > 0; got = fs.readSync(file, buffer)) {
      hash.update(buffer.subarray(0, got));
    }
    return hash.digest('hex');
  } finally {
    fs.closeSync(file);
  }
}

/** Makes the names of all blobs in a new folder durable. */
export function syncBlobFolders(folder: string): void {
  const blobs = join(folder, BACKUP_BLOBS);
  const names = fs.existsSync(blobs) ? fs.readdirSync(blobs) : [];
  for (const name of names) syncFolder(nodeFileSystem, join(blobs, name));
  if (names.length > 0) syncFolder(nodeFileSystem, blobs);
  syncFolder(nodeFileSystem, folder);
}
