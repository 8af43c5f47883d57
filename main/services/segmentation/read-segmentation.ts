// Bytes of a DICOM segmentation, with the decoder that its frames need.

import { type DecodedSegmentation, decodeSegmentation, segPixelImage } from '../../../core/dicom/index.ts';
import { codecFor } from '../../dicom/frame-codecs.ts';

/** Throws as `decodeSegmentation`. */
export async function readSegmentation(bytes: Uint8Array): Promise<DecodedSegmentation> {
  const image = segPixelImage(bytes);
  return decodeSegmentation(bytes, image === null ? undefined : await codecFor(image));
}
