// One SOP Instance UID on two images: the library keeps the first, whatever comes later.

import { AppError } from '../../core/error/index.ts';
import { IS_DELETED } from './context.ts';
import type { Database } from './driver.ts';
import { imageId, parseImageId } from './image-id.ts';
import { describeMergedStack, hasUidPerPlane, withoutPlanes } from './merge-planes.ts';
import type { Candidate, PreparedStack } from './prepared-stack.ts';
import type { IncomingSeries, SeriesInput } from './records.ts';

export const uidClash = (): AppError =>
  new AppError(
    'corrupt-data',
    'DICOM_UID_CLASH',
    'A file carries the SOPInstanceUID of one in the library but differs in patient, series, place or content. It was left out; delete the old case first if the new file is the right one.',
  );

/** UIDs of images of `series` that the library has in a series that is none of `candidates`: of another patient, study
 * or series, so they cannot be the same images. Those of deleted cases are in nobody's way. */
export function findElsewhere(
  database: Database,
  candidates: readonly Candidate[],
  series: Pick<IncomingSeries, 'slices'>,
): Set<string> {
  const rows = database
    .prepare<{ uid: string }>(
      `SELECT DISTINCT i.sop_instance_uid AS uid FROM json_each(?) AS wanted
         JOIN instances i ON i.sop_instance_uid = wanted.value
         JOIN series s ON s.id = i.series_id JOIN studies st ON st.id = s.study_id
       WHERE st.case_id NOT ${IS_DELETED} AND i.series_id NOT IN (SELECT value FROM json_each(?))`,
    )
    .all(
      JSON.stringify(series.slices.map(({ sopInstanceUid }) => sopInstanceUid)),
      JSON.stringify(candidates.map(({ seriesId }) => seriesId)),
    );
  return new Set(rows.map(({ uid }) => uid));
}

/** The series without these images, given by SOPInstanceUID or image id. */
export const withoutSlices = (series: SeriesInput, uids: ReadonlySet<string>): SeriesInput =>
  uids.size === 0
    ? series
    : {
        ...series,
        slices: series.slices.filter((slice) => !uids.has(slice.sopInstanceUid) && !uids.has(imageId(slice))),
      };

/**
 * A stack without the planes of these UIDs, described anew. Throws DICOM_UID_CLASH when nothing remains, or when the
 * file holds the whole volume under one UID.
 */
export function dropPlanes(stack: PreparedStack, thicknessMm: number | null, uids: ReadonlySet<string>): PreparedStack {
  if (uids.size === 0) return stack;
  const { volume, sliceIds, details } = stack;
  const dropped = new Set(sliceIds.filter((id) => uids.has(parseImageId(id).sopInstanceUid)));
  if (!hasUidPerPlane(sliceIds, volume) || dropped.size === sliceIds.length) throw uidClash();
  const kept = withoutPlanes({ volume, uids: sliceIds }, dropped);
  return {
    volume: kept.volume,
    sliceIds: kept.uids,
    details: describeMergedStack(kept.volume.geometry, thicknessMm, [details]),
  };
}
