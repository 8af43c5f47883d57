// Volume files on disk: header first, then exactly as many bytes of voxels as it promises and the file can hold. A
// header that lies and a compressed file that grows without end are refused before or as soon as they show.

import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../../core/error/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import {
  decodeVoxels,
  gunzipHead,
  HEADER_BYTES,
  parseVolumeHeader,
  type SniffedFormat,
  sniffVolumeFile,
  type VolumeFileHeader,
} from '../../core/volume-files/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { type OpenVolumeHandle, openOnDisk, type VolumeHandle } from './volume-handle.ts';

const SNIFF_BYTES = 4096;
/** DEFLATE cannot shrink anything further than this (RFC 1951: 258 bytes in two bits). */
const MAX_DEFLATE_RATIO = 1032;
const READ_STEP_BYTES = 1 << 20;

export interface OpenedVolume {
  readonly path: string;
  readonly sniffed: SniffedFormat;
  readonly header: VolumeFileHeader;
  /** Where the voxels are: the file itself, or its data file. */
  readonly dataPath: string;
  readonly openHandle: OpenVolumeHandle;
}

const notAVolume = (path: string) =>
  new AppError(
    'invalid-input',
    'VOLUME_FORMAT',
    `${path} is neither NIfTI, NRRD nor MetaImage. Name a file of one of these formats.`,
  );

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

async function readStart(handle: VolumeHandle, byteLength: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(byteLength);
  let done = 0;
  while (done < byteLength) {
    const { bytesRead } = await handle.read(buffer, done, byteLength - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** The data file of a NIfTI pair has the name of its header, with .img for .hdr. */
const dataFileName = (path: string, file: string): string =>
  file === '*.img' ? path.replace(/(\.hdr)?$/i, '.img') : join(dirname(path), file);

/** Header of the file at `path`. Throws AppError as the parsers do, and for what cannot be read. */
export async function openVolume(path: string, openHandle = openOnDisk): Promise<OpenedVolume> {
  try {
    const handle = await openHandle(path);
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw notAVolume(path);
      const first = await readStart(handle, Math.min(info.size, SNIFF_BYTES));
      const sniffed = sniffVolumeFile(first);
      if (sniffed === null) throw notAVolume(path);
      const headBytes = Math.min(info.size, HEADER_BYTES[sniffed.format]);
      const head = sniffed.isGzipped ? gunzipHead(first) : await readStart(handle, Math.max(headBytes, first.length));
      const header = parseVolumeHeader(sniffed.format, head);
      const dataPath = header.data.file === null ? path : dataFileName(path, header.data.file);
      return { path, sniffed, header, dataPath, openHandle };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw mapNodeError(thrown, `Reading ${path}`);
  }
}

async function readRaw(handle: VolumeHandle, start: number, byteLength: number): Promise<Uint8Array> {
  const data = new Uint8Array(byteLength);
  let done = 0;
  while (done < byteLength) {
    const wanted = Math.min(16 * READ_STEP_BYTES, byteLength - done);
    const { bytesRead } = await handle.read(data, done, wanted, start + done);
    if (bytesRead === 0) throw truncatedVolume(byteLength, done);
    done += bytesRead;
  }
  return data;
}

/** Inflates from `start` on, drops the first `skip` bytes and fills exactly `byteLength`. */
async function inflate(
  handle: VolumeHandle,
  start: number,
  encoding: 'gzip' | 'zlib',
  skip: number,
  byteLength: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const data = new Uint8Array(byteLength);
  const source = handle.createReadStream({ start, autoClose: false, highWaterMark: READ_STEP_BYTES });
  const stream =
    encoding === 'gzip' ? createGunzip({ chunkSize: READ_STEP_BYTES }) : createInflate({ chunkSize: READ_STEP_BYTES });
  source.on('error', (error) => stream.destroy(error));
  source.pipe(stream);
  let seen = 0;
  try {
    for await (const part of Readable.from(stream) as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      const from = Math.max(0, skip - seen);
      const at = seen + from - skip;
      if (from < part.length && at < byteLength) {
        data.set(part.subarray(from, Math.min(part.length, from + byteLength - at)), at);
      }
      seen += part.length;
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
  return data;
}

const longerThanHeader = () =>
  new AppError(
    'corrupt-data',
    'VOLUME_TOO_LONG',
    'The compressed file grows beyond what its header promises. Export the file again.',
  );

/**
 * Voxels of an opened file. Compares the promised bytes with the size of the file before it allocates them.
 * @throws AppError `corrupt-data` (cut short, damaged), `invalid-input` (NaN), and for what cannot be read
 */
export async function loadOpenedVolume(opened: OpenedVolume, signal?: AbortSignal): Promise<ImageVolume> {
  const { header, sniffed, dataPath, openHandle } = opened;
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
      const data = sniffed.isGzipped
        ? await inflate(handle, 0, 'gzip', offset, byteLength, signal)
        : encoding === 'raw'
          ? await readRaw(handle, offset, byteLength)
          : await inflate(handle, offset, encoding, 0, byteLength, signal);
      return decodeVoxels(header, data);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw mapNodeError(thrown, `Reading ${dataPath}`);
  }
}

/**
 * One NIfTI (also .nii.gz and .hdr/.img), NRRD (also .nhdr with a data file) or MetaImage (.mha, .mhd) file, told by its
 * content. The grid keeps the file's size, voxel order and affine.
 * @throws AppError with one clear line: `invalid-input`, `unsupported`, `corrupt-data`, `safety`, `resource`, `denied`,
 * `not-found`
 */
export async function readVolumeFile(path: string, signal?: AbortSignal): Promise<ImageVolume> {
  try {
    return await loadOpenedVolume(await openVolume(path), signal);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.message.includes(path)) throw thrown;
    throw new AppError(thrown.kind, thrown.code, `${path}: ${thrown.message}`, { cause: thrown });
  }
}
