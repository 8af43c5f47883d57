// Reading blobs: whole, in pieces, as they come, hashed on the way, and copied.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import { nodeFileSystem, writeAll } from '../platform/file-system.ts';
import { mapNodeError, systemCode, withNodeErrors } from '../platform/node-error.ts';
import { BLOB_HEADER_BYTES, decodeBlobHeader, encodeBlobHeader } from './blob-format.ts';
import type { BlobPlace, BlobProblem } from './blob-place.ts';

/** Largest part that one read or hash step handles. */
const READ_STEP_BYTES = 16 << 20;
/** Small enough that hashing one takes a millisecond; a multiple of every voxel's size. */
const LATER_STEP_BYTES = 1 << 20;

export class BlobReader {
  readonly #place: BlobPlace;

  constructor(place: BlobPlace) {
    this.#place = place;
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
    if (typeof payload === 'string') throw this.#place.error(sha256, payload);
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
    if (typeof piece === 'string') throw this.#place.error(sha256, piece);
    return piece;
  }

  /** `read` with its hash checked, in parts with other work between them, and after `mayGoOn` for each. */
  async readLater(sha256: string, mayGoOn?: () => Promise<void>): Promise<Uint8Array<ArrayBuffer>> {
    const { byteLength, parts } = this.stream(sha256);
    const bytes = new Uint8Array(byteLength);
    let at = 0;
    for await (const part of parts) {
      bytes.set(part, at);
      at += part.length;
      await mayGoOn?.();
    }
    return bytes;
  }

  /**
   * The payload for somebody who begins to use it before all of it is read: parts in order, with other work between them.
   * A part holds until the next one is asked for: all are read into the same bytes, as memory of its own for each would
   * cost as much time as hashing it.
   * The last part comes only when the hash of all of them is right; else iterating throws `corrupt-data` BLOB_DAMAGED.
   * Throws at once where the blob is missing or has another length than it should.
   */
  stream(sha256: string): { readonly byteLength: number; readonly parts: AsyncIterable<Uint8Array<ArrayBuffer>> } {
    const byteLength = this.#open(sha256, (_file, payloadBytes) => payloadBytes);
    if (typeof byteLength === 'string') throw this.#place.error(sha256, byteLength);
    return { byteLength, parts: this.#readParts(sha256, byteLength) };
  }

  async *#readParts(sha256: string, byteLength: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const where = `${this.#place.where}, reading image data`;
    const file = await fs.promises.open(this.#place.path(sha256)).catch((error: unknown) => {
      throw mapNodeError(error, where);
    });
    try {
      const hash = createHash('sha256');
      const buffer = new Uint8Array(Math.min(LATER_STEP_BYTES, byteLength));
      for (let at = 0; at < byteLength; ) {
        const part = buffer.subarray(0, Math.min(buffer.length, byteLength - at));
        for (let got = 0; got < part.length; ) {
          const { bytesRead } = await file.read(part, got, part.length - got, BLOB_HEADER_BYTES + at + got);
          if (bytesRead === 0) throw this.#place.error(sha256, 'damaged');
          got += bytesRead;
        }
        hash.update(part);
        at += part.length;
        if (at === byteLength && hash.digest('hex') !== sha256) throw this.#place.error(sha256, 'damaged');
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
        nodeFileSystem.mkdirSync(parent, { recursive: true });
        const target = nodeFileSystem.openSync(join(parent, sha256), 'wx', 0o600);
        try {
          writeAll(nodeFileSystem, target, encodeBlobHeader(payloadBytes));
          const isWhole = this.#stream(source, sha256, payloadBytes, (part) => writeAll(nodeFileSystem, target, part));
          nodeFileSystem.fsyncSync(target);
          return isWhole ? null : 'damaged';
        } finally {
          nodeFileSystem.closeSync(target);
        }
      }),
    );
    if (problem !== null) throw this.#place.error(sha256, problem);
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
    return withNodeErrors(`${this.#place.where}, reading image data`, () => {
      let file: number;
      try {
        file = fs.openSync(this.#place.path(sha256), 'r');
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
}
