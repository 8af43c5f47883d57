// What a person's work needs: the document of a series (its structures plane by plane) with every edit, what was seen
// and for how long, the table of cases as the window shows it and their pictures, the line of long work, and settings.

import type { Migration } from './migration.ts';

export const window: Migration = {
  version: 50,
  name: 'window',
  sql: `
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  series_id TEXT NOT NULL UNIQUE REFERENCES series (id) ON DELETE CASCADE,
  volume_id TEXT NOT NULL REFERENCES volumes (id),
  rev INTEGER NOT NULL,
  tail INTEGER NOT NULL,
  head INTEGER NOT NULL,
  top INTEGER NOT NULL,
  history_bytes INTEGER NOT NULL,
  view_json TEXT,
  app_version TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  CHECK (tail <= head AND head <= top)
) STRICT;
CREATE INDEX documents_by_volume ON documents (volume_id);

CREATE TABLE document_records (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('group', 'structure', 'measurement')),
  id TEXT NOT NULL,
  group_id TEXT,
  json TEXT NOT NULL,
  PRIMARY KEY (document_id, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_planes (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  structure_id TEXT NOT NULL,
  k INTEGER NOT NULL CHECK (k >= 0),
  content BLOB NOT NULL,
  PRIMARY KEY (document_id, structure_id, k)
) STRICT;

CREATE TABLE document_edits (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  rev INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo', 'taken-over')),
  edit_id TEXT NOT NULL,
  label TEXT NOT NULL,
  at TEXT NOT NULL,
  structure_id TEXT,
  k INTEGER,
  position INTEGER,
  payload_bytes INTEGER NOT NULL,
  app_version TEXT NOT NULL,
  payload BLOB,
  PRIMARY KEY (document_id, rev),
  CHECK ((position IS NULL) = (payload IS NULL))
) STRICT;
CREATE UNIQUE INDEX document_edits_by_position ON document_edits (document_id, position) WHERE position IS NOT NULL;

CREATE TABLE document_sets (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  structure_set_id TEXT NOT NULL REFERENCES structure_sets (id) ON DELETE CASCADE,
  warnings_json TEXT NOT NULL,
  PRIMARY KEY (document_id, structure_set_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_sets_by_set ON document_sets (structure_set_id);

CREATE TABLE document_attention (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  structure_id TEXT NOT NULL,
  seen_json TEXT NOT NULL,
  spent_ms REAL NOT NULL,
  PRIMARY KEY (document_id, structure_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_work (
  case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  is_done INTEGER NOT NULL CHECK (is_done IN (0, 1)),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE case_list (
  case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  sort_name TEXT NOT NULL,
  sort_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'contoured', 'in-review', 'done')),
  state_rank INTEGER NOT NULL,
  modality TEXT NOT NULL,
  attention TEXT,
  changed_at TEXT NOT NULL,
  row_json TEXT NOT NULL
) STRICT;
CREATE INDEX case_list_by_revision ON case_list (revision);
CREATE INDEX case_list_by_name ON case_list (sort_name, revision);
CREATE INDEX case_list_by_id ON case_list (sort_id, revision);
CREATE INDEX case_list_by_state ON case_list (state_rank, revision);
CREATE INDEX case_list_by_kind ON case_list (state, modality, attention IS NOT NULL);

CREATE TABLE queue (
  job_id TEXT PRIMARY KEY,
  place INTEGER NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('contour', 'import')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
  series_id TEXT REFERENCES series (id) ON DELETE CASCADE,
  request_json TEXT,
  row_json TEXT NOT NULL
) STRICT;
CREATE INDEX queue_by_case ON queue (case_id);
CREATE INDEX queue_by_series ON queue (series_id);

CREATE TABLE pictures (
  series_id TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  made_of TEXT NOT NULL,
  png BLOB NOT NULL,
  PRIMARY KEY (series_id, name)
) STRICT;

CREATE TABLE settings (
  section TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
