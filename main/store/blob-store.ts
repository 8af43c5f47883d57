// Large bytes as files named by their own sha256: blobs/ab/<sha256>. A blob is written under a temporary name in
// blobs/tmp, brought to the disk, and renamed; it never changes afterwards.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { type FileSystemPort, renameReplacing, syncFolder } from '../platform/file-system.ts';
import { mapNodeError, withNodeErrors } from '../platform/node-error.ts';
import { BlobPlace } from './blob-place.ts';
import { BlobReader } from './blob-reading.ts';
import { type BlobRef, writeBlob, writeBlobLater } from './blob-writing.ts';

export type { BlobRef } from './blob-writing.ts';

export interface BlobStoreOptions {
  readonly folder: string;
  /** For messages. */
  readonly where: string;
  readonly port: FileSystemPort;
  /** False for a library that is thrown away anyway: then nothing waits for the disk. */
  readonly isDurable: boolean;
}

/** A reader of its blobs that also writes and removes them. */
export class BlobStore extends BlobReader {
  readonly #place: BlobPlace;
  readonly #port: FileSystemPort;
  readonly #isDurable: boolean;
  /** Exists while blobs may lie here that no row names yet: after a kill the next opening looks for them. */
  readonly #pendingMarker: string;
  readonly #unsyncedFolders = new Set<string>();
  #isPending = false;
  #isKept = false;
  #putsUnderWay = 0;

  constructor({ folder, where, port, isDurable }: BlobStoreOptions) {
    const place = new BlobPlace(folder, where);
    super(place);
    this.#place = place;
    this.#port = port;
    this.#isDurable = isDurable;
    this.#pendingMarker = join(folder, 'pending');
  }

  /**
   * Stores the concatenation of `chunks` and returns its name. The bytes are read, never copied. Returns only when they
   * would survive a power cut. Throws `resource` DISK_FULL, `denied`; then nothing is left behind.
   */
  put(chunks: readonly ArrayBufferView[]): BlobRef {
    return withNodeErrors(`${this.#place.where}, writing image data`, () => {
      this.markPending();
      const temporary = join(this.#place.folder, 'tmp', randomBytes(8).toString('hex'));
      try {
        const ref = writeBlob(this.#port, temporary, chunks, this.#isDurable);
        this.#publish(temporary, ref.sha256, (parent) => {
          syncFolder(this.#port, parent);
          syncFolder(this.#port, this.#place.folder);
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
    const where = `${this.#place.where}, writing image data`;
    const temporary = join(this.#place.folder, 'tmp', randomBytes(8).toString('hex'));
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
    withNodeErrors(`${this.#place.where}, writing image data`, () => {
      for (const folder of this.#unsyncedFolders) syncFolder(this.#port, folder);
      syncFolder(this.#port, this.#place.folder);
      this.#unsyncedFolders.clear();
    });
  }

  /** The same bytes may be there already; if they are damaged, the new ones take their place. */
  #publish(temporary: string, sha256: string, onRenamed: (parent: string) => void): void {
    if (this.check(sha256, { verify: true }) === null) {
      this.#port.rmSync(temporary);
      return;
    }
    this.#port.mkdirSync(this.#place.parent(sha256), { recursive: true });
    renameReplacing(this.#port, temporary, this.#place.path(sha256));
    if (this.#isDurable) onRenamed(this.#place.parent(sha256));
  }

  /** Removes blobs; those already gone are no error. */
  remove(hashes: Iterable<string>): void {
    withNodeErrors(`${this.#place.where}, removing image data`, () => {
      for (const sha256 of hashes) this.#port.rmSync(this.#place.path(sha256), { force: true });
    });
  }

  /** Says on the disk that unnamed blobs may appear, before the first does. */
  markPending(): void {
    if (this.#isPending) return;
    this.#port.mkdirSync(join(this.#place.folder, 'tmp'), { recursive: true });
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
    return withNodeErrors(`${this.#place.where}, removing what an interrupted run left`, () => {
      if (!fs.existsSync(this.#pendingMarker)) return 0;
      fs.rmSync(join(this.#place.folder, 'tmp'), { recursive: true, force: true });
      let removed = 0;
      for (const sha256 of this.#place.list()) {
        if (isReferenced(sha256)) continue;
        fs.rmSync(this.#place.path(sha256));
        removed++;
      }
      fs.rmSync(this.#pendingMarker);
      return removed;
    });
  }
}
