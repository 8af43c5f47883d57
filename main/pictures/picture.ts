// A decoded picture, and the reasons for which one is refused.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';

/** Largest picture, pixels: more than any detector has. */
export const MAX_PIXELS = 2 ** 26;

export const damagedPicture = (cause?: unknown): AppError =>
  new AppError('corrupt-data', 'IMAGE_DAMAGED', 'The picture is damaged or cut short. Copy or export it again.', {
    cause,
  });

/** @param what in words, what the picture uses */
export const unsupportedPicture = (what: string): AppError =>
  new AppError('unsupported', 'IMAGE_FORMAT', `The picture uses ${what}, which is not supported. Save it as grey PNG.`);

export const pictureTooLarge = (): AppError =>
  new AppError('resource', 'IMAGE_TOO_LARGE', 'The picture has more than 64 million pixels. Import a part of it.');

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** Grey values as stored, i fastest, without unit. */
  readonly samples: Uint8Array | Uint16Array;
  /** What was lost on the way to grey values. */
  readonly warnings: readonly SeriesWarning[];
}
