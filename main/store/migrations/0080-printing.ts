// Printable models are kept with the work on a series: every version of the steps, the meshes of other programs that they
// name, and what was last written.

import type { Migration } from './migration.ts';

export const printing: Migration = {
  version: 80,
  name: 'printing',
  sql: `
CREATE TABLE print_models (
  document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  rev INTEGER NOT NULL,
  head INTEGER NOT NULL,
  exported_json TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE print_versions (
  document_id TEXT NOT NULL REFERENCES print_models (document_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  at TEXT NOT NULL,
  app_version TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE print_meshes (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  blob_sha256 TEXT NOT NULL,
  blob_bytes INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (document_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX print_meshes_by_blob ON print_meshes (blob_sha256);

DROP VIEW blob_uses;
CREATE VIEW blob_uses AS
  SELECT v.blob_sha256 AS sha256, v.blob_bytes AS bytes, st.case_id
    FROM volumes v JOIN series s ON s.id = v.series_id JOIN studies st ON st.id = s.study_id
  UNION ALL SELECT blob_sha256, blob_bytes, case_id FROM structure_sets WHERE blob_sha256 IS NOT NULL
  UNION ALL SELECT blob_sha256, blob_bytes, case_id FROM objects
  UNION ALL SELECT p.blob_sha256, p.blob_bytes, st.case_id
    FROM print_meshes p JOIN documents d ON d.id = p.document_id JOIN series s ON s.id = d.series_id
      JOIN studies st ON st.id = s.study_id;
`,
};
