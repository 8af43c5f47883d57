// Decoded images that were in hand when their file was recognised, kept until their series is loaded so that they need
// not be read and decoded again. Never more bytes than the budget: beyond it files are read twice.

import type { VoxelArray } from '../../core/volume/index.ts';

export class PlaneCache {
  readonly #planes = new Map<string, readonly VoxelArray[]>();
  #freeBytes: number;

  constructor(budgetBytes: number) {
    this.#freeBytes = budgetBytes;
  }

  /** Sets bytes aside for images that are being decoded: `mostBytes`, or what is left. Give them to `settle`. */
  reserve(mostBytes: number): number {
    const bytes = Math.min(mostBytes, this.#freeBytes);
    this.#freeBytes -= bytes;
    return bytes;
  }

  settle(reservedBytes: number): void {
    this.#freeBytes += reservedBytes;
  }

  /** Keeps what fits into the budget. */
  keep(path: string, planes: readonly VoxelArray[]): void {
    const bytes = byteLengthOf(planes);
    if (bytes > this.#freeBytes) return;
    this.#freeBytes -= bytes;
    this.#planes.set(path, planes);
  }

  /** The planes of a file, once. */
  take(path: string): readonly VoxelArray[] | undefined {
    const planes = this.#planes.get(path);
    if (planes === undefined) return undefined;
    this.#planes.delete(path);
    this.#freeBytes += byteLengthOf(planes);
    return planes;
  }
}

const byteLengthOf = (planes: readonly VoxelArray[]): number =>
  planes.reduce((sum, { byteLength }) => sum + byteLength, 0);
