// JPEG by the decoder of compressed DICOM, which knows grey streams.

import { decodeJpeg, readJpegScan } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { damagedPicture, MAX_PIXELS, type Picture, pictureTooLarge, unsupportedPicture } from './picture.ts';

/** Throws as `decodePicture`; colour is `unsupported`. */
export function decodeJpegPicture(bytes: Uint8Array): Picture {
  try {
    const { rows, columns } = readJpegScan(bytes);
    if (rows * columns > MAX_PIXELS) throw pictureTooLarge();
    if (rows === 0 || columns === 0) throw damagedPicture();
    const { samples } = decodeJpeg(bytes, { rows, columns });
    return { rows, columns, samples: samples as Picture['samples'], warnings: [] };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.code.startsWith('DICOM_')) throw thrown;
    throw thrown.kind === 'unsupported' ? unsupportedPicture('colour or progressive JPEG') : damagedPicture(thrown);
  }
}
