// PNG and JPEG to grey values.

import { decodeJpegPicture } from './decode-jpeg.ts';
import { decodePngPicture } from './decode-png.ts';
import type { Picture } from './picture.ts';
import type { PictureFormat } from './sniff-picture.ts';

/** Throws `corrupt-data` IMAGE_DAMAGED, `unsupported` IMAGE_FORMAT, `resource` IMAGE_TOO_LARGE. */
export const decodePicture = (format: PictureFormat, bytes: Uint8Array): Picture =>
  format === 'png' ? decodePngPicture(bytes) : decodeJpegPicture(bytes);
