// Deleted cases that are kept for a while, names that a person gave to cases, and every series and frame of reference
// that an imported set names. A deleted case keeps all of its rows but the one of the window's table; `clock` is the
// latest time that this library has seen, for a clock that goes backwards.

import type { Migration } from './migration.ts';

export const keeping: Migration = {
  version: 70,
  name: 'keeping',
  sql: `
CREATE TABLE case_labels (
  case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  label TEXT NOT NULL CHECK (label <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE deleted_cases (
  case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  identity_key TEXT NOT NULL,
  deleted_at_ms INTEGER NOT NULL,
  past_since_ms INTEGER,
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO counters VALUES ('clock', 0);

ALTER TABLE structure_sets ADD COLUMN references_json TEXT;

UPDATE case_list SET row_json = '';
`,
};
