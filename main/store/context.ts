// What the parts of one opened library share.

import type { Clock } from '../platform/clock.ts';
import type { RandomSource } from '../platform/ids.ts';
import type { BlobRef, BlobStore } from './blob-store.ts';
import type { Database } from './driver.ts';

export interface LibraryContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly appVersion: string;
  /** For messages: `The library /data/library`. */
  readonly where: string;
  /** Blobs that an import has written and not yet named in a row: nobody else may remove them. */
  readonly pinned: Set<string>;
}

/** For a condition on a case id, after it or after NOT: the case was deleted and is kept for a while. */
export const IS_DELETED = 'IN (SELECT case_id FROM deleted_cases)';

/** Grows by one with each change: the order of changes, whatever the clock says. Inside a transaction only. */
export function nextRevision(database: Database): number {
  const row = database
    .prepare<{ value: number }>("UPDATE counters SET value = value + 1 WHERE name = 'revision' RETURNING value")
    .get();
  return (row as { value: number }).value;
}

export interface ReferencedBlob extends BlobRef {
  /** The case that needs it (one of them); for messages. */
  readonly caseId: string;
}

/** Every blob that a row names, once. */
export const listReferencedBlobs = (database: Database): ReferencedBlob[] =>
  database
    .prepare<ReferencedBlob>(
      'SELECT sha256, max(bytes) AS bytes, min(case_id) AS caseId FROM blob_uses GROUP BY sha256 ORDER BY sha256',
    )
    .all();

/** True when a row needs the blob. */
export function isBlobReferenced(database: Database, sha256: string): boolean {
  const row = database.prepare('SELECT 1 FROM blob_uses WHERE sha256 = ? LIMIT 1').get(sha256);
  return row !== undefined;
}

/** Removes those of `candidates` that nothing needs. Call it after the transaction that removed their rows. What cannot
 * be removed now is left to the next opening: the change itself is done, so this is no error. */
export function removeUnusedBlobs({ database, blobs, pinned }: LibraryContext, candidates: Iterable<string>): void {
  try {
    blobs.remove([...candidates].filter((sha256) => !pinned.has(sha256) && !isBlobReferenced(database, sha256)));
  } catch {
    blobs.keepPending();
  }
}
