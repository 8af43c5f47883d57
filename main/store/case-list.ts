// The table of cases as the window shows it: one finished row a case, renewed with every change of the case, so that a
// page of ten thousand cases (see case-pages.ts) is made of nothing else.

import type { StructureRecord } from '../../core/edit/index.ts';
import { IS_DELETED } from './context.ts';
import type { Database } from './driver.ts';
import { foldText } from './fold-text.ts';

export const WORK_STATES = ['new', 'contoured', 'in-review', 'done'] as const;
export type WorkState = (typeof WORK_STATES)[number];

export interface CaseListEntry {
  readonly caseId: string;
  readonly patientName: string;
  readonly patientId: string;
  /** The name that a person gave to the case; null: none. */
  readonly label: string | null;
  readonly modality: string;
  readonly description: string;
  readonly slices: number;
  readonly sliceStepMm: number;
  readonly seriesId: string | null;
  readonly structures: readonly {
    readonly color: string;
    readonly isReviewed: boolean;
    /** As it came, from somebody who drew it elsewhere. */
    readonly isImported: boolean;
  }[];
  readonly structureCount: number;
  readonly reviewedCount: number;
  readonly state: WorkState;
  readonly attention: string | null;
  readonly changedAt: string;
}

interface SeriesRow {
  readonly id: string;
  readonly modality: string;
  readonly description: string;
  readonly grid_json: string;
  readonly detail_json: string;
}

const SERIES = `
SELECT s.id, s.modality, s.description, v.grid_json, v.detail_json
FROM studies st JOIN series s ON s.study_id = st.id JOIN volumes v ON v.series_id = s.id AND v.is_current = 1
WHERE st.case_id = ? ORDER BY s.rowid`;

/** Structures of sets that no document has taken over. */
const LOOSE_STRUCTURES = `
SELECT t.color, ss.source FROM structure_sets ss JOIN structures t ON t.structure_set_id = ss.id
WHERE ss.case_id = ? AND NOT EXISTS (SELECT 1 FROM document_sets WHERE structure_set_id = ss.id)
ORDER BY ss.revision, t.number, t.id`;

const DOCUMENT_STRUCTURES = `
SELECT r.json FROM studies st JOIN series s ON s.study_id = st.id JOIN documents d ON d.series_id = s.id
JOIN document_records r ON r.document_id = d.id AND r.kind = 'structure' WHERE st.case_id = ?`;

interface WorkOfCase {
  readonly structures: CaseListEntry['structures'];
  readonly state: WorkState;
}

function workOf(database: Database, caseId: string): WorkOfCase {
  const records = database
    .prepare<{ json: string }>(DOCUMENT_STRUCTURES)
    .all(caseId)
    .map(({ json }) => JSON.parse(json) as StructureRecord)
    .sort((a, b) => a.order - b.order);
  const loose = database.prepare<{ color: string; source: string }>(LOOSE_STRUCTURES).all(caseId);
  const structures = [
    ...records.map(({ color, review, origin, editedSlices }) => ({
      color,
      isReviewed: review.isReviewed,
      isImported: origin === 'imported' && editedSlices.length === 0,
    })),
    ...loose.map(({ color, source }) => ({ color, isReviewed: false, isImported: source === 'imported' })),
  ];
  const isDone = database.prepare('SELECT 1 FROM case_work WHERE case_id = ? AND is_done = 1').get(caseId);
  const isWorkedOn = records.some(
    ({ review, editedSlices, origin }) =>
      review.isReviewed ||
      review.slices.length > 0 ||
      editedSlices.length > 0 ||
      origin === 'manual' ||
      origin === 'derived',
  );
  const state =
    isDone !== undefined ? 'done' : structures.length === 0 ? 'new' : isWorkedOn ? 'in-review' : 'contoured';
  return { structures, state };
}

const sizeOf = (row: SeriesRow) =>
  JSON.parse(row.grid_json) as { size: [number, number, number]; spacingMm: [number, number, number] };

const planesOf = (row: SeriesRow): number => sizeOf(row).size[2];

/** Why a person should look at the images; null: nothing stands out. Beside a volume, a series of one image is a scout
 * or a screen capture: what is said of that alone calls nobody. */
function attentionOf(series: readonly SeriesRow[]): string | null {
  const volumes = series.filter((row) => planesOf(row) > 1);
  for (const { detail_json } of volumes.length > 0 ? volumes : series) {
    const { missingSlices, warnings } = JSON.parse(detail_json) as {
      missingSlices: number;
      warnings: { message: string }[];
    };
    if (missingSlices > 0) {
      return missingSlices === 1 ? 'A slice is missing.' : `Slices are missing in ${missingSlices} places.`;
    }
    if (warnings[0] !== undefined) return warnings[0].message;
  }
  return null;
}

/** The series that a person most likely wants: the one with most voxels, of equals the first. */
function mainSeries(series: readonly SeriesRow[]): SeriesRow | null {
  let best: SeriesRow | null = null;
  let most = 0;
  for (const one of series) {
    const voxels = sizeOf(one).size.reduce((a, b) => a * b, 1);
    if (voxels > most) [best, most] = [one, voxels];
  }
  return best;
}

interface ListColumns {
  readonly revision: number;
  readonly sort_name: string;
  readonly sort_id: string;
  readonly state: WorkState;
  readonly state_rank: number;
  readonly modality: string;
  readonly attention: string | null;
  readonly row_json: string;
}

/** What the table must say of a case; null: there is no such case, or it is deleted. */
function listColumns(database: Database, caseId: string): ListColumns | null {
  const found = database
    .prepare<{ patient_id: string; patient_name: string; label: string | null; revision: number }>(
      `SELECT c.patient_id, c.patient_name, l.label, c.revision FROM cases c LEFT JOIN case_labels l ON l.case_id = c.id
       WHERE c.id = ? AND c.id NOT ${IS_DELETED}`,
    )
    .get(caseId);
  if (found === undefined) return null;
  const series = database.prepare<SeriesRow>(SERIES).all(caseId);
  const main = mainSeries(series);
  const grid = main === null ? null : sizeOf(main);
  const { structures, state } = workOf(database, caseId);
  const entry: Omit<CaseListEntry, 'changedAt'> = {
    caseId,
    patientName: found.patient_name,
    patientId: found.patient_id,
    label: found.label,
    modality: main?.modality ?? '',
    description: main?.description ?? '',
    slices: grid?.size[2] ?? 0,
    sliceStepMm: grid?.spacingMm[2] ?? 0,
    seriesId: main?.id ?? null,
    structures,
    structureCount: structures.length,
    reviewedCount: structures.filter(({ isReviewed }) => isReviewed).length,
    state,
    attention: attentionOf(series),
  };
  return {
    revision: found.revision,
    sort_name: foldText(found.patient_name || (found.label ?? '')),
    sort_id: foldText(found.patient_id),
    state,
    state_rank: WORK_STATES.indexOf(state),
    modality: entry.modality,
    attention: entry.attention,
    row_json: JSON.stringify(entry),
  };
}

/** Renews the row of a case. Inside the transaction of the change. */
export function refreshCaseList(database: Database, caseId: string): void {
  const columns = listColumns(database, caseId);
  if (columns === null) return;
  database
    .prepare(
      `INSERT INTO case_list (case_id, revision, sort_name, sort_id, state, state_rank, modality, attention, changed_at,
         row_json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?)
       ON CONFLICT (case_id) DO UPDATE SET
         changed_at = iif(revision = excluded.revision, changed_at, excluded.changed_at),
         revision = excluded.revision, sort_name = excluded.sort_name,
         sort_id = excluded.sort_id, state = excluded.state, state_rank = excluded.state_rank,
         modality = excluded.modality, attention = excluded.attention,
         row_json = excluded.row_json`,
    )
    .run(
      caseId,
      columns.revision,
      columns.sort_name,
      columns.sort_id,
      columns.state,
      columns.state_rank,
      columns.modality,
      columns.attention,
      columns.row_json,
    );
}

/** Ids of the cases of which the table shows something else than they hold. */
export function findWrongListRows(database: Database): string[] {
  const rows = database
    .prepare<{ id: string } & { [Column in keyof ListColumns]: ListColumns[Column] | null }>(
      `SELECT c.id, l.revision, l.sort_name, l.sort_id, l.state, l.state_rank, l.modality, l.attention, l.row_json
       FROM cases c LEFT JOIN case_list l ON l.case_id = c.id ORDER BY c.revision`,
    )
    .all();
  const isWrong = ({ id, ...shown }: (typeof rows)[number]): boolean =>
    Object.entries(listColumns(database, id) ?? {}).some(
      ([column, value]) => shown[column as keyof ListColumns] !== value,
    );
  return rows.filter(isWrong).map(({ id }) => id);
}

/** Makes the rows that an older Limner did not keep, or made by other rules (a migration then emptied `row_json`). */
export function fillCaseList(database: Database): void {
  const missing = database
    .prepare<{ id: string }>(
      `SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM case_list WHERE row_json <> '') AND id NOT ${IS_DELETED}
       ORDER BY revision`,
    )
    .all();
  if (missing.length === 0) return;
  database.transaction(() => {
    for (const { id } of missing) refreshCaseList(database, id);
  });
}

/** Where the work on a case stands. */
export const caseState = (database: Database, caseId: string): WorkState => workOf(database, caseId).state;

/** A person calls a case done or takes that back. Inside a transaction; `refreshCaseList` must follow. */
export function markDone(database: Database, caseId: string, isDone: boolean, at: string): void {
  database
    .prepare(
      `INSERT INTO case_work (case_id, is_done, at) VALUES (?, ?, ?)
       ON CONFLICT (case_id) DO UPDATE SET is_done = excluded.is_done, at = excluded.at`,
    )
    .run(caseId, isDone ? 1 : 0, at);
}
