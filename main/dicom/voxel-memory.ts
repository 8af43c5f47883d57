// Memory for the voxels of one volume after the other. Taken again where it can be: fresh pages cost as much as reading
// a file into them, and shared memory is given back to the system late.

import type { VoxelArray } from '../../core/volume/index.ts';

/** Free memory beyond this is left to the garbage collector, bytes. */
const MAX_FREE_BYTES = 128 << 20;
/** A volume never takes memory more than this many times larger. */
const MAX_WASTE = 4;

export type VoxelKind = 'int16' | 'float32';

export class VoxelMemory {
  readonly #isShared: boolean;
  readonly #free: ArrayBufferLike[] = [];

  /** @param isShared true: other threads write the voxels */
  constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  /** Voxels with any content. */
  take(kind: VoxelKind, count: number): Int16Array | Float32Array {
    const byteLength = count * (kind === 'int16' ? 2 : 4);
    const buffer = this.#takeFree(byteLength) ?? this.#allocate(byteLength);
    return kind === 'int16' ? new Int16Array(buffer, 0, count) : new Float32Array(buffer, 0, count);
  }

  /** The caller has no more use for them. */
  giveBack({ buffer }: VoxelArray): void {
    if (this.#free.includes(buffer)) return;
    this.#free.push(buffer);
    while (this.#freeBytes() > MAX_FREE_BYTES) this.#free.shift();
  }

  #freeBytes(): number {
    return this.#free.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #takeFree(byteLength: number): ArrayBufferLike | undefined {
    const fitting = this.#free
      .filter((buffer) => buffer.byteLength >= byteLength && buffer.byteLength <= MAX_WASTE * byteLength)
      .sort((a, b) => a.byteLength - b.byteLength);
    const [best] = fitting;
    if (best !== undefined) this.#free.splice(this.#free.indexOf(best), 1);
    return best;
  }

  #allocate(byteLength: number): ArrayBufferLike {
    return this.#isShared ? new SharedArrayBuffer(byteLength) : new ArrayBuffer(byteLength);
  }
}
