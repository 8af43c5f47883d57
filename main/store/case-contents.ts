// What a case holds, gathered from all tables, and the copy of it that the list reads.

import { AppError } from '../../core/error/index.ts';
import type { Database } from './driver.ts';
import { listObjects } from './object-repository.ts';
import type { CaseSummary, SeriesSummary, SetLink, StructureSetSummary } from './records.ts';

export type CaseContents = Pick<CaseSummary, 'series' | 'structureSets' | 'objects'>;

interface SeriesRow {
  readonly id: string;
  readonly case_id: string;
  readonly volume_id: string;
  readonly study_instance_uid: string;
  readonly series_instance_uid: string;
  readonly modality: string;
  readonly description: string;
  readonly source: string;
  readonly files: number;
  readonly grid_json: string;
  readonly detail_json: string;
}

interface StructureSetRow {
  readonly id: string;
  readonly case_id: string;
  readonly series_id: string | null;
  readonly volume_id: string | null;
  readonly source: 'imported' | 'auto';
  readonly label: string;
  readonly reviewed: number;
  readonly sop_instance_uid: string | null;
  readonly link: SetLink | null;
  readonly created_at: string;
  readonly names_json: string;
}

const SERIES_OF_CASES = `
SELECT s.id, st.case_id, v.id AS volume_id, st.study_instance_uid, s.series_instance_uid, s.modality, s.description,
       s.source, v.grid_json, v.detail_json,
       (SELECT count(DISTINCT file_sha256) FROM instances i WHERE i.series_id = s.id) AS files
FROM json_each(?) AS wanted
JOIN studies st ON st.case_id = wanted.value
JOIN series s ON s.study_id = st.id
JOIN volumes v ON v.series_id = s.id AND v.is_current = 1
ORDER BY st.id, s.rowid`;

const STRUCTURE_SETS_OF_CASES = `
SELECT ss.id, ss.case_id, v.series_id, ss.volume_id, ss.source, ss.label, ss.reviewed, ss.sop_instance_uid,
       ss.link, ss.created_at,
       (SELECT json_group_array(name ORDER BY number, id) FROM structures WHERE structure_set_id = ss.id) AS names_json
FROM json_each(?) AS wanted
JOIN structure_sets ss ON ss.case_id = wanted.value
LEFT JOIN volumes v ON v.id = ss.volume_id
ORDER BY ss.revision`;

/** From the tables, for each of `caseIds`. */
export function gatherContents(database: Database, caseIds: readonly string[]): ReadonlyMap<string, CaseContents> {
  const wanted = JSON.stringify(caseIds);
  const contents = new Map<string, CaseContents>(
    caseIds.map((caseId) => [caseId, { series: [], structureSets: [], objects: [] }]),
  );
  for (const row of database.prepare<SeriesRow>(SERIES_OF_CASES).all(wanted)) {
    contents.get(row.case_id)?.series.push(toSeries(row));
  }
  for (const row of database.prepare<StructureSetRow>(STRUCTURE_SETS_OF_CASES).all(wanted)) {
    contents.get(row.case_id)?.structureSets.push(toStructureSet(row));
  }
  for (const { caseId, ...object } of listObjects(database, wanted)) contents.get(caseId)?.objects.push(object);
  return contents;
}

/** Renews what the list shows of these cases. Inside the transaction of the change. */
export function writeSummaries(database: Database, caseIds: readonly string[]): void {
  const write = database.prepare('INSERT OR REPLACE INTO case_summaries VALUES (?, ?)');
  for (const [caseId, contents] of gatherContents(database, caseIds)) write.run(caseId, JSON.stringify(contents));
}

/** Cases whose rows are gathered at once. */
const BATCH = 1000;

function lacksSummaries(database: Database): boolean {
  const counts = database
    .prepare<{ cases: number; summaries: number }>(
      'SELECT (SELECT count(*) FROM cases) AS cases, (SELECT count(*) FROM case_summaries) AS summaries',
    )
    .get();
  return counts?.cases !== counts?.summaries;
}

/** Makes the summaries that a library of an older Limner lacks, in one transaction. */
export function fillSummaries(database: Database): void {
  if (!lacksSummaries(database)) return;
  database.transaction(() => {
    const missing = database
      .prepare<{ id: string }>('SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM case_summaries)')
      .all()
      .map(({ id }) => id);
    for (let from = 0; from < missing.length; from += BATCH) {
      writeSummaries(database, missing.slice(from, from + BATCH));
    }
  });
}

/** Ids of the cases of which the list shows something else than they hold. */
export function findWrongSummaries(database: Database): string[] {
  const rows = database
    .prepare<{ id: string; contents_json: string | null }>(
      'SELECT c.id, s.contents_json FROM cases c LEFT JOIN case_summaries s ON s.case_id = c.id ORDER BY c.revision',
    )
    .all();
  const wrong: string[] = [];
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const contents = gatherContents(
      database,
      batch.map(({ id }) => id),
    );
    wrong.push(
      ...batch.filter((row) => row.contents_json !== JSON.stringify(contents.get(row.id))).map(({ id }) => id),
    );
  }
  return wrong;
}

/** Throws `corrupt-data` LIBRARY_DAMAGED. */
export function parseSummary(contentsJson: string): CaseContents {
  try {
    return JSON.parse(contentsJson) as CaseContents;
  } catch (error) {
    throw new AppError(
      'corrupt-data',
      'LIBRARY_DAMAGED',
      'The list of cases in the library is damaged. Restore the library from a backup.',
      { cause: error },
    );
  }
}

function toSeries(row: SeriesRow): SeriesSummary {
  const grid = JSON.parse(row.grid_json) as Pick<
    SeriesSummary,
    'size' | 'spacingMm' | 'originLps' | 'direction' | 'frameOfReferenceUid'
  >;
  const details = JSON.parse(row.detail_json) as Pick<
    SeriesSummary,
    'gantryTiltDeg' | 'irregularSpacing' | 'missingSlices' | 'warnings'
  >;
  return {
    seriesId: row.id,
    volumeId: row.volume_id,
    studyInstanceUid: row.study_instance_uid,
    seriesInstanceUid: row.series_instance_uid,
    modality: row.modality,
    description: row.description,
    source: row.source,
    files: row.files,
    size: grid.size,
    spacingMm: grid.spacingMm,
    originLps: grid.originLps,
    direction: grid.direction,
    frameOfReferenceUid: grid.frameOfReferenceUid,
    gantryTiltDeg: details.gantryTiltDeg,
    irregularSpacing: details.irregularSpacing,
    missingSlices: details.missingSlices,
    warnings: details.warnings,
  };
}

function toStructureSet(row: StructureSetRow): StructureSetSummary {
  return {
    structureSetId: row.id,
    seriesId: row.series_id,
    volumeId: row.volume_id,
    source: row.source,
    label: row.label,
    reviewed: row.reviewed === 1,
    sopInstanceUid: row.sop_instance_uid,
    link: row.link,
    createdAt: row.created_at,
    structures: JSON.parse(row.names_json) as string[],
  };
}
