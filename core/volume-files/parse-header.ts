import { MAX_METAIMAGE_HEADER_BYTES, parseMetaImageHeader } from './parse-metaimage.ts';
import { NIFTI2_HEADER_BYTES, parseNiftiHeader } from './parse-nifti.ts';
import { MAX_NRRD_HEADER_BYTES, parseNrrdHeader } from './parse-nrrd.ts';
import type { VolumeFileFormat, VolumeFileHeader } from './types.ts';

/** How many first (uncompressed) bytes of a file hold its header, whatever the file. */
export const HEADER_BYTES: Readonly<Record<VolumeFileFormat, number>> = {
  nifti: NIFTI2_HEADER_BYTES,
  nrrd: MAX_NRRD_HEADER_BYTES,
  metaimage: MAX_METAIMAGE_HEADER_BYTES,
};

/** Header of a volume file of a known format; see the parser of each format for what it throws. */
export function parseVolumeHeader(format: VolumeFileFormat, head: Uint8Array, allowsLayers = false): VolumeFileHeader {
  switch (format) {
    case 'nifti':
      return parseNiftiHeader(head);
    case 'nrrd':
      return parseNrrdHeader(head, allowsLayers);
    case 'metaimage':
      return parseMetaImageHeader(head);
  }
}
