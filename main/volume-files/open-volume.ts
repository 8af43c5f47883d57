// Volume files on disk: what they are, what their header says, and where their voxels lie.

import { dirname, join } from 'node:path';
import { AppError } from '../../core/error/index.ts';
import {
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

export interface OpenedVolume {
  readonly path: string;
  readonly sniffed: SniffedFormat;
  readonly header: VolumeFileHeader;
  /** Where the voxels are: the file itself, or its data file. */
  readonly dataPath: string;
  readonly openHandle: OpenVolumeHandle;
}

/** The voxels of a pair say nothing of themselves: people name them as they name the image. */
export const isVoxelsOfPair = (path: string): boolean => /\.img(\.gz)?$/i.test(path);

const notAVolume = (path: string) =>
  new AppError(
    'invalid-input',
    'VOLUME_FORMAT',
    isVoxelsOfPair(path)
      ? `${path} has no header in it. If it holds the voxels of a NIfTI pair, name its .hdr file.`
      : `${path} is neither NIfTI, NRRD nor MetaImage. Name a file of one of these formats.`,
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

/**
 * Header of the file at `path`. Throws AppError as the parsers do, and for what cannot be read.
 * @param allowsLayers several values a voxel are taken, see `parseNrrdHeader`
 */
export async function openVolume(path: string, openHandle = openOnDisk, allowsLayers = false): Promise<OpenedVolume> {
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
      const header = parseVolumeHeader(sniffed.format, head, allowsLayers);
      const dataPath = header.data.file === null ? path : dataFileName(path, header.data.file);
      return { path, sniffed, header, dataPath, openHandle };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw mapNodeError(thrown, `Reading ${path}`);
  }
}
