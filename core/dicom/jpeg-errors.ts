import { AppError } from '../error/index.ts';

/** The stream contradicts itself or ends too early. */
export const damagedJpeg = (): AppError =>
  new AppError(
    'corrupt-data',
    'DICOM_JPEG',
    'The JPEG-compressed pixels are damaged or cut short. Copy or export the file again.',
  );

/** @param what in words, what the stream uses */
export const unsupportedJpeg = (what: string): AppError =>
  new AppError(
    'unsupported',
    'DICOM_JPEG_PROCESS',
    `The JPEG-compressed pixels use ${what}, which is not supported. Export the series uncompressed.`,
  );
