// What a person said of a dose that its file does not say, and doses that are looked at as one sum.

import type { Migration } from './migration.ts';

export const doseWords: Migration = {
  version: 110,
  name: 'dose-words',
  sql: `
CREATE TABLE dose_words (
  object_id TEXT PRIMARY KEY REFERENCES objects (id) ON DELETE CASCADE,
  reference_gy REAL CHECK (reference_gy > 0),
  reference_at TEXT,
  series_id TEXT REFERENCES series (id) ON DELETE CASCADE,
  confirmed_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE dose_sums (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  parts_json TEXT NOT NULL,
  made_at TEXT NOT NULL,
  revision INTEGER NOT NULL,
  UNIQUE (case_id, parts_json)
) STRICT, WITHOUT ROWID;
`,
};
