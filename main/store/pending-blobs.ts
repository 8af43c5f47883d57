// Volumes of one import on their way to the disk, while the next are read.

import type { VoxelArray } from '../../core/volume/index.ts';
import type { BlobRef } from './blob-store.ts';
import type { LibraryContext } from './context.ts';

/** Voxels that wait to be written at most, bytes; one volume may always. */
const MAX_WAITING_BYTES = 128 << 20;

export class PendingBlobs {
  readonly #context: LibraryContext;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<BlobRef>>();
  #waitingBytes = 0;
  #onProgress: () => void = () => undefined;
  #failure: { readonly error: unknown } | null = null;

  /** @param signal stops what runs, as `cancel` does */
  constructor(context: LibraryContext, signal: AbortSignal | undefined) {
    this.#context = context;
    this.#signal = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
  }

  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** Throws what went wrong with a volume since it was put. */
  check(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Waits until so many bytes more may be in memory. Throws as `check`. */
  async room(byteLength: number): Promise<void> {
    this.check();
    while (this.#waitingBytes > 0 && this.#waitingBytes + byteLength > MAX_WAITING_BYTES) {
      await new Promise<void>((resolve) => {
        this.#onProgress = resolve;
      });
      this.check();
    }
  }

  /** Starts to store voxels, which nobody may change until `onWritten`. What goes wrong comes out of `check`. */
  put(voxels: VoxelArray, onWritten: () => void): Promise<BlobRef> {
    const { blobs, pinned } = this.#context;
    let heldBytes = voxels.byteLength;
    this.#waitingBytes += heldBytes;
    const letGo = () => {
      this.#waitingBytes -= heldBytes;
      heldBytes = 0;
      this.#onProgress();
    };
    const put = blobs
      .putLater(voxels, this.#signal, () => {
        letGo();
        onWritten();
      })
      .then((blob) => {
        pinned.add(blob.sha256);
        return blob;
      });
    this.#running.add(put);
    put
      .catch((error: unknown) => {
        this.#failure ??= { error };
        letGo();
      })
      .finally(() => this.#running.delete(put));
    return put;
  }

  /** Ends when every volume is on the disk under its name. Throws as `check`. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running);
    this.check();
    this.#context.blobs.flush();
  }

  /** Stops what runs; ends when nothing does. */
  async cancel(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }
}
