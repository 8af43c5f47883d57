// Objects that are kept as they came (segmentations, doses, plans, registrations), and one place that knows which rows
// need a blob. Images are found by their UID alone, to notice one UID on two images.

import type { Migration } from './migration.ts';

export const objects: Migration = {
  version: 20,
  name: 'objects',
  sql: `
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  series_instance_uid TEXT NOT NULL,
  study_instance_uid TEXT NOT NULL,
  frame_of_reference_uid TEXT,
  description TEXT NOT NULL,
  references_json TEXT NOT NULL,
  blob_sha256 TEXT NOT NULL,
  blob_bytes INTEGER NOT NULL,
  app_version TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revision INTEGER NOT NULL,
  UNIQUE (case_id, sop_instance_uid)
) STRICT;
CREATE INDEX objects_by_blob ON objects (blob_sha256);

CREATE INDEX instances_by_uid ON instances (sop_instance_uid);

CREATE VIEW blob_uses AS
  SELECT v.blob_sha256 AS sha256, v.blob_bytes AS bytes, st.case_id
    FROM volumes v JOIN series s ON s.id = v.series_id JOIN studies st ON st.id = s.study_id
  UNION ALL SELECT blob_sha256, blob_bytes, case_id FROM structure_sets WHERE blob_sha256 IS NOT NULL
  UNION ALL SELECT blob_sha256, blob_bytes, case_id FROM objects;
`,
};
