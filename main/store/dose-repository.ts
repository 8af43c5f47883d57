// What a person said of the doses of a case, and which of them are looked at as a sum.

import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import { newShortId } from '../platform/ids.ts';
import { touchCase } from './case-writer.ts';
import { type LibraryContext, nextRevision } from './context.ts';
import type { Database } from './driver.ts';

export interface DoseWords {
  readonly objectId: string;
  /** What 1 stands for in a relative dose, Gy; null: nobody said it. */
  readonly referenceGy: number | null;
  /** ISO 8601. */
  readonly referenceAt: string | null;
  /** The series on whose images it lies, by a person's word; null: by what the files name alone. */
  readonly seriesId: string | null;
  readonly confirmedAt: string | null;
}

export interface DoseSum {
  readonly sumId: string;
  /** Ids of the doses that are added up, sorted. */
  readonly parts: readonly string[];
}

/** Of the doses of a case about which anything was said. */
export const listDoseWords = (database: Database, caseId: string): DoseWords[] =>
  database
    .prepare<DoseWords>(
      `SELECT w.object_id AS objectId, w.reference_gy AS referenceGy, w.reference_at AS referenceAt,
         w.series_id AS seriesId, w.confirmed_at AS confirmedAt
       FROM dose_words w JOIN objects o ON o.id = w.object_id WHERE o.case_id = ? ORDER BY o.revision`,
    )
    .all(caseId);

/** In the order in which they were made. */
export const listDoseSums = (database: Database, caseId: string): DoseSum[] =>
  database
    .prepare<{ sumId: string; parts: string }>(
      'SELECT id AS sumId, parts_json AS parts FROM dose_sums WHERE case_id = ? ORDER BY revision',
    )
    .all(caseId)
    .map(({ sumId, parts }) => ({ sumId, parts: JSON.parse(parts) as string[] }));

function caseOfDose(database: Database, objectId: string): string {
  const row = database
    .prepare<{ case_id: string }>("SELECT case_id FROM objects WHERE id = ? AND kind = 'RTDOSE'")
    .get(objectId);
  if (row === undefined) throw new AppError('not-found', 'DOSE_CASE', 'The library has no dose of this id.');
  return row.case_id;
}

/** Keeps what 1 stands for in a relative dose; null takes it back. Throws `not-found` DOSE_CASE. */
export function sayDoseReference({ database, clock }: LibraryContext, objectId: string, gy: number | null): void {
  database.transaction(() => {
    const caseId = caseOfDose(database, objectId);
    database
      .prepare(
        `INSERT INTO dose_words (object_id, reference_gy, reference_at) VALUES (?, ?, ?)
         ON CONFLICT (object_id) DO UPDATE SET reference_gy = excluded.reference_gy, reference_at = excluded.reference_at`,
      )
      .run(objectId, gy, gy === null ? null : isoTime(clock));
    touchCase(database, caseId);
  });
}

/**
 * Keeps that a dose lies on the images of a series; null takes it back. Whether it can is for the caller to check. Throws
 * `not-found` DOSE_CASE, `safety` DOSE_PATIENT for a series of another case.
 */
export function confirmDosePlace({ database, clock }: LibraryContext, objectId: string, seriesId: string | null): void {
  database.transaction(() => {
    const caseId = caseOfDose(database, objectId);
    const isOfCase =
      seriesId === null ||
      database
        .prepare('SELECT 1 FROM series s JOIN studies st ON st.id = s.study_id WHERE s.id = ? AND st.case_id = ?')
        .get(seriesId, caseId) !== undefined;
    if (!isOfCase) {
      const why = 'The series is not of the case of this dose. Open the case that the dose belongs to.';
      throw new AppError('safety', 'DOSE_PATIENT', why);
    }
    database
      .prepare(
        `INSERT INTO dose_words (object_id, series_id, confirmed_at) VALUES (?, ?, ?)
         ON CONFLICT (object_id) DO UPDATE SET series_id = excluded.series_id, confirmed_at = excluded.confirmed_at`,
      )
      .run(objectId, seriesId, seriesId === null ? null : isoTime(clock));
    touchCase(database, caseId);
  });
}

/** Keeps a sum of doses of a case and returns its id; the one that there is for the same doses. */
export function keepDoseSum(context: LibraryContext, caseId: string, parts: readonly string[]): string {
  const { database, clock, random } = context;
  const json = JSON.stringify([...parts].sort());
  return database.transaction(() => {
    const known = database
      .prepare<{ id: string }>('SELECT id FROM dose_sums WHERE case_id = ? AND parts_json = ?')
      .get(caseId, json);
    if (known !== undefined) return known.id;
    const isTaken = (id: string) => database.prepare('SELECT 1 FROM dose_sums WHERE id = ?').get(id) !== undefined;
    const id = newShortId('sum', isTaken, random);
    database
      .prepare('INSERT INTO dose_sums (id, case_id, parts_json, made_at, revision) VALUES (?, ?, ?, ?, ?)')
      .run(id, caseId, json, isoTime(clock), nextRevision(database));
    touchCase(database, caseId);
    return id;
  });
}

/** Forgets a sum; its doses stay. */
export function removeDoseSum({ database }: LibraryContext, caseId: string, sumId: string): void {
  database.transaction(() => {
    database.prepare('DELETE FROM dose_sums WHERE case_id = ? AND id = ?').run(caseId, sumId);
    touchCase(database, caseId);
  });
}
