// A PNG or JPEG of one slice as a series of one image: no patient, no place, no scale.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SeriesWarning } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import type { IndexedSeries, LoadedSeries } from '../dicom/scan-result.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { derivedUid } from '../volume-files/index.ts';
import { decodePicture } from './decode-picture.ts';
import type { Picture } from './picture.ts';
import type { PictureFormat } from './sniff-picture.ts';

const MAX_FILE_BYTES = 2 ** 28;
const INT16_MAX = 32767;

const NO_SCALE: SeriesWarning = {
  code: 'IMAGE_NO_SCALE',
  message: 'A picture is one slice without scale; distances and volumes are not meaningful.',
};

async function readFile(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).size > MAX_FILE_BYTES) {
        throw new AppError(
          'resource',
          'IMAGE_TOO_LARGE',
          'The picture file is larger than 256 MiB. Import a part of it.',
        );
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw mapNodeError(thrown, `Reading ${path}`);
  }
}

/** Int16 where the values fit it, which is all that an 8-bit picture needs. */
const toVoxels = ({ samples }: Picture): Int16Array | Float32Array =>
  samples.every((value) => value <= INT16_MAX) ? Int16Array.from(samples) : Float32Array.from(samples);

const changed = (path: string) =>
  new AppError('conflict', 'FILE_CHANGED', `${path} was changed while it was being imported. Run the import again.`);

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The series of one picture, one voxel a millimetre for want of a scale. The same bytes give the same UIDs wherever the
 * file lies. Throws as `decodePicture`, and AppError for what cannot be read.
 */
export async function indexPicture(path: string, format: PictureFormat): Promise<IndexedSeries> {
  const bytes = await readFile(path);
  const fileSha256 = sha256Of(bytes);
  const { columns, rows, warnings } = decodePicture(format, bytes);
  const geometry = regularGeometry({
    size: [columns, rows, 1],
    spacingMm: [1, 1, 1],
    originLps: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    frameOfReferenceUid: derivedUid(fileSha256, 'frame of reference'),
  });
  const slices = [
    { path, sopInstanceUid: derivedUid(fileSha256, 'instance'), sopClassUid: '', instanceNumber: null, fileSha256 },
  ];
  const load = async (): Promise<LoadedSeries> => {
    const again = await readFile(path);
    if (sha256Of(again) !== fileSha256) throw changed(path);
    const volume = { geometry, voxels: toVoxels(decodePicture(format, again)) };
    return { volume, slices, release: () => undefined };
  };
  return {
    key: fileSha256,
    patient: null,
    identityHash: fileSha256,
    seriesInstanceUid: derivedUid(fileSha256, 'series'),
    studyInstanceUid: derivedUid(fileSha256, 'study'),
    modality: 'OT',
    description: basename(path),
    source: format,
    sourcePath: path,
    geometry,
    gantryTiltDeg: 0,
    irregularSpacing: false,
    missingSlices: 0,
    warnings: [NO_SCALE, ...warnings],
    slices,
    header: {},
    window: null,
    load,
  };
}
