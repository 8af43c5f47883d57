// The line of long work as rows. What a row shows is the window's; the request stays until the job is done, so that it
// can go on after a restart or be tried again. It is the one place in a library with absolute paths (of an import that
// waits).

import type { JsonValue } from '../../core/error/index.ts';
import type { Database } from './driver.ts';

export type QueueState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

export interface StoredQueueRow {
  readonly jobId: string;
  readonly kind: 'contour' | 'import';
  readonly state: QueueState;
  readonly caseId: string | null;
  readonly seriesId: string | null;
  /** null: the job is done. */
  readonly request: JsonValue;
  /** As the window shows it. */
  readonly row: JsonValue;
}

/** Rows of work that has ended are kept up to this number. */
const KEPT_ROWS = 100;

interface Row {
  readonly job_id: string;
  readonly kind: 'contour' | 'import';
  readonly state: QueueState;
  readonly case_id: string | null;
  readonly series_id: string | null;
  readonly request_json: string | null;
  readonly row_json: string;
}

/** In the order in which they were added. */
export const listQueue = (database: Database): StoredQueueRow[] =>
  database
    .prepare<Row>('SELECT job_id, kind, state, case_id, series_id, request_json, row_json FROM queue ORDER BY place')
    .all()
    .map((row) => ({
      jobId: row.job_id,
      kind: row.kind,
      state: row.state,
      caseId: row.case_id,
      seriesId: row.series_id,
      request: row.request_json === null ? null : (JSON.parse(row.request_json) as JsonValue),
      row: JSON.parse(row.row_json) as JsonValue,
    }));

/** Adds a row at the end of the line, or changes it in its place. */
export function putQueueRow(database: Database, row: StoredQueueRow): void {
  database.transaction(() => {
    database
      .prepare(
        `INSERT INTO queue (job_id, place, kind, state, case_id, series_id, request_json, row_json)
         VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM queue), ?, ?, ?, ?, ?, ?)
         ON CONFLICT (job_id) DO UPDATE SET state = excluded.state, case_id = excluded.case_id,
           series_id = excluded.series_id, request_json = excluded.request_json, row_json = excluded.row_json`,
      )
      .run(
        row.jobId,
        row.kind,
        row.state,
        row.caseId,
        row.seriesId,
        row.request === null ? null : JSON.stringify(row.request),
        JSON.stringify(row.row),
      );
    database
      .prepare(
        `DELETE FROM queue WHERE state NOT IN ('waiting', 'running') AND place <=
           (SELECT place FROM queue WHERE state NOT IN ('waiting', 'running') ORDER BY place DESC LIMIT 1 OFFSET ?)`,
      )
      .run(KEPT_ROWS);
  });
}

export const removeQueueRow = (database: Database, jobId: string): void =>
  void database.prepare('DELETE FROM queue WHERE job_id = ?').run(jobId);

/** Takes a case out of what finished imports say of it. Inside the transaction that deletes it for good. */
export function forgetCaseInQueue(database: Database, caseId: string): void {
  const rows = database
    .prepare<{ job_id: string; row_json: string }>('SELECT job_id, row_json FROM queue WHERE instr(row_json, ?) > 0')
    .all(caseId);
  for (const { job_id: jobId, row_json: text } of rows) {
    const row = JSON.parse(text) as { summary: { cases: readonly { caseId: string }[] } | null };
    if (!row.summary) continue;
    const cases = row.summary.cases.filter((one) => one.caseId !== caseId);
    const forgotten = { ...row, summary: { ...row.summary, cases } };
    database.prepare('UPDATE queue SET row_json = ? WHERE job_id = ?').run(JSON.stringify(forgotten), jobId);
  }
}

/** At start-up: what was running in a process that is gone is interrupted; what waits goes on waiting. */
export function interruptQueue(database: Database): void {
  if (database.prepare("SELECT 1 FROM queue WHERE state = 'running' LIMIT 1").get() === undefined) return;
  database.transaction(() =>
    database
      .prepare(
        "UPDATE queue SET state = 'interrupted', row_json = json_set(row_json, '$.state', 'interrupted') WHERE state = 'running'",
      )
      .run(),
  );
}
