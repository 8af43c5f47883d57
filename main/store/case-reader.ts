// Reading cases: the list, the search, one case.

import { AppError } from '../../core/error/index.ts';
import type { Database } from './driver.ts';
import { searchTerms } from './fold-text.ts';
import { listObjects } from './object-repository.ts';
import type { CaseSummary, SeriesSummary, StructureSetSummary } from './records.ts';

interface CaseRow {
  readonly id: string;
  readonly patient_id: string;
  readonly patient_name: string;
  readonly created_at: string;
}

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
  readonly created_at: string;
  readonly names_json: string;
}

const CASE_COLUMNS = 'id, patient_id, patient_name, created_at';

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
       ss.created_at,
       (SELECT json_group_array(name ORDER BY number, id) FROM structures WHERE structure_set_id = ss.id) AS names_json
FROM json_each(?) AS wanted
JOIN structure_sets ss ON ss.case_id = wanted.value
LEFT JOIN volumes v ON v.id = ss.volume_id
ORDER BY ss.revision`;

/**
 * Every case, or those in which each word of `search` occurs (in patient name, patient id, a description, a label or a
 * structure name; without regard to case and accents), the last changed first.
 */
export function listCases(database: Database, search: string | null): CaseSummary[] {
  const terms = search === null ? [] : searchTerms(search);
  const condition = terms.map(() => 'instr(search_text, ?) > 0').join(' AND ');
  const where = terms.length === 0 ? '' : `WHERE ${condition}`;
  const sql = `SELECT ${CASE_COLUMNS} FROM cases ${where} ORDER BY revision DESC`;
  return withContents(database, database.prepare<CaseRow>(sql).all(...terms));
}

/** Throws `not-found` CASE_NOT_FOUND. */
export function getCase(database: Database, caseId: string): CaseSummary {
  const row = database.prepare<CaseRow>(`SELECT ${CASE_COLUMNS} FROM cases WHERE id = ?`).get(caseId);
  const found = row === undefined ? undefined : withContents(database, [row])[0];
  if (found === undefined) throw caseNotFound(caseId);
  return found;
}

export function caseNotFound(caseId: string): AppError {
  // Only text of the form of an id is repeated: a person may have typed a patient's name.
  const named = /^c-[0-9a-z]{1,12}$/.test(caseId) ? ` ${caseId}` : ' of this id';
  return new AppError('not-found', 'CASE_NOT_FOUND', `The library has no case${named}. \`limner list\` shows the ids.`);
}

function withContents(database: Database, rows: readonly CaseRow[]): CaseSummary[] {
  const wanted = JSON.stringify(rows.map(({ id }) => id));
  const cases = new Map<string, CaseSummary>();
  for (const { id, patient_id, patient_name, created_at } of rows) {
    cases.set(id, {
      caseId: id,
      patientId: patient_id,
      patientName: patient_name,
      createdAt: created_at,
      series: [],
      structureSets: [],
      objects: [],
    });
  }
  for (const row of database.prepare<SeriesRow>(SERIES_OF_CASES).all(wanted)) {
    cases.get(row.case_id)?.series.push(toSeries(row));
  }
  for (const row of database.prepare<StructureSetRow>(STRUCTURE_SETS_OF_CASES).all(wanted)) {
    cases.get(row.case_id)?.structureSets.push(toStructureSet(row));
  }
  for (const { caseId, ...object } of listObjects(database, wanted)) cases.get(caseId)?.objects.push(object);
  return [...cases.values()];
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
    createdAt: row.created_at,
    structures: JSON.parse(row.names_json) as string[],
  };
}
