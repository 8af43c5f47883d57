// What an incoming series means for a case that is there: nothing new, more planes of a known stack, or a new series.

import { createHash } from 'node:crypto';
import { AppError } from '../../core/error/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import type { LibraryContext } from './context.ts';
import type { Database } from './driver.ts';
import { describeMergedStack, mergePlanes } from './merge-planes.ts';
import type { SeriesInput, StackDetails, StoredVolume } from './records.ts';
import { getVolume, readVolume } from './volume-repository.ts';

export interface Candidate {
  readonly seriesId: string;
  readonly volumeId: string;
  /** File hash by SOP Instance UID. */
  readonly files: ReadonlyMap<string, string>;
}

/** A stack ready to be stored. */
export interface PreparedStack {
  readonly volume: ImageVolume;
  readonly details: StackDetails;
  readonly sliceUids: readonly string[];
}

export type SeriesPlan =
  | { readonly kind: 'unchanged'; readonly known: Candidate }
  | { readonly kind: 'extended'; readonly known: Candidate; readonly stack: PreparedStack }
  | { readonly kind: 'added'; readonly stack: PreparedStack };

/** The stacks of this series that the case has. */
export function findCandidates(database: Database, caseId: string, series: SeriesInput): Candidate[] {
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
      .prepare<{ uid: string; sha256: string }>(
        'SELECT sop_instance_uid AS uid, file_sha256 AS sha256 FROM instances WHERE series_id = ?',
      )
      .all(seriesId);
    return { seriesId, volumeId, files: new Map(files.map(({ uid, sha256 }) => [uid, sha256])) };
  });
}

const sharedCount = ({ files }: Candidate, series: SeriesInput): number =>
  series.slices.filter(({ sopInstanceUid }) => files.has(sopInstanceUid)).length;

/** The candidate that holds every file of the series as it is, or null. */
export const findUnchanged = (candidates: readonly Candidate[], series: SeriesInput): Candidate | null =>
  candidates.find(({ files }) =>
    series.slices.every(({ sopInstanceUid, fileSha256 }) => files.get(sopInstanceUid) === fileSha256),
  ) ?? null;

/** Compares and merges. Throws `conflict` SERIES_DIFFERS when images of the same UID are not the same images. */
export function planSeries(
  context: LibraryContext,
  candidates: readonly Candidate[],
  series: SeriesInput,
  volume: ImageVolume,
): SeriesPlan {
  const incoming: PreparedStack = {
    volume,
    details: series,
    sliceUids: series.slices.map(({ sopInstanceUid }) => sopInstanceUid),
  };
  const [closest] = [...candidates].sort((a, b) => sharedCount(b, series) - sharedCount(a, series));
  if (closest === undefined) return { kind: 'added', stack: incoming };
  if (sharedCount(closest, series) > 0) return extend(context, closest, series, incoming);
  // Nothing in common: another part of one of these stacks, if it fits exactly one of them, or a stack of its own.
  const fitting = candidates
    .filter((candidate) => sopClass(context, candidate) === series.slices[0]?.sopClassUid)
    .map((known) => ({ known, merged: merge(context, known, incoming) }))
    .filter(({ merged }) => merged.kind === 'merged');
  const [only] = fitting;
  if (only === undefined || fitting.length > 1 || only.merged.kind !== 'merged') {
    return { kind: 'added', stack: incoming };
  }
  return { kind: 'extended', known: only.known, stack: only.merged.stack };
}

function sopClass({ database }: LibraryContext, { seriesId }: Candidate): string | undefined {
  const row = database
    .prepare<{ uid: string }>('SELECT sop_class_uid AS uid FROM instances WHERE series_id = ? LIMIT 1')
    .get(seriesId);
  return row?.uid;
}

function extend(context: LibraryContext, known: Candidate, series: SeriesInput, incoming: PreparedStack): SeriesPlan {
  const merged = merge(context, known, incoming);
  if (merged.kind !== 'merged') {
    throw new AppError(
      'conflict',
      'SERIES_DIFFERS',
      'A series has the identifiers of one in the library but other images. Give it new UIDs, or delete the old case first.',
    );
  }
  const isNew = series.slices.some(({ sopInstanceUid }) => !known.files.has(sopInstanceUid));
  return isNew ? { kind: 'extended', known, stack: merged.stack } : { kind: 'unchanged', known };
}

function merge(context: LibraryContext, known: Candidate, incoming: PreparedStack) {
  const { database, blobs } = context;
  const stored = getVolume(database, known.volumeId);
  if (
    stored.slices.length !== stored.geometry.size[2] ||
    incoming.sliceUids.length !== incoming.volume.geometry.size[2]
  ) {
    // A file that holds a whole volume has one identifier for all planes: same file, or not.
    return mergeWholeFiles(stored, incoming);
  }
  const merged = mergePlanes(
    {
      volume: readVolume(database, blobs, known.volumeId, { verify: true }),
      uids: stored.slices.map(({ sopInstanceUid }) => sopInstanceUid),
    },
    { volume: incoming.volume, uids: incoming.sliceUids },
  );
  if (merged.kind !== 'merged') return merged;
  const { volume, uids } = merged.stack;
  const isAllIncoming = uids.length === incoming.sliceUids.length;
  const thicknessMm = Number.parseFloat(stored.header['SliceThickness'] ?? '');
  const details = isAllIncoming
    ? incoming.details
    : describeMergedStack(volume.geometry, Number.isFinite(thicknessMm) ? thicknessMm : null, [
        stored,
        incoming.details,
      ]);
  const stack: PreparedStack = isAllIncoming ? incoming : { volume, details, sliceUids: uids };
  return { kind: 'merged' as const, stack };
}

function mergeWholeFiles(stored: StoredVolume, incoming: PreparedStack) {
  const { voxels } = incoming.volume;
  const hash = createHash('sha256').update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength));
  return hash.digest('hex') === stored.voxelSha256
    ? { kind: 'merged' as const, stack: incoming }
    : { kind: 'contradictory' as const };
}
