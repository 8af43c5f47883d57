// Is the library whole? Used by `doctor` and by the tests that kill it.

import { AppError } from '../../core/error/index.ts';
import { decodeRunLengths } from '../../core/volume/index.ts';
import type { LibraryContent } from './backup.ts';
import type { BlobReader } from './blob-reading.ts';
import { findWrongSummaries } from './case-contents.ts';
import { findWrongListRows } from './case-list.ts';
import { listReferencedBlobs, type ReferencedBlob } from './context.ts';
import { findDocumentProblem } from './document-check.ts';
import type { Database } from './driver.ts';

export interface IntegrityProblem {
  readonly code:
    | 'DATABASE_DAMAGED'
    | 'REFERENCE_BROKEN'
    | 'LIST_ENTRY_WRONG'
    | 'BLOB_MISSING'
    | 'BLOB_DAMAGED'
    | 'MASK_DAMAGED'
    | 'DOCUMENT_DAMAGED';
  readonly message: string;
}

/** A library or a backup, part by part, for whoever shows progress and can be stopped. */
export interface Checkable {
  /** Of pages, indexes, references, the list, masks and documents. */
  findDatabaseProblems(): IntegrityProblem[];
  content(): LibraryContent;
  /** Hashes one file. null: it is whole, or nothing needs it any more. */
  checkBlob(blob: ReferencedBlob): IntegrityProblem | null;
}

export interface IntegrityReport {
  readonly ok: boolean;
  /** 0 when the database is too damaged to tell. */
  readonly cases: number;
  readonly blobs: number;
  readonly problems: readonly IntegrityProblem[];
}

/**
 * SQLite's own check of every page and index, references, then every blob that a row names: there, of the right length
 * and, with `verifyBlobs`, of the right sha256; and every mask
 * and every document with its history.
 */
export function checkIntegrity(
  database: Database,
  blobs: BlobReader,
  options: { readonly verifyBlobs: boolean },
): IntegrityReport {
  const problems = findDatabaseProblems(database);
  if (problems.some(({ code }) => code === 'DATABASE_DAMAGED')) return { ok: false, cases: 0, blobs: 0, problems };
  const named = listReferencedBlobs(database);
  problems.push(...findBlobProblems(blobs, named, { verify: options.verifyBlobs }));
  const { cases } = database.prepare<{ cases: number }>('SELECT count(*) AS cases FROM cases').get() ?? { cases: 0 };
  return { ok: problems.length === 0, cases, blobs: named.length, problems };
}

/** What is wrong with pages, indexes, references, the list, masks and documents. */
export function findDatabaseProblems(database: Database): IntegrityProblem[] {
  try {
    return [...checkDatabase(database), ...checkLists(database), ...checkMasks(database), ...checkDocuments(database)];
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'corrupt-data') throw error;
    return [{ code: 'DATABASE_DAMAGED', message: error.message }];
  }
}

/** Hashes one blob. */
export const checkBlob = (blobs: BlobReader, blob: ReferencedBlob): IntegrityProblem | null =>
  findBlobProblems(blobs, [blob], { verify: true })[0] ?? null;

function findBlobProblems(
  blobs: BlobReader,
  named: readonly ReferencedBlob[],
  options: { readonly verify: boolean },
): IntegrityProblem[] {
  return named.flatMap(({ sha256, caseId }) => {
    const problem = blobs.check(sha256, options);
    if (problem === null) return [];
    const code = problem === 'missing' ? 'BLOB_MISSING' : 'BLOB_DAMAGED';
    return [{ code, message: `Data ${sha256.slice(0, 12)} of case ${caseId}: ${problem}.` }];
  });
}

function checkDatabase(database: Database): IntegrityProblem[] {
  const lines = database.prepare<{ line: string }>('SELECT integrity_check AS line FROM pragma_integrity_check').all();
  const damage = lines.filter(({ line }) => line !== 'ok');
  const broken = database.prepare('SELECT 1 FROM pragma_foreign_key_check').all();
  return [
    ...damage.map(({ line }) => ({ code: 'DATABASE_DAMAGED' as const, message: `Database: ${line}` })),
    ...(broken.length === 0
      ? []
      : [{ code: 'REFERENCE_BROKEN' as const, message: `Database: ${broken.length} rows refer to nothing.` }]),
  ];
}

const checkLists = (database: Database): IntegrityProblem[] =>
  [...new Set([...findWrongSummaries(database), ...findWrongListRows(database)])].map((caseId) => ({
    code: 'LIST_ENTRY_WRONG',
    message: `Case ${caseId}: the list shows something else than it holds. The next change of the case puts it right.`,
  }));

function checkMasks(database: Database): IntegrityProblem[] {
  const ids = database.prepare<{ id: number }>('SELECT id FROM structures WHERE mask IS NOT NULL').all();
  const read = database.prepare<{ mask: Uint8Array }>('SELECT mask FROM structures WHERE id = ?');
  const problems: IntegrityProblem[] = [];
  for (const { id } of ids) {
    try {
      decodeRunLengths(read.get(id)?.mask ?? new Uint8Array(0));
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'corrupt-data') throw error;
      problems.push({ code: 'MASK_DAMAGED', message: `Structure ${id}: its mask is damaged.` });
    }
  }
  return problems;
}

function checkDocuments(database: Database): IntegrityProblem[] {
  const ids = database.prepare<{ id: string }>('SELECT id FROM documents ORDER BY id').all();
  return ids.flatMap(({ id }): IntegrityProblem[] => {
    const problem = findDocumentProblem(database, id);
    return problem === null ? [] : [{ code: 'DOCUMENT_DAMAGED', message: `Document ${id}: ${problem}.` }];
  });
}
