import type { ImageGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, type Mask } from '../../core/volume/index.ts';
import { encodeMetaImage, encodeNiftiMask, encodeNiftiMaskGz, encodeNrrdMask } from '../../core/volume-files/index.ts';
import { writeFileAtomically } from '../platform/atomic-write.ts';
import type { FileSystemPort } from '../platform/file-system.ts';

export type MaskFileFormat = 'nifti-gz' | 'nifti' | 'nrrd' | 'metaimage';

/** File name extension of each format. */
export const MASK_FILE_EXTENSIONS: Readonly<Record<MaskFileFormat, string>> = {
  'nifti-gz': '.nii.gz',
  nifti: '.nii',
  nrrd: '.nrrd',
  metaimage: '.mha',
};

/** A mask as the bytes of a file, uint8 0 and 1 on the grid of `geometry`. Throws as the writer of the format does. */
export function encodeMask(mask: Mask, geometry: ImageGeometry, format: MaskFileFormat): Uint8Array {
  switch (format) {
    case 'nifti-gz':
      return encodeNiftiMaskGz(mask, geometry);
    case 'nifti':
      return encodeNiftiMask(mask, geometry);
    case 'nrrd':
      return encodeNrrdMask(mask, geometry);
    case 'metaimage':
      return encodeMetaImage(denseFromMask(mask), geometry);
  }
}

/**
 * Writes a mask to `path`, whole or not at all.
 * @throws AppError `unsupported` for uneven slices, which no volume format holds; `resource` for a full disk
 */
export function writeMaskFile(
  path: string,
  mask: Mask,
  geometry: ImageGeometry,
  format: MaskFileFormat,
  port?: FileSystemPort,
): void {
  writeFileAtomically(path, [encodeMask(mask, geometry, format)], port);
}

interface MaskFileTask {
  readonly mask: Mask;
  readonly geometry: ImageGeometry;
  readonly path: string;
  readonly format: MaskFileFormat;
}

/** `writeMaskFile` as a task of a compute thread. */
export const maskFileTask = ({ mask, geometry, path, format }: MaskFileTask): void =>
  writeMaskFile(path, mask, geometry, format);
