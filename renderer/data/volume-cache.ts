// The volumes that the window holds, each in one typed array that fills plane by plane while it is shown. Volumes that
// nobody uses any more are kept while the budget allows, so that going back to a case is instant.

import type { Size3 } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import { readBlob } from './read-blob.ts';

export type VolumeDtype = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32';

/** What `cases.get` says of a volume. */
export interface VolumeSource {
  readonly volumeId: string;
  readonly dtype: VolumeDtype;
  readonly byteLength: number;
  readonly size: Size3;
}

/** A use of a volume; what it holds stays the same object until it is released. */
export interface VolumeHandle {
  readonly volumeId: string;
  /** Planes 0 … readPlanes - 1 are filled; the others are 0 until they arrive. */
  readonly voxels: VoxelArray;
  readonly size: Size3;
  readonly readPlanes: number;
  /** A plane beyond them that is there already; null: none. */
  readonly earlyPlane: number | null;
  /** Reads plane k before those that come in order. Settles when it is there, or will come with the others. */
  readAhead(k: number): Promise<void>;
  /** Settles when all planes are there; rejects with `resource` VOLUME_READ, or the abort reason when it was released. */
  readonly done: Promise<void>;
  /** At most once for each chunk that completes a plane, and when an early plane is there; returns what ends it. */
  onProgress(listener: (readPlanes: number) => void): () => void;
  /** Reading stops when the last use of a volume that is still arriving ends. */
  release(): void;
}

export interface VolumeCache {
  open(source: VolumeSource): VolumeHandle;
  /** Of all volumes held. */
  readonly heldBytes: number;
  /** Lets go of everything that nobody uses. */
  trim(): void;
}

export interface VolumeCacheOptions {
  /** Address before the id: 'blob/'. */
  readonly baseUrl: string;
  /** Volumes in use may exceed it; those that are not are dropped, longest unused first. */
  readonly budgetBytes: number;
}

/** The kind of array that holds each kind of voxel. */
export const VOLUME_ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
} as const;

interface Entry {
  readonly source: VolumeSource;
  readonly voxels: VoxelArray;
  readonly abort: AbortController;
  readonly listeners: Set<(readPlanes: number) => void>;
  done: Promise<void>;
  readPlanes: number;
  earlyPlane: number | null;
  uses: number;
}

/** Bytes of the whole array as it fills: x86 and ARM, on which browsers run, keep numbers little endian as the blob. */
function fill(entry: Entry, baseUrl: string): Promise<void> {
  const { source, voxels, abort } = entry;
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  const planeBytes = voxels.BYTES_PER_ELEMENT * source.size[0] * source.size[1];
  const take = (chunk: Uint8Array, offset: number) => {
    bytes.set(chunk, offset);
    const planes = Math.floor((offset + chunk.length) / planeBytes);
    if (planes === entry.readPlanes) return;
    entry.readPlanes = planes;
    for (const listener of entry.listeners) listener(planes);
  };
  return readBlob(`${baseUrl}${source.volumeId}`, source.byteLength, abort.signal, take, { stepBytes: planeBytes });
}

/** Where it fails, the plane comes in its turn, or what is wrong is said by the reading of all of them. */
async function readAhead(entry: Entry, k: number, baseUrl: string): Promise<void> {
  const { source, voxels, abort, listeners } = entry;
  if (k < entry.readPlanes || k === entry.earlyPlane || k >= source.size[2]) return;
  const planeBytes = voxels.BYTES_PER_ELEMENT * source.size[0] * source.size[1];
  const all = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  const plane = all.subarray(k * planeBytes, (k + 1) * planeBytes);
  try {
    await readBlob(`${baseUrl}${source.volumeId}/${k}`, plane.length, abort.signal, (chunk, at) =>
      plane.set(chunk, at),
    );
  } catch {
    return;
  }
  if (k < entry.readPlanes) return;
  entry.earlyPlane = k;
  for (const listener of listeners) listener(entry.readPlanes);
}

export function createVolumeCache({ baseUrl, budgetBytes }: VolumeCacheOptions): VolumeCache {
  // In the order of their last use.
  const entries = new Map<string, Entry>();
  const held = () => [...entries.values()].reduce((sum, { voxels }) => sum + voxels.byteLength, 0);

  const trimTo = (bytes: number): void => {
    let total = held();
    for (const [id, entry] of entries) {
      if (total <= bytes) return;
      if (entry.uses > 0) continue;
      entries.delete(id);
      total -= entry.voxels.byteLength;
    }
  };

  const start = (source: VolumeSource): Entry => {
    const count = source.size[0] * source.size[1] * source.size[2];
    const ArrayType = VOLUME_ARRAYS[source.dtype];
    if (count * ArrayType.BYTES_PER_ELEMENT !== source.byteLength) {
      throw new RangeError(`${source.byteLength} bytes are not ${source.size.join(' x ')} voxels of ${source.dtype}`);
    }
    trimTo(Math.max(0, budgetBytes - source.byteLength));
    const entry: Entry = {
      source,
      voxels: new ArrayType(count),
      abort: new AbortController(),
      listeners: new Set(),
      done: Promise.resolve(),
      readPlanes: 0,
      earlyPlane: null,
      uses: 0,
    };
    entry.done = fill(entry, baseUrl);
    // Whoever opened it hears of a failure through `done`; the cache forgets it, so that opening again tries again.
    entry.done.catch(() => {
      if (entries.get(source.volumeId) === entry) entries.delete(source.volumeId);
    });
    return entry;
  };

  const release = (entry: Entry): void => {
    const { volumeId, size } = entry.source;
    entry.uses--;
    if (entry.uses > 0) return;
    if (entry.readPlanes < size[2]) {
      entries.delete(volumeId);
      entry.abort.abort(new DOMException('The volume was closed.', 'AbortError'));
    }
    trimTo(budgetBytes);
  };

  return {
    open: (source) => {
      const known = entries.get(source.volumeId);
      const entry = known ?? start(source);
      entries.delete(source.volumeId);
      entries.set(source.volumeId, entry);
      entry.uses++;
      let isOpen = true;
      return {
        volumeId: source.volumeId,
        voxels: entry.voxels,
        size: source.size,
        get readPlanes() {
          return entry.readPlanes;
        },
        get earlyPlane() {
          return entry.earlyPlane;
        },
        readAhead: (k) => readAhead(entry, k, baseUrl),
        done: entry.done,
        onProgress: (listener) => {
          entry.listeners.add(listener);
          return () => entry.listeners.delete(listener);
        },
        release: () => {
          if (!isOpen) return;
          isOpen = false;
          release(entry);
        },
      };
    },
    get heldBytes() {
      return held();
    },
    trim: () => trimTo(0),
  };
}
