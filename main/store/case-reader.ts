// Reading cases: the list, the search, one case.

import { AppError } from '../../core/error/index.ts';
import { type CaseContents, gatherContents, parseSummary } from './case-contents.ts';
import { IS_DELETED } from './context.ts';
import type { Database } from './driver.ts';
import { searchTerms } from './fold-text.ts';
import type { CaseSummary, ListedCases } from './records.ts';

interface CaseRow {
  readonly id: string;
  readonly patient_id: string;
  readonly patient_name: string;
  readonly label: string | null;
  readonly created_at: string;
}

interface ListedRow extends CaseRow {
  /** null: a library of an older Limner that nobody has opened for writing since. */
  readonly contents_json: string | null;
}

/** A part of a list. */
export interface PageRequest {
  readonly offset: number;
  /** null: all. */
  readonly limit: number | null;
}

const ALL: PageRequest = { offset: 0, limit: null };

const toSummary = (
  { id, patient_id, patient_name, label, created_at }: CaseRow,
  contents: CaseContents,
): CaseSummary => ({
  caseId: id,
  patientId: patient_id,
  patientName: patient_name,
  label,
  createdAt: created_at,
  series: contents.series,
  structureSets: contents.structureSets,
  objects: contents.objects,
});

/**
 * Every case, or those in which each word of `search` occurs (in patient name, patient id, a description, a label or a
 * structure name; without regard to case and accents), the last changed first. Deleted cases are left out.
 */
export function listCases(
  database: Database,
  search: string | null,
  { offset, limit }: PageRequest = ALL,
): ListedCases {
  const terms = search === null ? [] : searchTerms(search);
  const condition = terms.map(() => 'instr(c.search_text, ?) > 0').join(' AND ');
  const where = `WHERE c.id NOT ${IS_DELETED}${terms.length === 0 ? '' : ` AND ${condition}`}`;
  const rows = database
    .prepare<ListedRow>(
      `SELECT c.id, c.patient_id, c.patient_name, l.label, c.created_at, s.contents_json
       FROM (SELECT * FROM cases c ${where} ORDER BY revision DESC LIMIT ? OFFSET ?) c
       LEFT JOIN case_summaries s ON s.case_id = c.id LEFT JOIN case_labels l ON l.case_id = c.id ORDER BY c.revision DESC`,
    )
    // SQLite takes -1 for no limit.
    .all(...terms, limit ?? -1, offset);
  const isWhole = offset === 0 && (limit === null || rows.length < limit);
  const count = () =>
    database.prepare<{ total: number }>(`SELECT count(*) AS total FROM cases c ${where}`).get(...terms)?.total ?? 0;
  const missing = rows.filter(({ contents_json }) => contents_json === null).map(({ id }) => id);
  const gathered = missing.length === 0 ? null : gatherContents(database, missing);
  const contentsOf = ({ id, contents_json }: ListedRow) =>
    contents_json === null ? (gathered?.get(id) as CaseContents) : parseSummary(contents_json);
  return {
    cases: rows.map((row) => toSummary(row, contentsOf(row))),
    total: isWhole ? rows.length : count(),
  };
}

/** Throws `not-found` CASE_NOT_FOUND, CASE_DELETED. */
export function getCase(database: Database, caseId: string): CaseSummary {
  const row = database
    .prepare<CaseRow & { readonly is_deleted: number }>(
      `SELECT c.id, c.patient_id, c.patient_name, l.label, c.created_at, c.id ${IS_DELETED} AS is_deleted
       FROM cases c LEFT JOIN case_labels l ON l.case_id = c.id WHERE c.id = ?`,
    )
    .get(caseId);
  if (row === undefined) throw caseNotFound(caseId);
  if (row.is_deleted === 1) {
    const message = `Case ${caseId} is deleted. To use it, restore it first: limner undelete ${caseId}`;
    throw new AppError('not-found', 'CASE_DELETED', message);
  }
  return toSummary(row, gatherContents(database, [caseId]).get(caseId) as CaseContents);
}

export function caseNotFound(caseId: string): AppError {
  // Only text of the form of an id is repeated: a person may have typed a patient's name.
  const named = /^c-[0-9a-z]{1,12}$/.test(caseId) ? ` ${caseId}` : ' of this id';
  return new AppError('not-found', 'CASE_NOT_FOUND', `The library has no case${named}. \`limner list\` shows the ids.`);
}
