// Changing cases: finding or making one, keeping what the search sees, deleting.

import type { DicomPatient } from '../../core/dicom/index.ts';
import { isoTime } from '../platform/clock.ts';
import { writeSummaries } from './case-contents.ts';
import { refreshCaseList } from './case-list.ts';
import { caseNotFound } from './case-reader.ts';
import { type LibraryContext, nextRevision, removeUnusedBlobs } from './context.ts';
import type { Database } from './driver.ts';
import { foldText } from './fold-text.ts';
import { forgetCaseInQueue } from './queue-repository.ts';

export interface KnownCase {
  readonly caseId: string;
  readonly patient: DicomPatient;
}

interface PatientRow {
  readonly id: string;
  readonly patient_id: string;
  readonly issuer: string;
  readonly patient_name: string;
  readonly birth_date: string;
  readonly sex: string;
}

export const NO_PATIENT: DicomPatient = { id: '', issuer: '', name: '', birthDate: '', sex: '' };

export function findCase(database: Database, identityHash: string): KnownCase | null {
  const row = database
    .prepare<PatientRow>(
      'SELECT id, patient_id, issuer, patient_name, birth_date, sex FROM cases WHERE identity_key = ?',
    )
    .get(identityHash);
  if (row === undefined) return null;
  const { patient_id: id, issuer, patient_name: name, birth_date: birthDate, sex } = row;
  return { caseId: row.id, patient: { id, issuer, name, birthDate, sex } };
}

/** Inside a transaction; `touchCase` must follow, it gives search text, summary and revision their values. */
export function insertCase(
  { database, clock }: LibraryContext,
  caseId: string,
  identityHash: string,
  patient: DicomPatient | null,
): void {
  const { id, issuer, name, birthDate, sex } = patient ?? NO_PATIENT;
  database
    .prepare(
      `INSERT INTO cases (id, identity_key, patient_id, issuer, patient_name, birth_date, sex, created_at, revision,
         search_text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
    )
    .run(caseId, identityHash, id, issuer, name, birthDate, sex, isoTime(clock), nextRevision(database));
}

/** Puts a case at the top of the list and renews what the list shows and the search sees. Inside the transaction of the
 * change, after all of it. */
export function touchCase(database: Database, caseId: string): void {
  const texts = database
    .prepare<{ text: string }>(
      `SELECT id || ' ' || patient_id || ' ' || patient_name AS text FROM cases WHERE id = ?
       UNION ALL SELECT label FROM case_labels WHERE case_id = ?
       UNION ALL SELECT description FROM studies WHERE case_id = ?
       UNION ALL SELECT s.description FROM series s JOIN studies st ON st.id = s.study_id WHERE st.case_id = ?
       UNION ALL SELECT label FROM structure_sets WHERE case_id = ?
       UNION ALL SELECT description FROM objects WHERE case_id = ?
       UNION ALL SELECT name FROM structures JOIN structure_sets ss ON ss.id = structure_set_id WHERE ss.case_id = ?
       UNION ALL SELECT r.json ->> 'name' FROM studies st JOIN series s ON s.study_id = st.id
         JOIN documents d ON d.series_id = s.id
         JOIN document_records r ON r.document_id = d.id AND r.kind = 'structure' WHERE st.case_id = ?`,
    )
    .all(...new Array<string>(8).fill(caseId))
    .map(({ text }) => foldText(text))
    .filter((text) => text !== '');
  database
    .prepare('UPDATE cases SET revision = ?, search_text = ? WHERE id = ?')
    .run(nextRevision(database), [...new Set(texts)].join('\n'), caseId);
  writeSummaries(database, [caseId]);
  refreshCaseList(database, caseId);
}

/** Removes a case, deleted or not, with all that belongs to it: the rows in one transaction, then the files that nothing else needs.
 * Throws `not-found` CASE_NOT_FOUND. */
export function deleteCase(context: LibraryContext, caseId: string): void {
  const { database, blobs } = context;
  // A kill between the two steps would leave files that no row names; the mark makes the next opening look for them.
  blobs.markPending();
  const candidates = database.transaction(() => {
    const rows = database.prepare<{ sha256: string }>('SELECT sha256 FROM blob_uses WHERE case_id = ?').all(caseId);
    forgetCaseInQueue(database, caseId);
    if (database.prepare('DELETE FROM cases WHERE id = ?').run(caseId).changes === 0) throw caseNotFound(caseId);
    nextRevision(database);
    return rows.map(({ sha256 }) => sha256);
  });
  removeUnusedBlobs(context, candidates);
}
