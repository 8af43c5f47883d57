// The voxels of a stack: each file read once, hashed and decoded into its planes, by other threads where that pays.

import type { DicomImage } from '../../core/dicom/index.ts';
import { isWholeValued } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { type ImageGeometry, voxelCount } from '../../core/geometry/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { decodedBytes, decodeInto } from './decode-planes.ts';
import { type ImageFinding, sha256Hex } from './file-finding.ts';
import { checkStamp, type DecodedFile } from './file-workers.ts';
import { forEachFile } from './read-lanes.ts';
import type { ScanContext } from './scan-context.ts';

/** Largest volume that is loaded, bytes. */
const MAX_VOLUME_BYTES = 2 ** 31;
/** Less than this is read by this thread before another could start, bytes. */
const WORKERS_FROM_BYTES = 12 << 20;
/** What a thread is given at a time, bytes: many portions, so that none waits for the last. */
const PORTION_BYTES = 4 << 20;

/** One image of a stack and the file that holds it. */
export interface Plane {
  readonly finding: ImageFinding;
  readonly image: DicomImage;
}

export interface LoadedVoxels {
  readonly voxels: Int16Array | Float32Array;
  /** sha256 (hex) of each file, by its path. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** A file of the stack and how far it is. */
interface StackFile {
  readonly finding: ImageFinding;
  readonly planes: { readonly image: DicomImage; readonly k: number }[];
  sha256: string | null;
  isDone: boolean;
}

type Voxels = Int16Array | Float32Array;

/** Each file once however many frames it holds, in k order. */
function byFile(planes: readonly Plane[]): StackFile[] {
  const files = new Map<ImageFinding, StackFile>();
  planes.forEach(({ finding, image }, k) => {
    const file = files.get(finding) ?? { finding, planes: [], sha256: finding.sha256, isDone: false };
    files.set(finding, file);
    file.planes.push({ image, k });
  });
  return [...files.values()];
}

/** How many files there are below these planes. */
export const countFiles = (planes: readonly Plane[]): number => new Set(planes.map(({ finding }) => finding)).size;

/** Compressed files are small and their work is not. */
const workOf = ({ finding, planes }: StackFile): number =>
  Math.max(finding.stamp.byteLength, decodedBytes(planes.map(({ image }) => image)));

function inPortions(files: readonly StackFile[]): StackFile[][] {
  const portions: StackFile[][] = [];
  let bytes = PORTION_BYTES;
  for (const file of files) {
    if (bytes >= PORTION_BYTES) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(file);
    bytes += workOf(file);
  }
  return portions;
}

class StackLoad {
  readonly #context: ScanContext;
  readonly #signal: AbortSignal | undefined;
  readonly #files: readonly StackFile[];
  readonly #count: number;
  #voxels: Voxels;

  constructor(planes: readonly Plane[], count: number, context: ScanContext, signal: AbortSignal | undefined) {
    const isWhole = planes.every(({ image }) => isWholeValued(image));
    this.#context = context;
    this.#signal = signal;
    this.#files = byFile(planes);
    this.#count = count;
    this.#voxels = context.memory.take(isWhole ? 'int16' : 'float32', count);
  }

  async run(): Promise<LoadedVoxels> {
    this.#placeKept();
    for (let left = this.#files; left.length > 0; ) {
      await this.#read(left);
      left = left.filter(({ isDone }) => !isDone);
      if (left.length > 0) this.#toFloat();
    }
    const hashes = this.#files.map(({ finding, sha256 }) => [finding.path, sha256 ?? ''] as const);
    return { voxels: this.#voxels, hashes: new Map(hashes) };
  }

  /** Planes that were decoded when their file was recognised. */
  #placeKept(): void {
    const { cache, readTally } = this.#context;
    for (const file of this.#files) {
      const kept = cache.take(file.finding.path);
      if (kept === undefined || file.sha256 === null) continue;
      if (this.#voxels instanceof Int16Array && kept.some((values) => values instanceof Float32Array)) this.#toFloat();
      for (const { image, k } of file.planes) {
        const values = kept[(image.frameNumber ?? 1) - 1];
        if (values !== undefined) this.#voxels.set(values, k * image.rows * image.columns);
      }
      file.isDone = true;
      readTally.count(1, file.finding.stamp.byteLength);
    }
  }

  /** A value does not fit Int16: what is decoded already is taken over, and the rest follows as Float32. */
  #toFloat(): void {
    const { memory } = this.#context;
    const floats = memory.take('float32', this.#count);
    floats.set(this.#voxels);
    memory.giveBack(this.#voxels);
    this.#voxels = floats;
  }

  async #read(wanted: readonly StackFile[]): Promise<void> {
    const files = wanted.filter(({ isDone }) => !isDone);
    const onDisk = files.filter(({ finding }) => finding.member === undefined);
    const isWorth =
      this.#context.workers !== null && onDisk.reduce((sum, file) => sum + workOf(file), 0) >= WORKERS_FROM_BYTES;
    const here = isWorth ? files.filter(({ finding }) => finding.member !== undefined) : files;
    await this.#readHere(here);
    if (isWorth) await this.#readElsewhere(onDisk);
  }

  async #readHere(files: readonly StackFile[]): Promise<void> {
    const findings = files.map(({ finding }) => finding);
    await forEachFile(
      findings,
      async (open, index) => {
        const file = files[index] as StackFile;
        const { path, stamp } = file.finding;
        checkStamp(path, open?.stamp, stamp);
        const bytes = (await open?.read(stamp.byteLength)) ?? new Uint8Array(0);
        this.#signal?.throwIfAborted();
        const isComplete = await decodeInto(bytes, file.planes, this.#voxels);
        this.#finish(file, { sha256: file.sha256 ?? sha256Hex(bytes), isComplete });
      },
      (thrown, index) => {
        throw mapNodeError(thrown, `Reading ${findings[index]?.path}`);
      },
      this.#signal,
    );
  }

  /** In portions, each by the next thread that is free. */
  async #readElsewhere(files: readonly StackFile[]): Promise<void> {
    const { workers } = this.#context;
    const portions = inPortions(files);
    const voxels = this.#voxels;
    const lane = async () => {
      for (let portion = portions.shift(); portion !== undefined; portion = portions.shift()) {
        const request = portion.map(({ finding: { path, stamp }, planes, sha256 }) => ({
          path,
          stamp,
          wantsHash: sha256 === null,
          planes: planes.map(({ image: { rows, columns, transferSyntaxUid, pixels }, k }) => ({
            image: { rows, columns, transferSyntaxUid, pixels },
            k,
          })),
        }));
        const decoded = (await workers?.decode({ files: request, voxels }, this.#signal)) ?? [];
        for (const [at, file] of portion.entries()) this.#finish(file, decoded[at] as DecodedFile);
      }
    };
    const lanes = Array.from({ length: workers?.width ?? 0 }, lane);
    try {
      await Promise.all(lanes);
    } finally {
      // Nobody may write into the voxels any more when their memory is used for others.
      portions.length = 0;
      await Promise.allSettled(lanes);
    }
  }

  #finish(file: StackFile, { sha256, isComplete }: DecodedFile): void {
    file.sha256 ??= sha256;
    file.isDone = isComplete;
    if (isComplete) this.#context.readTally.count(1, file.finding.stamp.byteLength);
  }
}

/**
 * Loads a stack; Int16 where every value is whole and fits, else Float32.
 * Throws `resource` VOLUME_TOO_LARGE, `conflict` FILE_CHANGED, what reading and decoding throw, the signal's reason.
 */
export async function loadVoxels(
  geometry: ImageGeometry,
  planes: readonly Plane[],
  context: ScanContext,
  signal: AbortSignal | undefined,
): Promise<LoadedVoxels> {
  const count = voxelCount(geometry.size);
  const voxelBytes = planes.every(({ image }) => isWholeValued(image)) ? 2 : 4;
  if (count * voxelBytes > MAX_VOLUME_BYTES) {
    throw new AppError(
      'resource',
      'VOLUME_TOO_LARGE',
      `The series of ${geometry.size.join(' x ')} voxels is larger than 2 GiB in memory. Import a part of it.`,
    );
  }
  signal?.throwIfAborted();
  return new StackLoad(planes, count, context, signal).run();
}
