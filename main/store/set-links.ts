// On which images of its case an imported structure set lies.

import { AppError } from '../../core/error/index.ts';
import { touchCase } from './case-writer.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import type { Database } from './driver.ts';
import type { SetLink, StructureSetInput } from './records.ts';

/** All that an imported set names: images may come after it. */
interface SetReferences {
  readonly series: readonly string[];
  readonly frames: readonly string[];
  /** Absent in what an older Limner wrote. */
  readonly images?: readonly string[];
}

/** Images of one set that are looked for; a set on more slices than any scanner makes is found by the first of them. */
const MOST_IMAGES = 5000;

export const referencesOf = (input: StructureSetInput): SetReferences => ({
  series: input.referencedSeriesUids,
  frames: input.frameOfReferenceUids,
  images: (input.referencedImageUids ?? []).slice(0, MOST_IMAGES),
});

export interface LinkedVolume {
  readonly volumeId: string;
  readonly link: SetLink;
}

/** Volumes of a case in a frame that the set names, or where one of the two names none. Takes `inFrame` as values. */
const IN_FRAME = `
FROM series s JOIN studies st ON st.id = s.study_id JOIN volumes v ON v.series_id = s.id AND v.is_current = 1
WHERE st.case_id = ? AND (json_extract(v.grid_json, '$.frameOfReferenceUid') IS NULL
  OR json_array_length(?) = 0
  OR json_extract(v.grid_json, '$.frameOfReferenceUid') IN (SELECT value FROM json_each(?)))`;

const FRAME_UNKNOWN_LAST = "json_extract(v.grid_json, '$.frameOfReferenceUid') IS NULL";

/**
 * The volume that a set was drawn on: by the series that it names, else by the images, else (where it names no series)
 * as the only one in its frame of reference. A series splits where its images name several frames of reference, so the
 * series alone does not say which part is meant: coordinates hold in a frame that the set names. A part of another frame
 * is never taken; where one of the two names none, the series decides.
 */
export function findLinkedVolume(
  database: Database,
  caseId: string,
  { series, frames, images = [] }: SetReferences,
): LinkedVolume | null {
  const inFrame = [caseId, JSON.stringify(frames), JSON.stringify(frames)];
  const bySeries = database.prepare<{ id: string }>(
    `SELECT v.id ${IN_FRAME} AND s.series_instance_uid = ?
     ORDER BY ${FRAME_UNKNOWN_LAST}, (SELECT count(*) FROM volume_slices WHERE volume_id = v.id) DESC, v.id LIMIT 1`,
  );
  for (const uid of series) {
    const row = bySeries.get(...inFrame, uid);
    if (row !== undefined) return { volumeId: row.id, link: 'series' };
  }
  const byImages = database
    .prepare<{ id: string }>(
      `SELECT v.id, (SELECT count(*) FROM volume_slices vs JOIN instances i ON i.id = vs.instance_id
         WHERE vs.volume_id = v.id AND i.sop_instance_uid IN (SELECT value FROM json_each(?))) AS named
       ${IN_FRAME} AND named > 0 ORDER BY named DESC, v.id LIMIT 1`,
    )
    .get(JSON.stringify(images), ...inFrame);
  if (byImages !== undefined) return { volumeId: byImages.id, link: 'images' };
  if (series.length > 0 || frames.length === 0) return null;
  const [only, second] = database
    .prepare<{ id: string }>(`SELECT v.id ${IN_FRAME} AND NOT ${FRAME_UNKNOWN_LAST} LIMIT 2`)
    .all(...inFrame);
  return only !== undefined && second === undefined ? { volumeId: only.id, link: 'frame' } : null;
}

/** Links imported sets of a case to the images that they name and that came later. Inside a transaction. */
export function linkStructureSets(database: Database, caseId: string): void {
  const unlinked = database
    .prepare<{ id: string; references_json: string }>(
      // Sets of an older Limner name the first series and frame alone.
      `SELECT id, coalesce(references_json, json_object('series', iif(referenced_series_uid IS NULL, json_array(),
         json_array(referenced_series_uid)), 'frames', iif(frame_of_reference_uid IS NULL, json_array(),
         json_array(frame_of_reference_uid)))) AS references_json
       FROM structure_sets WHERE case_id = ? AND volume_id IS NULL AND source = 'imported'`,
    )
    .all(caseId);
  for (const { id, references_json: text } of unlinked) {
    const linked = findLinkedVolume(database, caseId, JSON.parse(text) as SetReferences);
    if (linked !== null) {
      database
        .prepare('UPDATE structure_sets SET volume_id = ?, link = ? WHERE id = ?')
        .run(linked.volumeId, linked.link, id);
    }
  }
}

interface UnlinkedRow {
  readonly case_id: string;
  readonly volume_id: string | null;
  readonly source: string;
}

/**
 * Lays an imported set on a series that it does not name, because a person said that they belong together. Whether its
 * contours fit there is for the caller to check. Throws `not-found`; `safety` STRUCTURE_SET_OTHER_PATIENT for a series of
 * another case; `conflict` STRUCTURE_SET_LINKED when it lies on images already.
 */
export function confirmLink(context: LibraryContext, structureSetId: string, seriesId: string): void {
  const { database } = context;
  database.transaction(() => {
    const set = database
      .prepare<UnlinkedRow>('SELECT case_id, volume_id, source FROM structure_sets WHERE id = ?')
      .get(structureSetId);
    if (set === undefined || set.source !== 'imported') {
      throw new AppError(
        'not-found',
        'STRUCTURE_SET_NOT_FOUND',
        'The library has no imported structure set of this id.',
      );
    }
    const volume = database
      .prepare<{ id: string; case_id: string }>(
        `SELECT v.id, st.case_id FROM volumes v JOIN series s ON s.id = v.series_id JOIN studies st ON st.id = s.study_id
         WHERE s.id = ? AND v.is_current = 1`,
      )
      .get(seriesId);
    if (volume === undefined) {
      throw new AppError('not-found', 'SERIES_NOT_FOUND', 'The series is not in the library any more.');
    }
    if (volume.case_id !== set.case_id) {
      throw new AppError(
        'safety',
        'STRUCTURE_SET_OTHER_PATIENT',
        'The structure set names another patient than this series and cannot be laid on it. Choose a series of its own case.',
      );
    }
    if (set.volume_id !== null) {
      if (set.volume_id === volume.id) return;
      throw new AppError(
        'conflict',
        'STRUCTURE_SET_LINKED',
        'The structure set lies on the images that it was drawn on already. Copy its structures to the other series instead.',
      );
    }
    database
      .prepare("UPDATE structure_sets SET volume_id = ?, link = 'confirmed', revision = ? WHERE id = ?")
      .run(volume.id, nextRevision(database), structureSetId);
    touchCase(database, set.case_id);
  });
}
