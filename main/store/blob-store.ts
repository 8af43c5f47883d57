// Large bytes as files named by their own sha256: blobs/ab/<sha256>. A blob is written under a temporary name in
// blobs/tmp, brought to the disk, and renamed; it never changes afterwards.

import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { type FileSystemPort, renameReplacing, syncFolder, writeAll } from '../platform/file-system.ts';
import { mapNodeError, systemCode, withNodeErrors } from '../platform/node-error.ts';
import { BLOB_HEADER_BYTES, decodeBlobHeader, encodeBlobHeader } from './blob-format.ts';
import { type BlobRef, writeBlob, writeBlobLater } from './blob-writing.ts';

export type { BlobRef } from './blob-writing.ts';

export type BlobProblem = 'missing' | 'damaged';

export interface BlobStoreOptions {
  readonly folder: string;
  /** For messages. */
  readonly where: string;
  readonly port: FileSystemPort;
  /** False for a library that is thrown away anyway: then nothing waits for the disk. */
  readonly isDurable: boolean;
}

const SHA256 = /^[0-9a-f]{64}$/;
const FOLDER = /^[0-9a-f]{2}$/;

/** Largest part that one read or hash step handles. */
const READ_STEP_BYTES = 16 << 20;
/** Small enough that hashing one takes a millisecond; a multiple of every voxel's size. */
const LATER_STEP_BYTES = 1 << 20;

export class BlobStore {
  readonly #folder: string;
  readonly #where: string;
  readonly #port: FileSystemPort;
  readonly #isDurable: boolean;
  /** Exists while blobs may lie here that no row names yet: after a kill the next opening looks for them. */
  readonly #pendingMarker: string;
  readonly #unsyncedFolders = new Set<string>();
  #isPending = false;
  #isKept = false;
  #putsUnderWay = 0;

  constructor({ folder, where, port, isDurable }: BlobStoreOptions) {
    this.#folder = folder;
    this.#where = where;
    this.#port = port;
    this.#isDurable = isDurable;
    this.#pendingMarker = join(folder, 'pending');
  }

  /**
   * Stores the concatenation of `chunks` and returns its name. The bytes are read, never copied. Returns only when they
   * would survive a power cut. Throws `resource` DISK_FULL, `denied`; then nothing is left behind.
   */
  put(chunks: readonly ArrayBufferView[]): BlobRef {
    return withNodeErrors(`${this.#where}, writing image data`, () => {
      this.markPending();
      const temporary = join(this.#folder, 'tmp', randomBytes(8).toString('hex'));
      try {
        const ref = writeBlob(this.#port, temporary, chunks, this.#isDurable);
        this.#publish(temporary, ref.sha256, (parent) => {
          syncFolder(this.#port, parent);
          syncFolder(this.#port, this.#folder);
        });
        return ref;
      } catch (error) {
        // The blob may have its name already when only the folder could not be synced: the next opening looks.
        this.#isKept = true;
        this.#port.rmSync(temporary, { force: true });
        throw error;
      }
    });
  }

  /**
   * `put` for much data: the disk takes them in while other work goes on, and the names become durable only with
   * `flush`. `onWritten` is called when the bytes are not needed any more. On an abort, as on every error, nothing is
   * left behind; throws its reason.
   */
  async putLater(bytes: ArrayBufferView, signal: AbortSignal, onWritten: () => void): Promise<BlobRef> {
    this.#putsUnderWay++;
    const where = `${this.#where}, writing image data`;
    const temporary = join(this.#folder, 'tmp', randomBytes(8).toString('hex'));
    try {
      withNodeErrors(where, () => this.markPending());
      const ref = await writeBlobLater(this.#port, temporary, bytes, { isDurable: this.#isDurable, signal, onWritten });
      signal.throwIfAborted();
      this.#publish(temporary, ref.sha256, (parent) => this.#unsyncedFolders.add(parent));
      return ref;
    } catch (error) {
      if (!signal.aborted) this.#isKept = true;
      this.#port.rmSync(temporary, { force: true });
      throw signal.aborted ? error : mapNodeError(error, where);
    } finally {
      this.#putsUnderWay--;
    }
  }

  /** Makes the names of all blobs put so far durable. Throws `resource` DISK_FULL. */
  flush(): void {
    if (this.#unsyncedFolders.size === 0) return;
    withNodeErrors(`${this.#where}, writing image data`, () => {
      for (const folder of this.#unsyncedFolders) syncFolder(this.#port, folder);
      syncFolder(this.#port, this.#folder);
      this.#unsyncedFolders.clear();
    });
  }

  /** The same bytes may be there already; if they are damaged, the new ones take their place. */
  #publish(temporary: string, sha256: string, onRenamed: (parent: string) => void): void {
    if (this.check(sha256, { verify: true }) === null) {
      this.#port.rmSync(temporary);
      return;
    }
    this.#port.mkdirSync(this.#parent(sha256), { recursive: true });
    renameReplacing(this.#port, temporary, this.#path(sha256));
    if (this.#isDurable) onRenamed(this.#parent(sha256));
  }

  /**
   * The payload in a buffer of its own. The length is always checked, the hash only with `verify` (it costs as much as
   * reading). Throws `corrupt-data` BLOB_DAMAGED or BLOB_MISSING.
   */
  read(sha256: string, options: { readonly verify: boolean }): Uint8Array<ArrayBuffer> {
    const payload = this.#open(sha256, (file, payloadBytes) => {
      const bytes = new Uint8Array(payloadBytes);
      const hash = options.verify ? createHash('sha256') : null;
      for (let at = 0; at < payloadBytes; ) {
        const got = fs.readSync(file, bytes, at, Math.min(READ_STEP_BYTES, payloadBytes - at), BLOB_HEADER_BYTES + at);
        if (got === 0) return 'damaged';
        hash?.update(bytes.subarray(at, at + got));
        at += got;
      }
      return hash !== null && hash.digest('hex') !== sha256 ? 'damaged' : bytes;
    });
    if (typeof payload === 'string') throw this.#error(sha256, payload);
    return payload;
  }

  /** A piece of the payload, not hashed: for a first look while all of it is on its way. Throws as `read`; `not-found`
   * BLOB_RANGE for a piece that is not inside. */
  readPiece(sha256: string, from: number, byteLength: number): Uint8Array<ArrayBuffer> {
    const piece = this.#open(sha256, (file, payloadBytes) => {
      if (from < 0 || byteLength < 1 || from + byteLength > payloadBytes) return null;
      const bytes = new Uint8Array(byteLength);
      for (let at = 0; at < byteLength; ) {
        const got = fs.readSync(file, bytes, at, byteLength - at, BLOB_HEADER_BYTES + from + at);
        if (got === 0) return 'damaged';
        at += got;
      }
      return bytes;
    });
    if (piece === null) throw new AppError('not-found', 'BLOB_RANGE', 'There is no such part of the image.');
    if (typeof piece === 'string') throw this.#error(sha256, piece);
    return piece;
  }

  /** `read` with its hash checked, in parts with other work between them. */
  async readLater(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
    const { byteLength, parts } = this.stream(sha256);
    const bytes = new Uint8Array(byteLength);
    let at = 0;
    for await (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /**
   * The payload for somebody who begins to use it before all of it is read: parts in order, with other work between them.
   * The last part comes only when the hash of all of them is right; else iterating throws `corrupt-data` BLOB_DAMAGED.
   * Throws at once where the blob is missing or has another length than it should.
   */
  stream(sha256: string): { readonly byteLength: number; readonly parts: AsyncIterable<Uint8Array<ArrayBuffer>> } {
    const byteLength = this.#open(sha256, (_file, payloadBytes) => payloadBytes);
    if (typeof byteLength === 'string') throw this.#error(sha256, byteLength);
    return { byteLength, parts: this.#readParts(sha256, byteLength) };
  }

  async *#readParts(sha256: string, byteLength: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const where = `${this.#where}, reading image data`;
    const file = await fs.promises.open(this.#path(sha256)).catch((error: unknown) => {
      throw mapNodeError(error, where);
    });
    try {
      const hash = createHash('sha256');
      for (let at = 0; at < byteLength; ) {
        const part = new Uint8Array(Math.min(LATER_STEP_BYTES, byteLength - at));
        for (let got = 0; got < part.length; ) {
          const { bytesRead } = await file.read(part, got, part.length - got, BLOB_HEADER_BYTES + at + got);
          if (bytesRead === 0) throw this.#error(sha256, 'damaged');
          got += bytesRead;
        }
        hash.update(part);
        at += part.length;
        if (at === byteLength && hash.digest('hex') !== sha256) throw this.#error(sha256, 'damaged');
        yield part;
      }
    } catch (error) {
      throw mapNodeError(error, where);
    } finally {
      await file.close();
    }
  }

  /** What is wrong with a blob, or null. With `verify` its whole content is hashed. */
  check(sha256: string, options: { readonly verify: boolean }): BlobProblem | null {
    const result = this.#open(sha256, (file, payloadBytes) => {
      if (!options.verify) return null;
      return this.#stream(file, sha256, payloadBytes, () => undefined) ? null : 'damaged';
    });
    return result;
  }

  /**
   * Copies a blob, as it lies here, below another blob folder in which it is not yet, and brings it to the disk. The
   * hash is checked on the way. Throws `corrupt-data` BLOB_DAMAGED or BLOB_MISSING, `resource` DISK_FULL.
   */
  copyTo(folder: string, sha256: string): void {
    const parent = join(folder, sha256.slice(0, 2));
    const problem = this.#open(sha256, (source, payloadBytes) =>
      withNodeErrors('Copying image data', () => {
        this.#port.mkdirSync(parent, { recursive: true });
        const target = this.#port.openSync(join(parent, sha256), 'wx', 0o600);
        try {
          writeAll(this.#port, target, encodeBlobHeader(payloadBytes));
          const isWhole = this.#stream(source, sha256, payloadBytes, (part) => writeAll(this.#port, target, part));
          if (this.#isDurable) this.#port.fsyncSync(target);
          return isWhole ? null : 'damaged';
        } finally {
          this.#port.closeSync(target);
        }
      }),
    );
    if (problem !== null) throw this.#error(sha256, problem);
  }

  /** Hands the payload on in parts; true when its hash is its name. */
  #stream(file: number, sha256: string, payloadBytes: number, onPart: (part: Uint8Array) => void): boolean {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(Math.min(READ_STEP_BYTES, payloadBytes));
    for (let at = 0; at < payloadBytes; ) {
      const got = fs.readSync(file, buffer, 0, Math.min(buffer.length, payloadBytes - at), BLOB_HEADER_BYTES + at);
      if (got === 0) return false;
      const part = buffer.subarray(0, got);
      hash.update(part);
      onPart(part);
      at += got;
    }
    return hash.digest('hex') === sha256;
  }

  /** Opens a blob, checks header and length, and hands the file on. */
  #open<T>(sha256: string, use: (file: number, payloadBytes: number) => T | BlobProblem): T | BlobProblem {
    return withNodeErrors(`${this.#where}, reading image data`, () => {
      let file: number;
      try {
        file = fs.openSync(this.#path(sha256), 'r');
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return 'missing';
        throw error;
      }
      try {
        const header = new Uint8Array(BLOB_HEADER_BYTES);
        const got = fs.readSync(file, header, 0, BLOB_HEADER_BYTES, 0);
        const decoded = decodeBlobHeader(header.subarray(0, got));
        if ('problem' in decoded) return 'damaged';
        if (fs.fstatSync(file).size !== BLOB_HEADER_BYTES + decoded.payloadBytes) return 'damaged';
        return use(file, decoded.payloadBytes);
      } finally {
        fs.closeSync(file);
      }
    });
  }

  /** Removes blobs; those already gone are no error. */
  remove(hashes: Iterable<string>): void {
    withNodeErrors(`${this.#where}, removing image data`, () => {
      for (const sha256 of hashes) this.#port.rmSync(this.#path(sha256), { force: true });
    });
  }

  /** Says on the disk that unnamed blobs may appear, before the first does. */
  markPending(): void {
    if (this.#isPending) return;
    this.#port.mkdirSync(join(this.#folder, 'tmp'), { recursive: true });
    this.#port.closeSync(this.#port.openSync(this.#pendingMarker, 'w'));
    this.#isPending = true;
  }

  /** Unnamed blobs could not be removed: the mark stays when this process ends. */
  keepPending(): void {
    this.markPending();
    this.#isKept = true;
  }

  /** Says that every blob here is named by a row again. */
  clearPending(): void {
    if (!this.#isPending || this.#isKept || this.#putsUnderWay > 0) return;
    this.#port.rmSync(this.#pendingMarker, { force: true });
    this.#isPending = false;
  }

  /** After a kill: removes temporary files and every blob that `isReferenced` does not know. Costs nothing when the
   * last writer ended in order. Returns how many blobs were removed. */
  collectGarbage(isReferenced: (sha256: string) => boolean): number {
    return withNodeErrors(`${this.#where}, removing what an interrupted run left`, () => {
      if (!fs.existsSync(this.#pendingMarker)) return 0;
      fs.rmSync(join(this.#folder, 'tmp'), { recursive: true, force: true });
      let removed = 0;
      for (const sha256 of this.list()) {
        if (isReferenced(sha256)) continue;
        fs.rmSync(this.#path(sha256));
        removed++;
      }
      fs.rmSync(this.#pendingMarker);
      return removed;
    });
  }

  /** Names of all blobs that are there. */
  list(): string[] {
    if (!fs.existsSync(this.#folder)) return [];
    const folders = fs.readdirSync(this.#folder).filter((name) => FOLDER.test(name));
    return folders.flatMap((name) => fs.readdirSync(join(this.#folder, name)).filter((file) => SHA256.test(file)));
  }

  #parent(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2));
  }

  #path(sha256: string): string {
    // The name comes from the database, which a damaged file could fill with anything: never a path of its own.
    if (!SHA256.test(sha256)) throw this.#error('', 'damaged');
    return join(this.#parent(sha256), sha256);
  }

  #error(sha256: string, problem: BlobProblem): AppError {
    const name = sha256 === '' ? 'image data' : `image data ${sha256.slice(0, 12)}`;
    return problem === 'missing'
      ? new AppError('corrupt-data', 'BLOB_MISSING', `${this.#where}: ${name} are missing. Restore them from a backup.`)
      : new AppError('corrupt-data', 'BLOB_DAMAGED', `${this.#where}: ${name} are damaged. Import the images again.`);
  }
}
