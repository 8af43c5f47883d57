// Is the library whole? Used by `doctor` and by the tests that kill it.

import { AppError } from '../../core/error/index.ts';
import { decodeRunLengths } from '../../core/volume/index.ts';
import type { BlobStore } from './blob-store.ts';
import type { Database } from './driver.ts';

export interface IntegrityProblem {
  readonly code: 'DATABASE_DAMAGED' | 'REFERENCE_BROKEN' | 'BLOB_MISSING' | 'BLOB_DAMAGED' | 'MASK_DAMAGED';
  readonly message: string;
}

export interface IntegrityReport {
  readonly ok: boolean;
  readonly cases: number;
  readonly blobs: number;
  readonly blobBytes: number;
  readonly problems: readonly IntegrityProblem[];
}

/**
 * SQLite's own check of every page and index, references, then every blob that a row names: there, of the right length
 * and, with `verifyBlobs`, of the right sha256; and every mask.
 */
export function checkIntegrity(
  database: Database,
  blobs: BlobStore,
  options: { readonly verifyBlobs: boolean },
): IntegrityReport {
  const problems: IntegrityProblem[] = [];
  try {
    problems.push(...checkDatabase(database), ...checkMasks(database));
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'corrupt-data') throw error;
    problems.push({ code: 'DATABASE_DAMAGED', message: error.message });
    return { ok: false, cases: 0, blobs: 0, blobBytes: 0, problems };
  }
  const named = database
    .prepare<{ sha256: string; bytes: number }>(
      `SELECT blob_sha256 AS sha256, blob_bytes AS bytes FROM volumes
       UNION SELECT blob_sha256, blob_bytes FROM structure_sets WHERE blob_sha256 IS NOT NULL`,
    )
    .all();
  for (const { sha256 } of named) {
    const problem = blobs.check(sha256, { verify: options.verifyBlobs });
    if (problem === null) continue;
    const code = problem === 'missing' ? 'BLOB_MISSING' : 'BLOB_DAMAGED';
    problems.push({ code, message: `Image data ${sha256.slice(0, 12)}: ${problem}.` });
  }
  const { cases } = database.prepare<{ cases: number }>('SELECT count(*) AS cases FROM cases').get() ?? { cases: 0 };
  const blobBytes = named.reduce((sum, { bytes }) => sum + bytes, 0);
  return { ok: problems.length === 0, cases, blobs: named.length, blobBytes, problems };
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
