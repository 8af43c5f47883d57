// What one file turns out to be, decided by its content and never by its name.

import { hash } from 'node:crypto';
import {
  type DicomImage,
  type DicomKeptObject,
  type DicomStructureSet,
  isDicom,
  peekSeriesInstanceUid,
  readDicom,
  readImageHead,
} from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import { sniffVolumeFile } from '../../core/volume-files/index.ts';
import { type ArchiveMember, isZip, nestedArchive } from '../archives/index.ts';
import { type PictureFormat, sniffPicture } from '../pictures/index.ts';
import { checkPlanes, decodedBytes, decodePlanes } from './decode-planes.ts';
import type { FileSource, FileStamp, LaneFile } from './read-lanes.ts';

export interface ImageFinding extends FileSource {
  readonly kind: 'image';
  readonly stamp: FileStamp;
  /** null: the beginning of the file said all, the rest was not read. */
  readonly sha256: string | null;
  /** One, or the frames of a multi-frame file in its order. */
  readonly images: readonly [DicomImage, ...DicomImage[]];
}

export interface StructureSetFinding {
  readonly kind: 'structure-set';
  readonly path: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly structureSet: DicomStructureSet;
}

export interface KeptObjectFinding extends FileSource {
  readonly kind: 'kept-object';
  readonly stamp: FileStamp;
  readonly sha256: string;
  readonly object: DicomKeptObject;
}

/** A DICOMDIR. */
export interface DirectoryFinding {
  readonly kind: 'directory';
  readonly path: string;
  readonly fileIds: readonly (readonly string[])[];
}

export interface RefusedFinding {
  readonly kind: 'refused';
  readonly path: string;
  readonly error: AppError;
  /** The DICOM series that lacks this file now, where that much could be read. */
  readonly seriesInstanceUid: string | null;
}

export type FileFinding =
  | ImageFinding
  | StructureSetFinding
  | KeptObjectFinding
  | DirectoryFinding
  | RefusedFinding
  | { readonly kind: 'volume-file'; readonly path: string; readonly member?: ArchiveMember }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'picture'; readonly path: string; readonly format: PictureFormat }
  | { readonly kind: 'unused'; readonly path: string }
  | { readonly kind: 'foreign'; readonly path: string };

/** What a file is, and the values of its images where they were wanted and in hand. */
export interface Inspected {
  readonly finding: FileFinding;
  readonly planes: readonly VoxelArray[] | null;
}

/** Enough to recognise every format: DICOM's prefix ends at 132, a NIfTI-2 header at 540. */
const SNIFF_BYTES = 4096;
/** Most headers of images end before this. */
const HEAD_BYTES = 16 << 10;
/** Up to this size a file in an archive is read in one call: its beginning alone would have to be unpacked again. */
const ONE_READ_BYTES = 4 << 20;

export const sha256Hex = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');

/** Compressed pixels hide their size, so they are decoded to know that the whole image is there. */
async function inspectImages(
  source: FileSource,
  stamp: FileStamp,
  bytes: Uint8Array,
  [first, ...others]: readonly [DicomImage, ...DicomImage[]],
  keepBytes: number,
): Promise<Inspected> {
  const images = [first, ...others] as const;
  const isKept = decodedBytes(images) <= keepBytes;
  const planes = isKept ? await decodePlanes(bytes, images) : null;
  if (!isKept && first.pixels.compression !== 'none') await checkPlanes(bytes, images);
  return { finding: { kind: 'image', ...source, stamp, sha256: sha256Hex(bytes), images }, planes };
}

const without = (finding: FileFinding): Inspected => ({ finding, planes: null });

async function inspectDicom(
  source: FileSource,
  stamp: FileStamp,
  bytes: Uint8Array,
  keepBytes: number,
): Promise<Inspected> {
  const { path } = source;
  try {
    const object = readDicom(bytes);
    switch (object.kind) {
      case 'unused':
        return without({ kind: 'unused', path });
      case 'directory':
        return without({ kind: 'directory', path, fileIds: object.fileIds });
      case 'kept-object':
        return without({ kind: 'kept-object', ...source, stamp, sha256: sha256Hex(bytes), object });
      case 'structure-set': {
        const sha256 = sha256Hex(bytes);
        return without({ kind: object.kind, path, sha256, bytes: bytes.slice(), structureSet: object });
      }
      case 'image':
        return await inspectImages(source, stamp, bytes, [object], keepBytes);
      case 'frames':
        return await inspectImages(source, stamp, bytes, object.images as [DicomImage, ...DicomImage[]], keepBytes);
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return without({ kind: 'refused', path, error: thrown, seriesInstanceUid: peekSeriesInstanceUid(bytes) });
  }
}

/** A file that is left out, of which nothing more is known. */
export const refusedFile = (path: string, error: AppError): RefusedFinding => ({
  kind: 'refused',
  path,
  error,
  seriesInstanceUid: null,
});

/** A file of images that is left out of its series. */
export const refusedImage = ({ path, images: [image] }: ImageFinding, error: AppError): RefusedFinding => ({
  kind: 'refused',
  path,
  error,
  seriesInstanceUid: image.seriesInstanceUid,
});

/** The images of a file by its beginning, where that is enough. */
function inspectHead(source: FileSource, stamp: FileStamp, head: Uint8Array): ImageFinding | null {
  const object = readImageHead(head, stamp.byteLength);
  if (object === null) return null;
  const images = object.kind === 'image' ? ([object] as const) : (object.images as [DicomImage, ...DicomImage[]]);
  return { kind: 'image', ...source, stamp, sha256: null, images };
}

/**
 * Recognises an open file; of an image that is not compressed it reads the header alone. Throws what reading throws.
 * @param keepBytes values of images are handed back where the whole file was read and they take no more than this
 */
export async function inspectFile(file: LaneFile, { path, member }: FileSource, keepBytes: number): Promise<Inspected> {
  const source = member === undefined ? { path } : { path, member };
  const { byteLength } = file.stamp;
  const isOneRead = member !== undefined && byteLength <= ONE_READ_BYTES;
  const head = await file.read(isOneRead ? byteLength : HEAD_BYTES);
  if (sniffVolumeFile(head.subarray(0, SNIFF_BYTES)) !== null) return without({ kind: 'volume-file', ...source });
  if (isZip(head))
    return without(member === undefined ? { kind: 'archive', path } : refusedFile(path, nestedArchive()));
  const format = sniffPicture(head);
  if (format !== null) return without({ kind: 'picture', path, format });
  if (!isDicom(head)) return without({ kind: 'foreign', path });
  if (member === undefined) {
    const finding = inspectHead(source, file.stamp, head);
    if (finding !== null) return without(finding);
  }
  const bytes = head.length === byteLength ? head : await file.read(byteLength);
  return inspectDicom(source, file.stamp, bytes, keepBytes);
}
