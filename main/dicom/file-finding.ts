// What one file turns out to be, decided by its content and never by its name.

import { hash } from 'node:crypto';
import {
  checkCompressedPixels,
  type DicomImage,
  type DicomKeptObject,
  type DicomStructureSet,
  isDicom,
  peekSeriesInstanceUid,
  readDicom,
} from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { sniffVolumeFile } from '../../core/volume-files/index.ts';
import { type ArchiveMember, isZip, nestedArchive } from '../archives/index.ts';
import { type PictureFormat, sniffPicture } from '../pictures/index.ts';
import { codecFor } from './frame-codecs.ts';
import type { FileSource, FileStamp, LaneFile } from './read-lanes.ts';

export interface ImageFinding extends FileSource {
  readonly kind: 'image';
  readonly stamp: FileStamp;
  readonly sha256: string;
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

/** Enough to recognise every format: DICOM's prefix ends at 132, a NIfTI-2 header at 540. */
const HEAD_BYTES = 4096;
/** Up to this size a file is read in one call. */
const ONE_READ_BYTES = 4 << 20;

export const sha256Hex = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');

/** Compressed pixels hide their size, so they are decoded once to know that the whole image is there. */
async function toImageFinding(
  source: FileSource,
  stamp: FileStamp,
  bytes: Uint8Array,
  images: readonly DicomImage[],
): Promise<ImageFinding> {
  const [first, ...others] = images as [DicomImage, ...DicomImage[]];
  if (first.pixels.compression !== 'none') {
    for (const image of images) checkCompressedPixels(bytes, image, await codecFor(image));
  }
  return { kind: 'image', ...source, stamp, sha256: sha256Hex(bytes), images: [first, ...others] };
}

async function inspectDicom(source: FileSource, stamp: FileStamp, bytes: Uint8Array): Promise<FileFinding> {
  const { path } = source;
  try {
    const object = readDicom(bytes);
    switch (object.kind) {
      case 'unused':
        return { kind: 'unused', path };
      case 'directory':
        return { kind: 'directory', path, fileIds: object.fileIds };
      case 'kept-object':
        return { kind: 'kept-object', ...source, stamp, sha256: sha256Hex(bytes), object };
      case 'structure-set':
        return { kind: object.kind, path, sha256: sha256Hex(bytes), bytes: bytes.slice(), structureSet: object };
      case 'image':
        return await toImageFinding(source, stamp, bytes, [object]);
      case 'frames':
        return await toImageFinding(source, stamp, bytes, object.images);
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { kind: 'refused', path, error: thrown, seriesInstanceUid: peekSeriesInstanceUid(bytes) };
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

/** Recognises an open file. Throws what reading throws. */
export async function inspectFile(file: LaneFile, { path, member }: FileSource): Promise<FileFinding> {
  const source = member === undefined ? { path } : { path, member };
  const { byteLength } = file.stamp;
  const head = await file.read(byteLength <= ONE_READ_BYTES ? byteLength : HEAD_BYTES);
  if (sniffVolumeFile(head.subarray(0, HEAD_BYTES)) !== null) return { kind: 'volume-file', ...source };
  if (isZip(head)) return member === undefined ? { kind: 'archive', path } : refusedFile(path, nestedArchive());
  const format = sniffPicture(head);
  if (format !== null) return { kind: 'picture', path, format };
  if (!isDicom(head)) return { kind: 'foreign', path };
  const bytes = head.length === byteLength ? head : await file.read(byteLength);
  return inspectDicom(source, file.stamp, bytes);
}
