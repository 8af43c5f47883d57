// What an incoming series means for a case that is there: nothing new, more planes of a known stack, or a new series.

import { createHash } from 'node:crypto';
import { AppError } from '../../core/error/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import type { LibraryContext } from './context.ts';
import type { Database } from './driver.ts';
import { imageId } from './image-id.ts';
import { describeMergedStack, hasUidPerPlane, mergePlanes } from './merge-planes.ts';
import type { Candidate, PreparedStack } from './prepared-stack.ts';
import type { IncomingSeries, SeriesInput, StoredVolume } from './records.ts';
import { dropPlanes, uidClash } from './uid-clash.ts';
import { getVolume, readVolume } from './volume-repository.ts';

export type SeriesPlan =
  | { readonly kind: 'unchanged'; readonly known: Candidate; readonly clashes: readonly string[] }
  | {
      readonly kind: 'extended';
      readonly known: Candidate;
      readonly stack: PreparedStack;
      /** Image ids of incoming planes that were left out; see `mergePlanes`. */
      readonly clashes: readonly string[];
    }
  | { readonly kind: 'added'; readonly stack: PreparedStack };

/** The stacks of this series that the case has. */
export function findCandidates(database: Database, caseId: string, series: IncomingSeries): Candidate[] {
  const rows = database
    .prepare<{ series_id: string; volume_id: string }>(
      `SELECT s.id AS series_id, v.id AS volume_id FROM series s JOIN studies st ON st.id = s.study_id
         JOIN volumes v ON v.series_id = s.id AND v.is_current = 1
       WHERE s.series_instance_uid = ? AND st.case_id = ? AND st.study_instance_uid = ? AND s.modality = ?
       ORDER BY s.rowid`,
    )
    .all(series.seriesInstanceUid, caseId, series.studyInstanceUid, series.modality);
  return rows.map(({ series_id: seriesId, volume_id: volumeId }) => {
    const files = database
      .prepare<{ sopInstanceUid: string; frameNumber: number | null; sha256: string }>(
        `SELECT i.sop_instance_uid AS sopInstanceUid, vs.frame_number AS frameNumber, i.file_sha256 AS sha256
         FROM instances i LEFT JOIN volume_slices vs ON vs.instance_id = i.id AND vs.volume_id = ?
         WHERE i.series_id = ?`,
      )
      .all(volumeId, seriesId);
    return { seriesId, volumeId, files: new Map(files.map((file) => [imageId(file), file.sha256])) };
  });
}

const sharedCount = ({ files }: Candidate, series: SeriesInput): number =>
  series.slices.filter((slice) => files.has(imageId(slice))).length;

/** The candidate that holds every file of the series as it is, or null. */
export const findUnchanged = (candidates: readonly Candidate[], series: SeriesInput): Candidate | null =>
  candidates.find(({ files }) => series.slices.every((slice) => files.get(imageId(slice)) === slice.fileSha256)) ??
  null;

/**
 * Compares and merges. An image that the library has otherwise under its UID is left out; when that is all of them,
 * throws `corrupt-data` DICOM_UID_CLASH. Throws `conflict` SERIES_DIFFERS when known and new images do not form a stack.
 * @param elsewhere UIDs that the library has in other series; see `findElsewhere`
 */
export function planSeries(
  context: LibraryContext,
  candidates: readonly Candidate[],
  series: SeriesInput,
  volume: ImageVolume,
  elsewhere: ReadonlySet<string>,
): SeriesPlan {
  const sliceIds = series.slices.map(imageId);
  const incoming = dropPlanes({ volume, details: series, sliceIds }, thicknessMm(series.header), elsewhere);
  const [closest] = [...candidates].sort((a, b) => sharedCount(b, series) - sharedCount(a, series));
  if (closest === undefined) return { kind: 'added', stack: incoming };
  if (sharedCount(closest, series) > 0) return extend(context, closest, incoming);
  // Nothing in common: another part of one of these stacks, if it fits exactly one of them, or a stack of its own.
  const fitting = candidates
    .filter((candidate) => sopClass(context, candidate) === series.slices[0]?.sopClassUid)
    .map((known) => ({ known, merged: merge(context, known, incoming) }))
    .filter(({ merged }) => merged.kind === 'merged');
  const [only] = fitting;
  if (only === undefined || fitting.length > 1 || only.merged.kind !== 'merged') {
    return { kind: 'added', stack: incoming };
  }
  return { kind: 'extended', known: only.known, stack: only.merged.stack, clashes: [] };
}

function sopClass({ database }: LibraryContext, { seriesId }: Candidate): string | undefined {
  const row = database
    .prepare<{ uid: string }>('SELECT sop_class_uid AS uid FROM instances WHERE series_id = ? LIMIT 1')
    .get(seriesId);
  return row?.uid;
}

function extend(context: LibraryContext, known: Candidate, incoming: PreparedStack): SeriesPlan {
  const merged = merge(context, known, incoming);
  if (merged.kind === 'other-grid') throw uidClash();
  if (merged.kind === 'crossing') {
    throw new AppError(
      'conflict',
      'SERIES_DIFFERS',
      'A series has the identifiers of one in the library but other images. Give it new UIDs, or delete the old case first.',
    );
  }
  const { stack, clashes } = merged;
  if (clashes.length === incoming.sliceIds.length) throw uidClash();
  const isNew = incoming.sliceIds.some((id) => !known.files.has(id));
  return isNew ? { kind: 'extended', known, stack, clashes } : { kind: 'unchanged', known, clashes };
}

function merge(context: LibraryContext, known: Candidate, incoming: PreparedStack) {
  const { database, blobs } = context;
  const stored = getVolume(database, known.volumeId);
  const storedIds = stored.slices.map(imageId);
  if (!hasUidPerPlane(storedIds, stored) || !hasUidPerPlane(incoming.sliceIds, incoming.volume)) {
    // A file that holds a whole volume has one identifier for all planes: same file, or not.
    return mergeWholeFiles(stored, incoming);
  }
  const merged = mergePlanes(
    {
      volume: readVolume(database, blobs, known.volumeId, { verify: true }),
      uids: storedIds,
    },
    { volume: incoming.volume, uids: incoming.sliceIds },
  );
  if (merged.kind !== 'merged') return merged;
  const { volume, uids } = merged.stack;
  const { clashes } = merged;
  const isAllIncoming = uids.length === incoming.sliceIds.length && clashes.length === 0;
  const details = isAllIncoming
    ? incoming.details
    : describeMergedStack(volume.geometry, thicknessMm(stored.header), [stored, incoming.details]);
  const stack: PreparedStack = isAllIncoming ? incoming : { volume, details, sliceIds: uids };
  return { kind: 'merged' as const, stack, clashes };
}

function thicknessMm(header: SeriesInput['header']): number | null {
  const value = Number.parseFloat(header['SliceThickness'] ?? '');
  return Number.isFinite(value) ? value : null;
}

function mergeWholeFiles(stored: StoredVolume, incoming: PreparedStack) {
  const { voxels } = incoming.volume;
  const hash = createHash('sha256').update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength));
  return hash.digest('hex') === stored.voxelSha256
    ? { kind: 'merged' as const, stack: incoming, clashes: [] }
    : { kind: 'other-grid' as const };
}
