// Deleted cases are kept for 30 days. They are out of every list and search, and out of the way of an import, which makes
// a new case of the same patient; nothing of them is lost until they are deleted for good.

import { AppError } from '../../core/error/index.ts';
import { refreshCaseList } from './case-list.ts';
import { caseNotFound } from './case-reader.ts';
import { deleteCase } from './case-writer.ts';
import { IS_DELETED, type LibraryContext, nextRevision } from './context.ts';
import type { Database } from './driver.ts';

const DAY_MS = 86_400_000;
export const KEPT_DAYS = 30;

export interface DeletedCase {
  readonly caseId: string;
  readonly patientId: string;
  readonly patientName: string;
  readonly label: string | null;
  /** Of the series with the most images; empty for none. */
  readonly modality: string;
  readonly description: string;
  readonly series: number;
  readonly structures: number;
  readonly deletedAt: string;
  /** The day from which on a start of the window deletes it for good. */
  readonly keptUntil: string;
  /** Of the images and originals that it needs, shared or not. */
  readonly sizeBytes: number;
}

export interface DeletedCases {
  /** The last deleted first. */
  readonly cases: readonly DeletedCase[];
  /** What deleting all of them for good would free: files that no other case needs. */
  readonly freedBytes: number;
}

export const keptUntil = (deletedAtMs: number): string => new Date(deletedAtMs + KEPT_DAYS * DAY_MS).toISOString();

const DELETED = `
SELECT c.id, c.patient_id, c.patient_name, l.label, d.deleted_at_ms,
  (SELECT count(*) FROM series s JOIN studies st ON st.id = s.study_id WHERE st.case_id = c.id) AS series,
  (SELECT count(*) FROM structures t JOIN structure_sets ss ON ss.id = t.structure_set_id
     WHERE ss.case_id = c.id AND NOT EXISTS (SELECT 1 FROM document_sets WHERE structure_set_id = ss.id))
    + (SELECT count(*) FROM document_records r JOIN documents o ON o.id = r.document_id
         JOIN series s ON s.id = o.series_id JOIN studies st ON st.id = s.study_id
         WHERE st.case_id = c.id AND r.kind = 'structure') AS structures,
  (SELECT s.modality || ' ' || s.description FROM series s JOIN studies st ON st.id = s.study_id
     WHERE st.case_id = c.id ORDER BY (SELECT count(*) FROM instances i WHERE i.series_id = s.id) DESC, s.rowid LIMIT 1)
    AS main_series,
  (SELECT coalesce(sum(bytes), 0) FROM (SELECT max(bytes) AS bytes FROM blob_uses u WHERE u.case_id = c.id
     GROUP BY sha256)) AS bytes
FROM deleted_cases d JOIN cases c ON c.id = d.case_id LEFT JOIN case_labels l ON l.case_id = c.id
ORDER BY d.deleted_at_ms DESC, c.revision DESC`;

interface DeletedRow {
  readonly id: string;
  readonly patient_id: string;
  readonly patient_name: string;
  readonly label: string | null;
  readonly deleted_at_ms: number;
  readonly series: number;
  readonly structures: number;
  readonly main_series: string | null;
  readonly bytes: number;
}

function toDeletedCase(row: DeletedRow): DeletedCase {
  const [modality = '', ...description] = (row.main_series ?? '').split(' ');
  return {
    caseId: row.id,
    patientId: row.patient_id,
    patientName: row.patient_name,
    label: row.label,
    modality,
    description: description.join(' '),
    series: row.series,
    structures: row.structures,
    deletedAt: new Date(row.deleted_at_ms).toISOString(),
    keptUntil: keptUntil(row.deleted_at_ms),
    sizeBytes: row.bytes,
  };
}

export function listDeleted(database: Database): DeletedCases {
  const cases = database.prepare<DeletedRow>(DELETED).all().map(toDeletedCase);
  if (cases.length === 0) return { cases, freedBytes: 0 };
  const freed = database
    .prepare<{ bytes: number }>(
      `SELECT coalesce(sum(bytes), 0) AS bytes FROM
         (SELECT sha256, max(bytes) AS bytes FROM blob_uses WHERE case_id ${IS_DELETED} GROUP BY sha256) own
       WHERE NOT EXISTS (SELECT 1 FROM blob_uses u WHERE u.sha256 = own.sha256 AND u.case_id NOT ${IS_DELETED})`,
    )
    .get();
  return { cases, freedBytes: freed?.bytes ?? 0 };
}

/** The time now, but never before the latest that this library has seen: a clock that was set back makes nothing older
 * than it is. Inside a transaction. */
function witnessedNow({ database, clock }: LibraryContext): number {
  const row = database
    .prepare<{ value: number }>("UPDATE counters SET value = max(value, ?) WHERE name = 'clock' RETURNING value")
    .get(Math.trunc(clock.nowMs()));
  return (row as { value: number }).value;
}

/** Puts a case among the deleted ones and returns until when it is kept. Throws `not-found` CASE_NOT_FOUND, also for one
 * that is there already. */
export function discardCase(context: LibraryContext, caseId: string): string {
  const { database } = context;
  return database.transaction(() => {
    const row = database
      .prepare<{ identity_key: string; changed_at: string | null }>(
        `SELECT c.identity_key, l.changed_at FROM cases c LEFT JOIN case_list l ON l.case_id = c.id
         WHERE c.id = ? AND c.id NOT ${IS_DELETED}`,
      )
      .get(caseId);
    if (row === undefined) throw caseNotFound(caseId);
    const nowMs = witnessedNow(context);
    database
      .prepare('INSERT INTO deleted_cases (case_id, identity_key, deleted_at_ms, changed_at) VALUES (?, ?, ?, ?)')
      .run(caseId, row.identity_key, nowMs, row.changed_at ?? new Date(nowMs).toISOString());
    // The next import of this patient makes a case of its own.
    database.prepare("UPDATE cases SET identity_key = 'deleted ' || id WHERE id = ?").run(caseId);
    database.prepare('DELETE FROM case_list WHERE case_id = ?').run(caseId);
    database.prepare("DELETE FROM queue WHERE case_id = ? AND kind = 'contour'").run(caseId);
    nextRevision(database);
    return keptUntil(nowMs);
  });
}

interface DeletionRow {
  readonly identity_key: string;
  readonly changed_at: string;
}

/** Images of the case that the library has in another one again. */
const IMAGES_ELSEWHERE = `
SELECT 1 FROM studies st JOIN series s ON s.study_id = st.id JOIN instances i ON i.series_id = s.id
  JOIN instances other ON other.sop_instance_uid = i.sop_instance_uid AND other.series_id <> s.id
  JOIN series os ON os.id = other.series_id JOIN studies ost ON ost.id = os.study_id
WHERE st.case_id = ? AND ost.case_id <> st.case_id AND ost.case_id NOT ${IS_DELETED} LIMIT 1`;

/**
 * Puts a deleted case back to where it was. Throws `not-found` CASE_NOT_DELETED, `conflict` CASE_EXISTS when the same
 * patient, or the same images, have a case again.
 */
export function undeleteCase({ database }: LibraryContext, caseId: string): void {
  database.transaction(() => {
    const row = database
      .prepare<DeletionRow>('SELECT identity_key, changed_at FROM deleted_cases WHERE case_id = ?')
      .get(caseId);
    if (row === undefined) {
      throw new AppError(
        'not-found',
        'CASE_NOT_DELETED',
        'No deleted case has this id. `limner list --deleted` shows them.',
      );
    }
    const twin = database.prepare('SELECT 1 FROM cases WHERE identity_key = ?').get(row.identity_key);
    if (twin !== undefined || database.prepare(IMAGES_ELSEWHERE).get(caseId) !== undefined) {
      throw new AppError(
        'conflict',
        'CASE_EXISTS',
        'The patient, or the same images, came into the library again after this case was deleted. Delete that case first, then restore this one.',
      );
    }
    database.prepare('UPDATE cases SET identity_key = ? WHERE id = ?').run(row.identity_key, caseId);
    database.prepare('DELETE FROM deleted_cases WHERE case_id = ?').run(caseId);
    nextRevision(database);
    refreshCaseList(database, caseId);
    database.prepare('UPDATE case_list SET changed_at = ? WHERE case_id = ?').run(row.changed_at, caseId);
  });
}

interface KeptRow {
  readonly case_id: string;
  readonly deleted_at_ms: number;
  readonly past_since_ms: number | null;
}

/**
 * Deletes for good what has been kept for its 30 days; for the start of the window. Clocks jump both ways, and what is
 * gone is gone: a case goes only when two looks, a day or more apart, found its time to be over, so that one day with a
 * wrong clock does no harm. Returns their ids.
 */
export function removeExpiredCases(context: LibraryContext): string[] {
  const { database, clock } = context;
  const nowMs = Math.trunc(clock.nowMs());
  const expired = database.transaction(() => {
    witnessedNow(context);
    const rows = database.prepare<KeptRow>('SELECT case_id, deleted_at_ms, past_since_ms FROM deleted_cases').all();
    const note = database.prepare('UPDATE deleted_cases SET past_since_ms = ? WHERE case_id = ?');
    return rows.flatMap(({ case_id: caseId, deleted_at_ms: deletedAtMs, past_since_ms: pastSinceMs }) => {
      const isPast = nowMs - deletedAtMs >= KEPT_DAYS * DAY_MS;
      if (isPast && pastSinceMs !== null && nowMs - pastSinceMs >= DAY_MS) return [caseId];
      note.run(isPast ? Math.min(nowMs, pastSinceMs ?? nowMs) : null, caseId);
      return [];
    });
  });
  for (const caseId of expired) deleteCase(context, caseId);
  return expired;
}

/** Keeps a name that a person gave to a case beside the one in its images; null takes it away. Inside a transaction;
 * `touchCase` must follow. Throws `not-found` CASE_NOT_FOUND. */
export function writeLabel(database: Database, caseId: string, label: string | null): void {
  const known = database.prepare(`SELECT 1 FROM cases WHERE id = ? AND id NOT ${IS_DELETED}`).get(caseId);
  if (known === undefined) throw caseNotFound(caseId);
  if (label === null) database.prepare('DELETE FROM case_labels WHERE case_id = ?').run(caseId);
  else database.prepare('INSERT OR REPLACE INTO case_labels VALUES (?, ?)').run(caseId, label);
}
