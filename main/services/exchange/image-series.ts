// The one DICOM series of a folder that structures are written to or read on: its geometry and identity, no voxels.

import type { Progress } from '../../../core/contract/index.ts';
import type { RtstructImage } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { indexPaths } from '../../dicom/scan-paths.ts';
import type { IndexedSeries, Refusal, SeriesRecord } from '../../dicom/scan-result.ts';
import { tellRefusal } from '../../platform/told-refusal.ts';

export interface ScanPorts {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

function noImage(path: string, refused: readonly Refusal[]): AppError {
  const [first] = refused;
  if (first) return new AppError(first.kind, first.code, tellRefusal(first, [path]));
  return new AppError(
    'invalid-input',
    'IMAGE_MISSING',
    `${path} holds no image series. Name the folder of the series.`,
  );
}

/**
 * The volume under `path`: the only series with several slices, or the only one at all.
 * Throws the first refusal where nothing could be read, `conflict` where several volumes lie there.
 */
export async function findImageSeries(path: string, ports: ScanPorts): Promise<IndexedSeries> {
  const { series, refused } = await indexPaths([path], ports);
  const volumes = series.filter(({ geometry }) => geometry.size[2] > 1);
  const candidates = volumes.length > 0 ? volumes : series;
  const [only, second] = candidates;
  if (!only) throw noImage(path, refused);
  if (second) {
    const uids = [...new Set(candidates.map(({ seriesInstanceUid }) => seriesInstanceUid))];
    const parts = (uid: string) => candidates.filter(({ seriesInstanceUid }) => seriesInstanceUid === uid).length;
    const named = uids.map((uid) => (parts(uid) === 1 ? uid : `${uid} in ${parts(uid)} parts that form no one stack`));
    throw new AppError(
      'conflict',
      'IMAGE_SEVERAL_SERIES',
      `${path} holds several volumes (series ${named.join(', ')}). Name a folder with one of them.`,
      { data: { seriesInstanceUids: uids } },
    );
  }
  return only;
}

/** Throws `unsupported` for a file format without DICOM identity, which an RTSTRUCT cannot refer to. */
export function toRtstructImage(series: SeriesRecord): RtstructImage {
  const { patient, slices } = series;
  if (series.source !== 'dicom' || patient === null) {
    throw new AppError(
      'unsupported',
      'RTSTRUCT_NEEDS_DICOM',
      'An RTSTRUCT refers to DICOM images; this image is not DICOM. Give the DICOM series, or write masks instead.',
    );
  }
  return {
    patient,
    header: series.header,
    studyInstanceUid: series.studyInstanceUid,
    seriesInstanceUid: series.seriesInstanceUid,
    frameOfReferenceUid: series.geometry.frameOfReferenceUid,
    sopClassUid: slices[0]?.sopClassUid ?? '',
    sopInstanceUids: slices.map(({ sopInstanceUid }) => sopInstanceUid),
    frameNumbers: slices.map(({ frameNumber }) => frameNumber ?? null),
  };
}
