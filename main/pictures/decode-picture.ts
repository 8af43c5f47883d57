// PNG and JPEG to grey values.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import { decodeJpegPicture } from './decode-jpeg.ts';
import { decodePngPicture } from './decode-png.ts';
import type { PictureFormat } from './sniff-picture.ts';

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** Grey values as stored, i fastest, without unit. */
  readonly samples: Uint8Array | Uint16Array;
  /** What was lost on the way to grey values. */
  readonly warnings: readonly SeriesWarning[];
}

/** Throws `corrupt-data` IMAGE_DAMAGED, `unsupported` IMAGE_FORMAT, `resource` IMAGE_TOO_LARGE. */
export const decodePicture = (format: PictureFormat, bytes: Uint8Array): Picture =>
  format === 'png' ? decodePngPicture(bytes) : decodeJpegPicture(bytes);
