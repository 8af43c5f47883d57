// The voxel bytes of an opened volume file, in parts. Whoever takes them, a file that is cut short, damaged or longer than
// its header says is refused here, before more is held than it can hold.

import { createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../../core/error/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import type { OpenedVolume } from './open-volume.ts';
import type { VolumeHandle } from './volume-handle.ts';

/** DEFLATE cannot shrink anything further than this (RFC 1951: 258 bytes in two bits). */
const MAX_DEFLATE_RATIO = 1032;
const READ_STEP_BYTES = 1 << 20;
/** Larger parts have left the cache when the sink gets them, smaller ones wait more often for their turn. */
const INFLATE_STEP_BYTES = 1 << 19;

/** Takes the voxel bytes from the first to the last; `at` counts them from 0. A part is lent for the call only. */
export type VoxelSink = (part: Uint8Array, at: number) => void;

const truncatedVolume = (promised: number, available: number) =>
  new AppError(
    'corrupt-data',
    'VOLUME_TRUNCATED',
    `The header promises ${promised} bytes of voxels, but the file holds ${available}. Copy or export the file again.`,
  );

const damagedStream = () =>
  new AppError(
    'corrupt-data',
    'VOLUME_COMPRESSION',
    'The compressed voxels are damaged. Copy or export the file again.',
  );

const longerThanHeader = () =>
  new AppError(
    'corrupt-data',
    'VOLUME_TOO_LONG',
    'The compressed file grows beyond what its header promises. Export the file again.',
  );

/** ES2024; the launcher sees to a Node that has it. */
type TransferableBuffer = ArrayBuffer & { transfer(byteLength: number): ArrayBuffer };

/** Parts come by the gigabyte a second. Left to the collector, they make it search the heap every 10 ms, which takes as
 * long as the inflating. A part that is a whole buffer is of no further use to the stream either. */
function freeAtOnce({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) (buffer as TransferableBuffer).transfer(0);
}

interface VoxelRange {
  /** First byte of the file to read. */
  readonly start: number;
  /** Bytes to drop once uncompressed. */
  readonly skip: number;
  readonly byteLength: number;
}

async function readRaw(
  handle: VolumeHandle,
  { start, byteLength }: VoxelRange,
  sink: VoxelSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const buffer = new Uint8Array(Math.min(READ_STEP_BYTES, byteLength));
  let done = 0;
  while (done < byteLength) {
    signal?.throwIfAborted();
    const wanted = Math.min(buffer.length, byteLength - done);
    const { bytesRead } = await handle.read(buffer, 0, wanted, start + done);
    if (bytesRead === 0) throw truncatedVolume(byteLength, done);
    sink(buffer.subarray(0, bytesRead), done);
    done += bytesRead;
  }
}

async function inflate(
  handle: VolumeHandle,
  encoding: 'gzip' | 'zlib',
  { start, skip, byteLength }: VoxelRange,
  sink: VoxelSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = handle.createReadStream({ start, autoClose: false, highWaterMark: READ_STEP_BYTES });
  const options = { chunkSize: INFLATE_STEP_BYTES };
  const stream = encoding === 'gzip' ? createGunzip(options) : createInflate(options);
  source.on('error', (error) => stream.destroy(error));
  source.pipe(stream);
  let seen = 0;
  try {
    for await (const part of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      const from = Math.max(0, skip - seen);
      const at = seen + from - skip;
      if (from < part.length && at < byteLength) {
        sink(part.subarray(from, Math.min(part.length, from + byteLength - at)), at);
      }
      seen += part.length;
      freeAtOnce(part);
      if (seen >= skip + byteLength + READ_STEP_BYTES) throw longerThanHeader();
    }
  } catch (thrown) {
    if (thrown instanceof AppError || signal?.aborted) throw thrown;
    const code = (thrown as NodeJS.ErrnoException).code ?? '';
    if (code === 'Z_BUF_ERROR') throw truncatedVolume(byteLength, Math.max(0, seen - skip));
    if (code.startsWith('Z_')) throw damagedStream();
    throw thrown;
  } finally {
    source.destroy();
    stream.destroy();
  }
  if (seen < skip + byteLength) throw truncatedVolume(byteLength, Math.max(0, seen - skip));
}

/**
 * Passes on exactly the voxel bytes that the header of `opened` promises.
 * @param makeSink called once the file is seen to be large enough for them
 * @throws AppError `corrupt-data` (cut short, damaged, too long), for what cannot be read, and what the sink throws
 */
export async function streamVoxels(
  { header, sniffed, dataPath, openHandle }: OpenedVolume,
  makeSink: () => VoxelSink,
  signal?: AbortSignal,
): Promise<void> {
  const { byteLength, encoding } = header.data;
  try {
    const handle = await openHandle(dataPath);
    try {
      const { size } = await handle.stat();
      const isCompressed = sniffed.isGzipped || encoding !== 'raw';
      const offset = header.data.offset ?? size - byteLength;
      const available = sniffed.isGzipped ? size : size - offset;
      if (offset < 0 || byteLength > available * (isCompressed ? MAX_DEFLATE_RATIO : 1)) {
        throw truncatedVolume(byteLength, Math.max(0, available));
      }
      signal?.throwIfAborted();
      const sink = makeSink();
      if (sniffed.isGzipped) await inflate(handle, 'gzip', { start: 0, skip: offset, byteLength }, sink, signal);
      else if (encoding === 'raw') await readRaw(handle, { start: offset, skip: 0, byteLength }, sink, signal);
      else await inflate(handle, encoding, { start: offset, skip: 0, byteLength }, sink, signal);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw mapNodeError(thrown, `Reading ${dataPath}`);
  }
}
